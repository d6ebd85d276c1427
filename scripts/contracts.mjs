// Fetches the recorded packages' sources once and compares every size contract with the record: `npm run contracts`.
import { join } from 'node:path'
import { root, run, ensureInstalled } from './lib.mjs'
import { fetchPackages, folder } from './packages.mjs'

await ensureInstalled()
const missing = await fetchPackages()
if (missing !== undefined) console.error(`without the models of packages: ${missing}`)
const { code } = await run(process.execPath, [join(root, 'scripts/run.mjs'), 'test/oracle/sizes.ts', missing === undefined ? folder : '-', '--refusals', ...process.argv.slice(2)])
process.exit(code)
