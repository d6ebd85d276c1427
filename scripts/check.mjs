// Type-checks every program of the checkout with its own settings: core without Node or DOM, the webview with DOM, and so on.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './lib.mjs'

const programs = ['core', 'server', 'client', 'client/webview', 'test/unit', 'test/server', 'test/editor']
let failed = false
for (const program of programs.filter(name => existsSync(join(root, name, 'tsconfig.json')))) {
  const { code, output } = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', program], { capture: true })
  if (code !== 0) { failed = true; console.log(`${program}:\n${output.trimEnd()}`) }
}
process.exitCode = failed ? 1 : 0
