// Holds the claims of the literate tests against a real PyTorch: `npm run verify-fixtures -- --python FILE`.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './lib.mjs'

const at = process.argv.indexOf('--python')
const python = at > 0 ? process.argv[at + 1] : undefined
if (python === undefined) {
  console.error('usage: npm run verify-fixtures -- --python FILE    FILE is a Python that has PyTorch')
  process.exit(2)
}
const large = { cwd: root, maxBuffer: 1 << 28, encoding: 'utf8' }
const claims = spawnSync(process.execPath, ['scripts/run.mjs', 'test/literate/claims.ts'], { ...large, stdio: ['ignore', 'pipe', 'inherit'] })
if (claims.status !== 0) process.exit(2)
const { status } = spawnSync(python, [join(root, 'scripts', 'verify-fixtures.py')], { ...large, input: claims.stdout, stdio: ['pipe', 'inherit', 'inherit'] })
process.exit(status ?? 2)
