/**
 * Drivers of real packages against what PyTorch did: `node scripts/run.mjs test/oracle/accuracy.ts SITE [PACKAGE/NAME] [--show]`.
 * SITE holds the packages' sources, unpacked from their wheels.
 */
import { analyse, loadParser, mainFile, openSession, type Session } from './support/analyse.ts'
import { compareCalls, placeKey, sameShape, type Comparison } from './support/compare.ts'
import { readRecorded, type PackageDriver } from './support/data.ts'

export interface DriverResult extends Comparison { readonly falseAlarms: readonly string[]; readonly seconds: number; readonly complete: boolean; readonly output: boolean; readonly losses: readonly { readonly place: string; readonly reason: string }[] }

export function checkDriver(driver: PackageDriver, session: Session, sitePackages: string): DriverResult {
  const started = performance.now()
  const { trace, place, problems } = analyse(driver.source, session)
  const seconds = (performance.now() - started) / 1000
  const relative = (file: string): string => (file === mainFile ? '<driver>' : file.replace(`${sitePackages}/`, ''))
  const ours = trace.calls.map((call) => ({ key: placeKey(relative(call.file), place(call.file, call.range.start, call.range.end)), shapes: call.shapes, callee: call.callee }))
  const uncertain = new Set(driver.calls.filter((call) => call.dd === 1).map((call) => placeKey(call.file, call.range)))
  const recorded = driver.calls.filter((call) => call.kind !== 'iter' && call.kind !== 'prop').map((call) => ({ key: placeKey(call.file, call.range), shapes: call.shapes, callee: call.callee })).filter((call) => !uncertain.has(call.key))
  const iterated = new Set(driver.calls.map((call) => placeKey(call.file, call.range)))
  const comparison = compareCalls(ours, recorded)
  const falseAlarms = driver.error ? [] : problems.filter((problem) => problem.severity === 'error').map((problem) => `${relative(problem.file)} ${problem.message}`)
  const output = ['y', 'output', 'out'].map((name) => trace.globals[name]?.shape).find((shape) => shape !== undefined && shape !== null)
  return { ...comparison, extra: comparison.extra.filter((each) => !iterated.has(each.split(' ')[0]!)), falseAlarms, seconds, complete: trace.complete, output: output !== undefined && sameShape(output, driver.output), losses: trace.losses.map((loss) => ({ place: `${relative(loss.file)}:${place(loss.file, loss.range.start, loss.range.end)[0]}`, reason: loss.reason })) }
}

if (process.argv[1]?.endsWith('accuracy.mjs')) {
  const [, , site = '', filter = ''] = process.argv
  const show = process.argv.includes('--show')
  await loadParser()
  const drivers = readRecorded<PackageDriver[]>('packages.json.gz').filter((driver) => filter.startsWith('--') || `${driver.package}/${driver.name}`.startsWith(filter))
  const sums = new Map<string, { drivers: number; exact: number; total: number; wrong: number; falseAlarms: number; outputs: number }>()
  const sessions = new Map<string, Session>()
  for (const driver of drivers) {
    let session = sessions.get(driver.package)
    if (!session) sessions.set(driver.package, (session = openSession(site)))
    const result = checkDriver(driver, session, site)
    const sum = sums.get(driver.package) ?? { drivers: 0, exact: 0, total: 0, wrong: 0, falseAlarms: 0, outputs: 0 }
    sums.set(driver.package, { drivers: sum.drivers + 1, exact: sum.exact + result.exact, total: sum.total + result.total, wrong: sum.wrong + result.wrong.length, falseAlarms: sum.falseAlarms + result.falseAlarms.length, outputs: sum.outputs + (result.output ? 1 : 0) })
    console.log(`${`${driver.package}/${driver.name}`.padEnd(48)} ${String(result.exact).padStart(4)}/${String(result.total).padEnd(4)} ${result.output ? 'output' : '      '} wrong ${result.wrong.length} extra ${result.extra.length} false ${result.falseAlarms.length} ${result.seconds.toFixed(2)} s${result.complete ? '' : ' INCOMPLETE'}`)
    if (show) {
      for (const each of result.falseAlarms) console.log(`   FALSE ${each}`)
      for (const each of result.wrong) console.log(`   WRONG ${each}`)
      for (const each of result.extra.slice(0, 5)) console.log(`   EXTRA ${each}`)
      for (const each of result.missing.slice(0, 6)) console.log(`   MISSING ${each}`)
      for (const each of result.losses.slice(0, 12)) console.log(`   lost at ${each.place}: ${each.reason}`)
    }
  }
  for (const [name, sum] of sums) console.log(`${name}: ${sum.exact} of ${sum.total} calls exact (${((100 * sum.exact) / sum.total).toFixed(2)} %), ${sum.wrong} wrong, ${sum.falseAlarms} false alarms, ${sum.outputs} of ${sum.drivers} outputs`)
}
