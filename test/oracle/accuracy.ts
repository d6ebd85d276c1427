/**
 * Drivers of real packages against what PyTorch did: `npm run accuracy`, or, for some of them with what is missing,
 * `node scripts/run.mjs test/oracle/accuracy.ts SITE [PACKAGE/NAME] [--show]`. SITE holds the packages' sources, unpacked from their wheels.
 */
import { analyse, loadParser, mainFile, openSession, type Session } from './support/analyse.ts'
import { compareCalls, placeKey, sameShape, type Comparison } from './support/compare.ts'
import { readRecorded, type PackageDriver } from './support/data.ts'

export interface DriverResult extends Comparison {
  /** Exact and all calls, without those on lines that `scripts/record-varying.py` found to depend on data; undefined where it was not run. */
  readonly steady: { readonly exact: number; readonly total: number } | undefined
  readonly falseAlarms: readonly string[]; readonly seconds: number; readonly complete: boolean; readonly output: boolean; readonly losses: readonly { readonly place: string; readonly reason: string }[] }

export function checkDriver(driver: PackageDriver, session: Session, sitePackages: string): DriverResult {
  const started = process.cpuUsage().user
  const { trace, place, problems } = analyse(driver.source, session)
  const seconds = (process.cpuUsage().user - started) / 1e6
  const relative = (file: string): string => (file === mainFile ? '<driver>' : file.replace(`${sitePackages}/`, ''))
  const ours = trace.calls.map((call) => ({ key: placeKey(relative(call.file), place(call.file, call.range.start, call.range.end)), shapes: call.shapes, callee: call.callee }))
  const uncertain = new Set(driver.calls.filter((call) => call.dd === 1).map((call) => placeKey(call.file, call.range)))
  const recorded = driver.calls.filter((call) => call.kind !== 'iter' && call.kind !== 'prop').map((call) => ({ key: placeKey(call.file, call.range), shapes: call.shapes, callee: call.callee })).filter((call) => !uncertain.has(call.key))
  const iterated = new Set(driver.calls.map((call) => placeKey(call.file, call.range)))
  const comparison = compareCalls(ours, recorded)
  const varying = varyingLines()[driver.name]
  const steadyCalls = varying && compareCalls(ours, recorded.filter((call) => !varying.includes(lineOf(call.key))))
  const falseAlarms = driver.error ? [] : problems.filter((problem) => problem.severity === 'error').map((problem) => `${relative(problem.file)} ${problem.message}`)
  const output = ['y', 'output', 'out'].map((name) => trace.globals[name]?.shape).find((shape) => shape !== undefined && shape !== null)
  return { ...comparison, steady: steadyCalls, extra: comparison.extra.filter((each) => !iterated.has(each.split(' ')[0]!)), falseAlarms, seconds, complete: trace.complete, output: output !== undefined && sameShape(output, driver.output), losses: trace.losses.map((loss) => ({ place: `${relative(loss.file)}:${place(loss.file, loss.range.start, loss.range.end)[0]}`, reason: loss.reason })) }
}

type LinesByDriver = Readonly<Record<string, readonly string[]>>
let varyingByDriver: LinesByDriver | undefined
const varyingLines = (): LinesByDriver => (varyingByDriver ??= readRecorded<LinesByDriver>('varying.json.gz'))
const lineOf = (key: string): string => key.slice(0, key.indexOf(','))

/** Parts of the record with a goal of their own: the share of calls that must be exact, and of output shapes. */
export const goals: readonly { readonly part: string; readonly holds: (driver: PackageDriver) => boolean; readonly exact: number; readonly outputs: number }[] = [
  { part: 'torchvision', holds: (driver) => driver.package === 'torchvision' && !isDetection(driver), exact: 0.99, outputs: 1 },
  { part: 'torchvision, detection', holds: isDetection, exact: 0.8, outputs: 0 },
  { part: 'segmentation_models_pytorch', holds: (driver) => driver.package === 'smp', exact: 0.97, outputs: 0 },
  { part: 'timm', holds: (driver) => driver.package === 'timm', exact: 0.95, outputs: 0.95 },
  { part: 'transformers', holds: (driver) => driver.package === 'transformers', exact: 0.85, outputs: 0 },
]
function isDetection(driver: PackageDriver): boolean {
  return driver.package === 'torchvision' && driver.calls.some((call) => call.file.startsWith('torchvision/models/detection/'))
}

export interface Score { readonly part: string; readonly drivers: number; readonly exact: number; readonly total: number; readonly outputs: number; readonly wrong: number; readonly falseAlarms: number; readonly slow: number; readonly reached: boolean }
/** Seconds of work that one driver may take, with its packages already evaluated or not. */
const secondsLimit = 5

export function scores(results: readonly { readonly driver: PackageDriver; readonly result: DriverResult }[]): Score[] {
  return goals.flatMap(({ part, holds, exact: exactGoal, outputs: outputGoal }) => {
    const mine = results.filter(({ driver }) => holds(driver))
    if (mine.length === 0) return []
    const sum = (count: (result: DriverResult) => number): number => mine.reduce((total, { result }) => total + count(result), 0)
    const exact = sum((result) => result.exact), total = sum((result) => result.total), outputs = sum((result) => (result.output ? 1 : 0)), wrong = sum((result) => result.wrong.length), falseAlarms = sum((result) => result.falseAlarms.length)
    const slow = sum((result) => (result.seconds > secondsLimit || !result.complete ? 1 : 0))
    return [{ part, drivers: mine.length, exact, total, outputs, wrong, falseAlarms, slow, reached: wrong === 0 && falseAlarms === 0 && exact / total >= exactGoal && outputs / mine.length >= outputGoal }]
  })
}

/** What is exact of the calls whose shapes follow from the sources, in the drivers for which that is recorded. */
export function printSteady(results: readonly { readonly result: DriverResult }[]): string {
  const known = results.flatMap(({ result: { steady } }) => steady ?? [])
  const [exact, total] = [known.reduce((sum, each) => sum + each.exact, 0), known.reduce((sum, each) => sum + each.total, 0)]
  return known.length === 0 ? '' : `detection, without calls whose shapes change with weights and pictures: ${exact}/${total} (${((100 * exact) / total).toFixed(2)} %) in ${known.length} drivers\n`
}

export function printScores(all: readonly Score[]): string {
  const row = (score: Score): string => `${score.part.padEnd(30)} ${String(score.drivers).padStart(7)} ${`${score.exact}/${score.total}`.padStart(12)} ${`${((100 * score.exact) / score.total).toFixed(2)} %`.padStart(9)} ${`${score.outputs}/${score.drivers}`.padStart(8)} ${String(score.wrong).padStart(6)} ${String(score.falseAlarms).padStart(6)} ${String(score.slow).padStart(6)}${score.reached ? '' : '  below'}`
  return [`${'part'.padEnd(30)} drivers        exact               outputs  wrong  false   slow`, ...all.map(row)].join('\n')
}

/** Every driver of the record, analysed one after the other; those of a package share its evaluated modules. */
export function* runDrivers(site: string, filter = ''): Iterable<{ readonly driver: PackageDriver; readonly result: DriverResult }> {
  const sessions = new Map<string, Session>()
  for (const driver of readRecorded<PackageDriver[]>('packages.json.gz')) {
    if (!`${driver.package}/${driver.name}`.startsWith(filter)) continue
    let session = sessions.get(driver.package)
    if (!session) sessions.set(driver.package, (session = openSession(site)))
    yield { driver, result: checkDriver(driver, session, site) }
  }
}

function printDriver({ package: name, name: model }: PackageDriver, result: DriverResult, details: number): void {
  console.log(`${`${name}/${model}`.padEnd(48)} ${String(result.exact).padStart(4)}/${String(result.total).padEnd(4)} ${result.output ? 'output' : '      '} wrong ${result.wrong.length} extra ${result.extra.length} false ${result.falseAlarms.length} ${result.seconds.toFixed(2)} s${result.complete ? '' : ' INCOMPLETE'}`)
  const lines = [
    ...result.falseAlarms.map((each) => `FALSE ${each}`), ...result.wrong.map((each) => `WRONG ${each}`), ...result.extra.map((each) => `EXTRA ${each}`),
    ...result.missing.map((each) => `MISSING ${each}`), ...result.losses.map((loss) => `lost at ${loss.place}: ${loss.reason}`),
  ]
  for (const line of lines.slice(0, details)) console.log(`   ${line}`)
}

/** Where knowledge is lost most often, over all drivers. */
function reasons(results: readonly { readonly result: DriverResult }[]): string {
  const counts = new Map<string, number>()
  for (const { result } of results) for (const { reason } of result.losses) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 10).map(([reason, count]) => `${String(count).padStart(6)}  ${reason}`).join('\n')
}

if (process.argv[1]?.endsWith('accuracy.mjs')) {
  const [, , site = '', filter = ''] = process.argv
  const details = process.argv.includes('--show') ? 24 : 0
  await loadParser()
  const results = []
  for (const each of runDrivers(site, filter.startsWith('--') ? '' : filter)) {
    printDriver(each.driver, each.result, details)
    results.push(each)
  }
  const all = scores(results)
  console.log(`\n${printScores(all)}\n\n${printSteady(results)}\nwhere knowledge is lost most often\n${reasons(results)}`)
  process.exitCode = all.every((score) => score.reached) ? 0 : 1
}
