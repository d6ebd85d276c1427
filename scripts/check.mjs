// Type-checks every program of the checkout with its own settings: core without Node or DOM, the webview with DOM, and so on.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './lib.mjs'

const programs = ['core', 'server', 'client', 'client/webview', 'test/unit', 'test/server', 'test/packages', 'test/editor']
const said = new Set()
for (const program of programs.filter(name => existsSync(join(root, name, 'tsconfig.json')))) {
  const { code, output } = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', program], { capture: true })
  if (code === 0) continue
  process.exitCode = 1
  // A mistake in the core shows in every program that imports it: it is said once.
  const fresh = output.split('\n').filter(line => line.trim() !== '' && !said.has(line))
  for (const line of fresh) said.add(line)
  console.log([`${program} does not type-check${fresh.length === 0 ? ', as said above' : ':'}`, ...fresh].join('\n'))
}
