// Fetches the recorded packages' sources once and compares every driver with the record: `npm run accuracy`.
import { join } from 'node:path'
import { root, run, ensureInstalled } from './lib.mjs'
import { fetchPackages, folder } from './packages.mjs'

await ensureInstalled()
const missing = await fetchPackages()
if (missing !== undefined) {
  console.error(missing)
  process.exit(1)
}
const { code } = await run(process.execPath, [join(root, 'scripts/run.mjs'), 'test/oracle/accuracy.ts', folder, ...process.argv.slice(2)])
process.exit(code)
