/** Single-file models with one edit each: what PyTorch refuses gets its error at its line, what it runs gets none and its shapes. */
import { analyse, loadParser, openSession } from './support/analyse.ts'
import { compareCalls, placeKey } from './support/compare.ts'
import { readRecorded, type Mutant, type Mutants } from './support/data.ts'

/** Messages that depend on values or on the machine's oneDNN are not to be chased. */
const unchased = /Found an invalid max index|could not create a primitive descriptor|could not construct a memory descriptor/

export interface MutantResult {
  readonly id: string
  readonly kind: 'ok' | 'sizes' | 'types' | 'other'
  readonly line: boolean
  readonly message: boolean
  readonly exact: number
  readonly total: number
  readonly wrong: readonly string[]
  readonly missing: readonly string[]
  readonly falseAlarms: readonly string[]
  readonly found: readonly string[]
}

export function applyEdit(source: string, edit: Mutant['edit']): string {
  if (!edit) return source
  const lines = source.split('\n')
  const line = lines[edit.line - 1]!
  lines[edit.line - 1] = line.slice(0, edit.col) + edit.new + line.slice(edit.end_col)
  return lines.join('\n')
}

export function checkMutant(source: string, mutant: Mutant, session = openSession(undefined)): MutantResult {
  const { trace, place, problems } = analyse(applyEdit(source, mutant.edit), session)
  const errors = problems.filter((problem) => problem.severity === 'error')
  const file = ''
  const ours = trace.calls.map((call) => ({ key: placeKey(file, place(call.file, call.range.start, call.range.end)), shapes: call.shapes, callee: call.callee }))
  const recorded = mutant.calls.map(([l0, c0, l1, c1, callee, shapes]) => ({ key: placeKey(file, [l0, c0, l1, c1]), shapes, callee }))
  const found = errors.map((problem) => `${place(problem.file, problem.range.start, problem.range.end).join(',')} ${problem.message}`)
  if (mutant.verdict !== 'error') {
    const { exact, total, wrong, missing } = compareCalls(ours, recorded)
    return { id: mutant.id, kind: 'ok', line: true, message: true, exact, total, wrong, missing, falseAlarms: found, found }
  }
  const expected = mutant.range?.[0]
  const at = errors.filter((problem) => [problem, ...problem.related].some((each) => place(each.file, each.range.start, each.range.end)[0] === expected))
  const other = typeof mutant.without_onednn === 'string' ? mutant.without_onednn : mutant.without_onednn?.message
  const said = at.some((problem) => problem.message.startsWith(mutant.message ?? '') || (other !== undefined && problem.message.startsWith(other)))
  const kind = ['RuntimeError', 'ValueError', 'IndexError'].includes(mutant.etype ?? '') ? 'sizes' : ['TypeError', 'AttributeError'].includes(mutant.etype ?? '') ? 'types' : 'other'
  return { id: mutant.id, kind, line: at.length > 0, message: said, exact: 0, total: 0, wrong: [], missing: [], falseAlarms: [], found }
}

export const recordedMutants = (): Mutants => readRecorded<Mutants>('mutants.json.gz')
export const isChased = (mutant: Mutant): boolean => (mutant.verdict === 'ok' || mutant.verdict === 'error') && !(unchased.test(mutant.message ?? '') && mutant.without_onednn === undefined)

if (process.argv[1]?.endsWith('mutants.mjs')) {
  await loadParser()
  const [, , filter, show] = process.argv
  const session = openSession(undefined)
  const all = recordedMutants()
  const sums = { ok: 0, falseAlarms: 0, wrong: 0, exact: 0, total: 0, allExact: 0, sizes: 0, sizesLine: 0, sizesMessage: 0, types: 0, typesLine: 0, typesMessage: 0 }
  const started = Date.now()
  for (const [base, { source, records }] of Object.entries(all)) {
    for (const mutant of records) {
      if (!isChased(mutant) || (filter !== undefined && filter !== 'all' && !mutant.id.startsWith(filter))) continue
      const result = checkMutant(source, mutant, session)
      if (result.kind === 'ok') {
        sums.ok++
        if (result.falseAlarms.length > 0) sums.falseAlarms++
        sums.wrong += result.wrong.length
        sums.exact += result.exact
        sums.total += result.total
        if (result.exact === result.total) sums.allExact++
        if (show && (result.falseAlarms.length > 0 || result.exact < result.total)) console.log(`${result.id} (${JSON.stringify(mutant.edit)})\n   ${[...result.falseAlarms.map((each) => `FALSE ${each}`), ...result.wrong.map((each) => `WRONG ${each}`), ...result.missing].slice(0, 4).join('\n   ')}`)
      } else if (result.kind === 'sizes' || result.kind === 'types') {
        sums[result.kind]++
        if (result.line) sums[`${result.kind}Line`]++
        if (result.message) sums[`${result.kind}Message`]++
        if (show && !result.message) console.log(`${result.id} line ${mutant.range?.join(',')} ${mutant.etype}: ${mutant.message}\n   ${result.found.join('\n   ') || 'no error'}`)
      }
    }
    void base
  }
  console.log(JSON.stringify(sums), `${((Date.now() - started) / 1000).toFixed(1)} s`)
}
