/**
 * Size contracts against what PyTorch did for some 500 sizes of each model: `npm run contracts`, or, for some models,
 * `node scripts/run.mjs test/oracle/sizes.ts SITE [MODEL] [--refusals] [--record=FILE]`. SITE holds the packages' sources; `-` for none. FILE holds
 * other sweeps of the same form.
 *
 * A stated contract must accept exactly the sizes that PyTorch accepts, the output's formula must give the recorded shape at each of those, and a
 * run with a refused size must raise PyTorch's words at PyTorch's place.
 */
import { readFileSync } from 'node:fs'
import type { ModelSummary, ShapeJson } from '../../core/index.ts'
import { holds, integers, readExpression } from '../unit/dims/python.ts'
import { analyse, loadParser, mainFile, openSession, type Session } from './support/analyse.ts'
import { sameShape } from './support/compare.ts'
import { readRecorded, type RecordedRange, type RecordedShape } from './support/data.ts'

type Sizes = readonly number[]
interface RecordedError { readonly sizes: readonly Sizes[]; readonly type: string; readonly message: string; readonly file: string; readonly range: RecordedRange; readonly by_value: boolean | null }
export interface Sweep {
  readonly model: string
  readonly file: string
  readonly source: string
  readonly build: string
  readonly setup: string
  readonly call: string
  readonly input: string
  readonly names: readonly string[]
  /** The condition that explains the record. */
  readonly contract: string
  readonly ok: readonly Sizes[]
  readonly outputs: readonly (readonly [Sizes, RecordedShape])[]
  readonly errors: readonly RecordedError[]
}

export const recordedSweeps = (): readonly Sweep[] => readRecorded<readonly Sweep[]>('sizes.json.gz')
/** The model's own file is in the record; others need the packages' sources. */
export const isSelfContained = ({ file }: Sweep): boolean => file.startsWith('bases/') || file.startsWith('models/')

export interface SweepResult { readonly model: string; readonly contract: readonly string[] | null; readonly reason: string | undefined; readonly tried: number; readonly agreeing: number; readonly outputs: number; readonly faults: readonly string[] }

/** The model's file with what has to be done before, and the call as a model of its own where it is more than `model(x)`. */
const programOf = ({ source, setup, call }: Sweep): string => `${source}\nimport torch as torch_\n${setup.replaceAll('; ', '\n')}\n
class Called(torch_.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        model = self.model
        return ${call}
`
const expressionOf = ({ build, call }: Sweep): string => (call === 'model(x)' ? build : `Called(${build})`)

export function summarise(sweep: Sweep, session: Session): ModelSummary | { readonly failure: string } {
  session.files.set(mainFile, programOf(sweep))
  session.project.setText(mainFile, programOf(sweep))
  session.project.configure({ inputs: [sweep.input] })
  const found = session.project.summary(mainFile, expressionOf(sweep))
  session.project.configure({})
  return 'failure' in found ? found : found.models[0]!
}

export function checkSweep(sweep: Sweep, session: Session): SweepResult {
  const summary = summarise(sweep, session)
  if ('failure' in summary) return { model: sweep.model, contract: null, reason: summary.failure, tried: 0, agreeing: 0, outputs: 0, faults: [] }
  const { contract, outputs } = summary
  const faults: string[] = []
  const named = (sizes: Sizes): Record<string, number> => Object.fromEntries(sweep.names.map((name, index) => [name, sizes[index]!]))
  const accepts = (sizes: Sizes): boolean => (contract ?? []).every((condition) => holds(condition, named(sizes)))
  const refused = sweep.errors.flatMap(({ sizes }) => sizes)
  let agreeing = 0, right = 0
  if (contract) {
    for (const sizes of sweep.ok) if (accepts(sizes)) agreeing++; else faults.push(`refuses ${sizes.join('×')}, which PyTorch runs`)
    for (const sizes of refused) if (!accepts(sizes)) agreeing++; else faults.push(`accepts ${sizes.join('×')}, which PyTorch refuses`)
  }
  for (const [sizes, shape] of sweep.outputs) {
    const ours = valueOf(outputs, named(sizes))
    if (sameShape(ours, shape)) right++
    else if (ours !== null && isWhole(ours)) faults.push(`${sizes.join('×')} gives ${JSON.stringify(shape)}, not ${JSON.stringify(ours)}`)
  }
  return { model: sweep.model, contract, reason: summary.reason, tried: sweep.ok.length + refused.length, agreeing, outputs: right, faults }
}

/** The formulas' values; what is not known stays null. */
function valueOf(shape: ShapeJson, sizes: Readonly<Record<string, number>>): ShapeJson {
  if (shape === null) return null
  if (Array.isArray(shape)) return shape.map((dim) => (typeof dim === 'string' ? readExpression(dim, integers(sizes)) : dim))
  const inner = (each: ShapeJson): ShapeJson => valueOf(each, sizes)
  if ('t' in shape) return { t: shape.t.map(inner) }
  if ('l' in shape) return { l: shape.l.map(inner) }
  return 'd' in shape ? { d: Object.fromEntries(Object.entries(shape.d).map(([key, each]) => [key, inner(each)])) } : null
}
const isWhole = (shape: ShapeJson): boolean => shape !== null && !JSON.stringify(shape).includes('null')

/** A run with a refused size: its first error, or why that is not PyTorch's. Every `step`th size is tried. */
export function checkRefusals(sweep: Sweep, session: Session, step: number): { readonly tried: number; readonly right: number; readonly faults: readonly string[] } {
  const faults: string[] = []
  let tried = 0, right = 0, place = 0
  for (const error of sweep.errors) {
    if (error.by_value) continue
    for (const sizes of error.sizes) {
      if (place++ % step !== 0) continue
      tried++
      const { problems, place: placeOf } = analyse(`${sweep.source}\nimport torch as torch_\n${sweep.setup.replaceAll('; ', '\n')}\nmodel = ${sweep.build}\nmodel.eval()\nx = torch_.randn(${concrete(sweep, sizes)})\ny = ${sweep.call}\n`, session)
      const errors = problems.filter(({ severity }) => severity === 'error')
      const at = errors.filter((problem) => [problem, ...problem.related].some((each) => placeOf(each.file, each.range.start, each.range.end).join() === error.range.join()))
      if (at.some(({ message }) => message.startsWith(error.message))) right++
      else faults.push(`${sizes.join('×')}: ${error.message} (at ${error.range.join(',')}); ours: ${errors.map((each) => `${each.message} (at ${placeOf(each.file, each.range.start, each.range.end).join(',')})`).join(' | ') || 'no error'}`)
    }
  }
  return { tried, right, faults }
}

const concrete = ({ input, names }: Sweep, sizes: Sizes): string => names.reduce((text, name, index) => text.replace(new RegExp(`\\b${name}\\b`), String(sizes[index])), input)

export function rowOf({ model, contract, reason, tried, agreeing, outputs }: SweepResult, { outputs: recorded }: Sweep): string {
  const said = contract === null ? `not known: ${reason ?? ''}` : contract.length === 0 ? 'every size' : contract.map((each) => (contract.length > 1 && each.includes(' or ') ? `(${each})` : each)).join(' and ')
  return `${model.padEnd(42)} ${contract === null ? '    -' : String(tried).padStart(5)} ${contract === null ? '      -' : `${((100 * agreeing) / tried).toFixed(1)} %`.padStart(7)} ${`${outputs}/${recorded.length}`.padStart(8)}  ${said}`
}

if (process.argv[1]?.endsWith('sizes.mjs')) {
  await loadParser()
  const [, , site = '-', ...rest] = process.argv
  const filter = rest.find((word) => !word.startsWith('--')) ?? ''
  const record = rest.find((word) => word.startsWith('--record='))?.slice('--record='.length)
  const all = record === undefined ? recordedSweeps() : (JSON.parse(readFileSync(record, 'utf8')) as readonly Sweep[])
  const sweeps = all.filter((sweep) => sweep.model.includes(filter) && (site !== '-' || isSelfContained(sweep)))
  const session = openSession(site === '-' ? undefined : site)
  console.log(`${'model'.padEnd(42)} sizes   agree  outputs  contract`)
  const results: SweepResult[] = []
  let tried = 0, right = 0
  for (const sweep of sweeps) {
    const result = checkSweep(sweep, session)
    results.push(result)
    console.log([rowOf(result, sweep), ...result.faults.slice(0, 5).map((fault) => `    ${fault}`)].join('\n'))
    if (rest.includes('--refusals')) {
      const refusals = checkRefusals(sweep, session, 1)
      tried += refusals.tried
      right += refusals.right
      for (const fault of refusals.faults.slice(0, 3)) console.log(`    ${fault}`)
    }
  }
  const shown = results.filter(({ contract }) => contract !== null)
  console.log(`${shown.length} of ${sweeps.length} contracts stated, ${shown.filter((each) => each.agreeing === each.tried).length} of them exact; ${results.filter((each, index) => each.outputs === sweeps[index]!.outputs.length).length} outputs right at every accepted size`)
  if (tried > 0) console.log(`${right} of ${tried} refusals with PyTorch's words at PyTorch's place`)
  if (results.some(({ faults }) => faults.length > 0)) process.exitCode = 1
}
