import { beforeAll, describe, expect, it } from 'vitest'
import { checkMutant, isChased, recordedMutants, type MutantResult } from './mutants.ts'
import { loadParser, openSession } from './support/analyse.ts'

beforeAll(loadParser)

describe('single-file models', () => {
  const mutants = recordedMutants()
  for (const [base, { source, records }] of Object.entries(mutants)) {
    it(`${base}: unchanged, every call has its recorded shape and nothing is reported`, () => {
      const result = checkMutant(source, records[0]!)
      expect(result.falseAlarms).toEqual([])
      expect([...result.wrong, ...result.missing]).toEqual([])
    })
  }

  it('with one edit each: no false alarm, no wrong shape, and PyTorch’s own words where it refuses', () => {
    const session = openSession(undefined)
    const results: MutantResult[] = []
    for (const { source, records } of Object.values(mutants)) for (const mutant of records) if (isChased(mutant)) results.push(checkMutant(source, mutant, session))
    const of = (kind: MutantResult['kind']): MutantResult[] => results.filter((result) => result.kind === kind)
    const share = (part: readonly MutantResult[], holds: (result: MutantResult) => boolean): number => part.filter(holds).length / part.length
    const ok = of('ok')
    expect(ok.flatMap((result) => result.falseAlarms.map((alarm) => `${result.id} ${alarm}`))).toEqual([])
    expect(ok.flatMap((result) => result.wrong.map((wrong) => `${result.id} ${wrong}`))).toEqual([])
    const exact = ok.reduce((sum, result) => sum + result.exact, 0) / ok.reduce((sum, result) => sum + result.total, 0)
    const figures = {
      exact, sizesLine: share(of('sizes'), (result) => result.line), sizesMessage: share(of('sizes'), (result) => result.message),
      typesLine: share(of('types'), (result) => result.line), typesMessage: share(of('types'), (result) => result.message),
    }
    console.log(`${ok.length} mutants that run, ${of('sizes').length} refused for sizes, ${of('types').length} for types`, figures)
    expect(figures.exact).toBeGreaterThanOrEqual(0.98)
    expect(figures.sizesLine).toBeGreaterThanOrEqual(0.95)
    expect(figures.sizesMessage).toBeGreaterThanOrEqual(0.9)
    expect(figures.typesLine).toBeGreaterThanOrEqual(0.8)
    expect(figures.typesMessage).toBeGreaterThanOrEqual(0.8)
  }, 300_000)
})
