// `npm test`: installs what is missing, then every part in turn, a table of them, and as the last line `N passed, N failed`.
// A part that this machine can't run is "not run" and says why; with CI=true that is a failure. `-- unit types …` chooses parts.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled, root, run, seconds } from './lib.mjs'

const cache = join(root, '.cache')
const inCi = /^(1|true)$/i.test(process.env.CI ?? '')

/** A part ends with `{passed, failed}`, with `{notRun: why}`, or by throwing. */
const parts = {
  build: { title: 'build and package', run: buildPart },
  types: { title: 'types', run: () => command('node', ['scripts/check.mjs']) },
  lint: { title: 'lint', run: () => command('node', ['node_modules/oxlint/bin/oxlint', '--deny-warnings', '--quiet']) },
  unit: { title: 'unit', run: () => vitest('unit') },
  packages: { title: 'packages\' sources', run: packagesPart },
  ui: { title: 'editor: the .vsix, used', run: () => editorPart('ui') },
  hostile: { title: 'editor: the .vsix, attacked', run: () => editorPart('hostile') },
  node: { title: 'editor: suite, from the checkout', run: () => editorPart('node') },
  vsix: { title: 'editor: suite, from the .vsix', run: () => editorPart('vsix') },
  web: { title: 'editor: suite, in a web worker', run: () => editorPart('web') },
}

async function buildPart() {
  const { buildAll } = await import('./build.mjs')
  await buildAll({ withSuite: true })
  const { packageExtension } = await import('./package.mjs')
  const { size } = await packageExtension()
  console.log(`torch-shape-lint.vsix: ${Math.ceil(size / 1024)} KB`)
  return { passed: 1, failed: 0 }
}

/** A program that prints what is wrong and says so with its exit code. */
async function command(name, args) {
  const { code } = await run(name === 'node' ? process.execPath : name, args)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }
}

async function vitest(part, env = {}) {
  const file = join(cache, `${part}.json`)
  rmSync(file, { force: true })
  const { code } = await run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`], { env: { ...env, TEST_PART: part } })
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(readFileSync(file, 'utf8'))
  // A skipped test proves nothing, and a file that could not be loaded has no failed test to its name.
  const unloaded = testResults.filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some(result => result.status === 'failed')).length
  const failed = numFailedTests + numPendingTests + numTodoTests + unloaded
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed }
}

async function packagesPart() {
  if (!existsSync(join(root, 'test/packages')) || !readdirSync(join(root, 'test/packages')).some(name => name.endsWith('.test.ts'))) return { passed: 0, failed: 0 }
  const { fetchPackages, folder } = await import('./packages.mjs')
  const missing = await fetchPackages()
  return missing === undefined ? vitest('packages', { PACKAGES_FOLDER: folder }) : { notRun: missing }
}

async function editorPart(name) {
  const { prepare, runOne, show } = await import('../test/editor/run.mjs')
  const missing = await prepare()
  if (missing !== undefined) return { notRun: missing }
  const results = await runOne(name)
  show(results)
  return { passed: results.filter(result => result.ok).length, failed: results.filter(result => !result.ok).length }
}

async function runPart({ title, run: start }) {
  console.log(`\n── ${title} ${'─'.repeat(Math.max(0, 76 - title.length))}`)
  const since = performance.now()
  try {
    const outcome = await start()
    return { title, time: seconds(since), ...outcome }
  } catch (error) {
    console.log(error.stack ?? String(error))
    return { title, time: seconds(since), passed: 0, failed: 1 }
  }
}

function verdict({ passed, failed, notRun }) {
  if (notRun !== undefined) return `not run: ${notRun}`
  return failed > 0 ? `FAILED (${failed} of ${passed + failed})` : `passed (${passed})`
}

async function main() {
  mkdirSync(cache, { recursive: true })
  await ensureInstalled()
  const chosen = process.argv.slice(2).filter(word => word in parts)
  const outcomes = []
  for (const name of chosen.length > 0 ? chosen : Object.keys(parts)) outcomes.push(await runPart(parts[name]))
  console.log(`\n── summary ${'─'.repeat(69)}`)
  for (const outcome of outcomes) console.log(`${outcome.title.padEnd(36)} ${outcome.time.padStart(8)}  ${verdict(outcome)}`)
  const sum = key => outcomes.reduce((total, outcome) => total + (outcome[key] ?? 0), 0)
  const missed = outcomes.filter(outcome => outcome.notRun !== undefined).length
  if (missed > 0) console.log(inCi ? '\nIn CI every part has to run: what was not run counts as failed.' : '\nWhat was not run proves nothing; it counts neither way.')
  const failed = sum('failed') + (inCi ? missed : 0)
  const line = `${sum('passed')} passed, ${failed} failed`
  writeFileSync(join(cache, 'test-summary.txt'), `${line}\n`)
  console.log(`\n${line}`)
  process.exitCode = failed > 0 ? 1 : 0
}

rmSync(join(cache, 'test-summary.txt'), { force: true })
main().catch(error => {
  console.error(error.stack ?? String(error))
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'test-summary.txt'), '0 passed, 1 failed\n')
  console.log('0 passed, 1 failed')
  process.exitCode = 1
})
