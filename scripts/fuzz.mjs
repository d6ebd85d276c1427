// The edit fuzzer over this repository's files and the sources of published packages: `npm run fuzz -- --seed N --seconds S`.
import { fetchPackages, folder } from './packages.mjs'
import { root, run } from './lib.mjs'

const missing = await fetchPackages()
if (missing !== undefined) console.log(`without the packages' sources: ${missing}`)
// Threads that wait for each other while they collect garbage would count as work.
const { code } = await run(process.execPath, ['--single-threaded-gc', 'scripts/run.mjs', 'test/fuzz/run.ts', ...process.argv.slice(2)], { cwd: root, env: missing === undefined ? { PACKAGES_FOLDER: folder } : {} })
process.exitCode = code
