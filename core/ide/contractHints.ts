/** Remarks at the operations that keep a model from accepting every size, with the smallest size that each refuses. */
import type { FileAnalysis } from '../analysis.ts'
import { allOf, assume, atLeast, decide, evaluateCondition, NO_ASSUMPTIONS, showConditions, smallestSizes, substitute, symbol, symbolsOfCondition, type Condition, type Dim, type Sizes } from '../dims/index.ts'
import type { RaisedRecord } from '../graph/recorder.ts'
import { shapeJson, showShapes } from '../graph/shapes.ts'
import { acceptedSizes, raisedWith } from '../interp/accepted.ts'
import type { GenericModel } from '../interp/generic.ts'
import type { Surroundings } from '../interp/runs.ts'
import { sizeContract } from '../problems/size-contract.ts'
import type { Problem } from './types.ts'

/** A lower bound up to this is met by any input that people have. */
const smallestCommon = 32
/** How far above the smallest accepted sizes a refused one is looked for. */
const searched = 512

/** A size that is refused, and what PyTorch says against it. */
export interface Refusal {
  readonly conditions: readonly Condition[]
  readonly size: string
  readonly raised: RaisedRecord
}

/** The conditions on letters of which people have sizes that are refused. */
export function notable(conditions: readonly Condition[]): readonly Condition[] {
  const asked = conditions.filter((condition) => {
    const common = namesIn(condition).reduce((assumed, name) => assume(assumed, atLeast(symbol(name), smallestCommon)), NO_ASSUMPTIONS)
    return decide(condition, common) !== 'always'
  })
  const names = new Set(asked.flatMap(namesIn))
  return conditions.filter((condition) => asked.includes(condition) || (namesIn(condition).length === 1 && names.has(namesIn(condition)[0]!)))
}
const namesIn = (condition: Condition): readonly string[] => [...symbolsOfCondition(condition).values()].map(({ name }) => name)

/** The first sizes that a model refuses, one for each operation that refuses some. Empty: it accepts all, none, or nothing is known. */
export function refusalsOf(model: GenericModel, analysis: FileAnalysis, around: Surroundings): readonly Refusal[] {
  let known = found.get(model)
  if (!known) found.set(model, (known = refusals(model, analysis, around)))
  return known
}
const found = new WeakMap<GenericModel, readonly Refusal[]>()

function refusals(model: GenericModel, { execution: { module } }: FileAnalysis, around: Surroundings): readonly Refusal[] {
  const { conditions } = acceptedSizes(model, module, around)
  const shown = conditions ? notable(conditions) : []
  const accepted = conditions && shown.length > 0 ? smallestSizes(conditions) : undefined
  if (!conditions || !accepted) return []
  const names = [...new Set(shown.flatMap(namesIn))]
  const byPlace = new Map<string, Refusal>()
  for (const name of names) {
    const refused = firstRefused(conditions, accepted, name)
    const raised = refused && raisedWith(model, concrete(model, { ...accepted, ...refused }), module, around)
    const place = raised?.trace.findLast((point) => point.workspace)
    if (!raised || !place) continue
    const key = `${place.file}:${place.span.start}:${place.span.end}`
    const own = shown.filter((condition) => namesIn(condition).includes(name))
    const before = byPlace.get(key)
    byPlace.set(key, before ? { ...before, conditions: [...before.conditions, ...own.filter((each) => !before.conditions.includes(each))] } : { conditions: own, size: `${name} = ${refused[name]}`, raised })
  }
  return [...byPlace.values()]
}

/** The smallest size of one letter above the accepted one that is refused, the others staying. */
function firstRefused(conditions: readonly Condition[], accepted: Sizes, name: string): Sizes | undefined {
  const whole = allOf(...conditions)
  for (let size = accepted[name]! + 1; size <= accepted[name]! + searched; size++) if (!evaluateCondition(whole, { ...accepted, [name]: size })) return { [name]: size }
  return undefined
}

/** The model's inputs with numbers for the letters of its contract. A batch that the contract leaves free has one sample; what the constructor was not given stays a letter. */
function concrete({ inputs }: GenericModel, sizes: Sizes): ReadonlyMap<string, readonly Dim[]> {
  return new Map([...inputs].map(([name, shape]) => [name, shape.map((dim, index) => substitute(dim, (letter) => sizes[letter] ?? (index === 0 && letter === 'N' ? 1 : undefined)))]))
}

/** `at H = 17 PyTorch raises: Sizes of tensors must match …` */
export const refusalText = ({ size, raised }: Refusal): string => `at ${size} PyTorch raises: ${raised.message === '' ? raised.type : raised.message}`

/** Works out what `contractHints` says, a piece between two steps: whoever has better to do stops. */
export function* contractHintSteps(analysis: FileAnalysis, around: Surroundings): Generator<void, void, void> {
  for (const model of analysis.execution.models) {
    acceptedSizes(model, analysis.execution.module, around)
    yield
    refusalsOf(model, analysis, around)
    yield
  }
}

/** One for each operation, at the operation, unless another remark stands there. */
export function contractHints(analysis: FileAnalysis, around: Surroundings): readonly Problem[] {
  const remarked = new Set([...analysis.execution.records.hints.values()].map(({ file, span }) => `${file}:${span.start}:${span.end}`))
  const hints = analysis.execution.models.flatMap((model) => refusalsOf(model, analysis, around).map((refusal) => hintOf(refusal, model, analysis)))
  return [...new Map(hints.map((hint) => [`${hint.file}:${hint.range.start}:${hint.range.end}`, hint])).entries()].flatMap(([key, hint]) => (remarked.has(key) ? [] : [hint]))
}

function hintOf(refusal: Refusal, { subject, inputs }: GenericModel, { file }: FileAnalysis): Problem {
  const { conditions, raised } = refusal
  const place = raised.trace.findLast((point) => point.workspace)!
  const given = [...inputs].map(([name, shape]) => `${name}: ${showShapes(shapeJson(shape))}`).join(', ')
  const { start, end } = subject.definition.kind === 'FunctionDef' ? subject.definition.name : subject.span
  return {
    file: place.file, range: { start: place.span.start, end: place.span.end }, code: sizeContract.code, severity: sizeContract.severity,
    message: `needs ${showConditions(conditions)}: ${refusalText(refusal)}`,
    related: [{ file, range: { start, end }, message: `${subject.name} takes ${given}` }], fixes: [],
  }
}
