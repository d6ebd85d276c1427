/** Parameter and buffer counts of whole models, asked as a user would ask: `sum(p.numel() for p in model.parameters())`. */
import { analyse, loadParser, openSession, type Session } from './support/analyse.ts'
import { readRecorded, type PackageDriver } from './support/data.ts'

interface Counts { readonly total: number; readonly trainable: number; readonly buffers: number }
type RecordedCounts = Readonly<Record<string, Readonly<Record<string, Counts>>>>

export interface CountResult { readonly driver: string; readonly faults: readonly string[] }

export function checkCounts(driver: PackageDriver, expected: Readonly<Record<string, Counts>>, session: Session): CountResult {
  const questions = Object.keys(expected).flatMap((name) => [
    `${name}_total = sum(p.numel() for p in ${name}.parameters())`,
    `${name}_trainable = sum(p.numel() for p in ${name}.parameters() if p.requires_grad)`,
    `${name}_buffers = sum(b.numel() for b in ${name}.buffers())`,
  ])
  const { trace } = analyse(`${driver.source}\n${questions.join('\n')}\n`, session)
  const faults = Object.entries(expected).flatMap(([name, counts]) => (['total', 'trainable', 'buffers'] as const).flatMap((kind) => {
    const found = trace.globals[`${name}_${kind}`]?.number
    return found === counts[kind] ? [] : [`${name}: ${kind} ${counts[kind]}, not ${found ?? 'known'}`]
  }))
  return { driver: `${driver.package}/${driver.name}`, faults }
}

export function* runCounts(site: string): Iterable<CountResult> {
  const recorded = readRecorded<RecordedCounts>('counts.json.gz')
  const sessions = new Map<string, Session>()
  for (const driver of readRecorded<PackageDriver[]>('packages.json.gz')) {
    const expected = recorded[`${driver.package}/${driver.name}`]
    if (!expected) continue
    let session = sessions.get(driver.package)
    if (!session) sessions.set(driver.package, (session = openSession(site)))
    yield checkCounts(driver, expected, session)
  }
}

if (process.argv[1]?.endsWith('counts.mjs')) {
  await loadParser()
  let right = 0, all = 0
  for (const { driver, faults } of runCounts(process.argv[2] ?? '')) {
    all++
    if (faults.length === 0) right++
    else console.log(`${driver}: ${faults.join('; ')}`)
  }
  console.log(`${right} of ${all} models with every count right`)
}
