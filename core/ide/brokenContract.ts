/** A call that a model refuses for its sizes: with others it would run. */
import { allOf, contractOf, evaluateCondition, nearestSizes, showConditions, symbolsOfCondition, type Condition, type Sizes } from '../dims/index.ts'
import type { CallRecord, RaisedRecord, Records, TracePoint } from '../graph/recorder.ts'
import { shapeJson, showShapes } from '../graph/shapes.ts'
import { explore, type Limits } from '../interp/explore.ts'
import { classAttribute } from '../interp/lookup.ts'
import type { SourceModule } from '../interp/modules.ts'
import type { Surroundings } from '../interp/runs.ts'
import type { Call, Module } from '../syntax/ast.ts'
import { tensor, type Arguments, type InstanceValue, type TensorValue, type Value } from '../values/index.ts'
import { letteredShape } from './letters.ts'
import { pathTo } from './refused.ts'

export interface BrokenContract {
  readonly call: TracePoint
  /** What the model accepts, and the nearest sizes that it does. */
  readonly advice: string
  /** The conditions that the sizes do not meet. */
  readonly unmet: string
}

/** What is needed besides the record. */
export interface Seen {
  readonly records: Records
  readonly module: SourceModule
  readonly around: Surroundings
  readonly treeOf: (file: string) => Module | undefined
}

/** What a person waits for while typing. */
const limits: Limits = { paths: 12, steps: 3_000_000 }

/**
 * The outermost call of a model on the way to what was raised, where the model accepts other sizes than the ones it got there. Law: the contract
 * is exact, the sizes at the call don't meet it, and some sizes do. Undefined: the model itself is to blame, or nothing is known.
 */
export function brokenContract(record: RaisedRecord, seen: Seen): BrokenContract | undefined {
  let known = found.get(record)
  if (!known) found.set(record, (known = { broken: blamedCall(record, seen) }))
  return known.broken
}
/** A record stays the same one as long as what led to it is not executed again. */
const found = new WeakMap<RaisedRecord, { readonly broken: BrokenContract | undefined }>()

function blamedCall(record: RaisedRecord, seen: Seen): BrokenContract | undefined {
  const inner = record.trace.findLastIndex((point) => point.workspace)
  const isOfScript = (record.trace[0]?.span.end ?? 0) > 0
  if (!isOfScript) return undefined
  for (const point of record.trace.slice(0, Math.max(inner, 0))) {
    const call = point.workspace ? modelCallAt(point, seen) : undefined
    if (call) return contractAt(point, call, seen)
  }
  return undefined
}

/** A call of a model of the sources that was refused. */
function modelCallAt({ file, span }: TracePoint, { records }: Seen): CallRecord | undefined {
  return records.calls.search(file, span).find(({ refused }) => refused?.layer !== undefined && !refused.layer.cls.native)
}

function contractAt(point: TracePoint, { refused }: CallRecord, seen: Seen): BrokenContract | undefined {
  const layer = refused!.layer!
  const node = pathTo(seen.treeOf(point.file), point.span)?.at(-1)
  const lettered = node?.kind === 'Call' ? letteredCall(node, layer, refused!.inputs) : undefined
  if (!lettered || lettered.inputs.length === 0) return undefined
  const contract = exactContract(layer, lettered, seen)
  if (!contract || evaluateCondition(allOf(...contract), lettered.sizes)) return undefined
  const nearest = nearestSizes(contract, lettered.sizes)
  if (nearest.length === 0) return undefined
  return {
    call: point,
    advice: `${layer.cls.name} accepts ${lettered.inputs.join(', ')} with ${showConditions(contract)}.${nearestText(nearest, lettered.sizes, contract)}`,
    unmet: showConditions(contract.filter((condition) => !evaluateCondition(condition, lettered.sizes))),
  }
}

/** Undefined: not known. */
function exactContract(layer: InstanceValue, { args }: Lettered, { module, around }: Seen): readonly Condition[] | undefined {
  const exploration = explore(around, { module, limits, listsCalls: false, callable: () => layer, arguments: () => args, observe: () => undefined })
  return 'paths' in exploration && exploration.contract ? contractOf([exploration.contract]) : undefined
}

interface Lettered { readonly args: Arguments; readonly sizes: Sizes; readonly inputs: readonly string[] }

/** The call with letters in the place of its inputs' spatial sizes, and what the letters stand for. Undefined: an argument is spread into it, or an input is not known. */
function letteredCall(node: Call, layer: InstanceValue, inputs: readonly Value[]): Lettered | undefined {
  if (node.args.length !== inputs.length || node.args.some(({ star }) => star !== '')) return undefined
  const forward = classAttribute(layer.cls, 'forward')
  const parameters = forward?.kind === 'function' ? forward.definition.params.all.slice(1).map(({ name }) => name.id) : []
  const sizes: Record<string, number> = {}
  const shown: string[] = []
  const positional: Value[] = []
  const keywords = new Map<string, Value>()
  for (const [index, argument] of node.args.entries()) {
    const name = argument.name?.id ?? parameters[index] ?? `input${index + 1}`
    const given = inputs[index]!
    if (given.kind === 'tensor' && !given.shape?.every((size) => typeof size === 'number')) return undefined
    const value = given.kind === 'tensor' ? lettered(given, shown.length === 0 ? '' : `_${name}`, sizes) : given
    if (value !== given && value.kind === 'tensor') shown.push(`${name}: ${showShapes(shapeJson(value.shape))}`)
    if (argument.name) keywords.set(argument.name.id, value)
    else positional.push(value)
  }
  return { args: { positional, keywords }, sizes, inputs: shown }
}

function lettered(given: TensorValue, suffix: string, sizes: Record<string, number>): TensorValue {
  const letters = letteredShape(given, suffix, (letter, size) => { sizes[letter] = size })
  return letters ? tensor(letters, { dtype: given.dtype, requiresGrad: given.requiresGrad ?? false }) : given
}

/** ` Here H = 250; nearest: H = 240, or H = 256.` */
function nearestText(nearest: readonly Sizes[], sizes: Sizes, contract: readonly Condition[]): string {
  const mentioned = new Set(contract.flatMap((condition) => [...symbolsOfCondition(condition).values()].map(({ name }) => name)))
  const names = Object.keys(sizes).filter((name) => mentioned.has(name) && nearest.some((each) => each[name] !== sizes[name]))
  const texts = nearest.map((each) => names.map((name) => `${name} = ${each[name]}`).join(' and '))
  return ` Here ${names.map((name) => `${name} = ${sizes[name]}`).join(' and ')}; nearest: ${texts.join(', or ')}.`
}
