/** What the lab can open at a place of a file: a layer, a chain of layers, or a call of a function that a layer does as well. */
import type { FileAnalysis } from '../../analysis.ts'
import type { CallRecord } from '../../graph/recorder.ts'
import { writeLiteral } from '../../exec/lab/literal.ts'
import type { Call, Span } from '../../syntax/ast.ts'
import type { Layer, Operation } from '../../torch/vocabulary/entries.ts'
import type { InstanceValue, TensorValue, Value } from '../../values/index.ts'
import { exactLayerOf } from '../layers.ts'
import { pathAt } from '../nodes.ts'
import { argumentsOf } from '../writtenCall.ts'

/** `name` as in LabInput. */
export interface FoundInput { readonly name?: string; readonly tensor: TensorValue }

export type Found =
  /** `beyond`: the parameter of a tensor that the lab has no place for; `left`: tensors that are given, and are not known well enough; `call`: other arguments of the call, as literals. */
  | { readonly kind: 'layer'; readonly layer: InstanceValue; readonly inputs: readonly FoundInput[] | undefined; readonly beyond: string | undefined; readonly left: readonly string[]; readonly call: Readonly<Record<string, string>> }
  /** `names` are those in the Sequential. */
  | { readonly kind: 'chain'; readonly layer: InstanceValue; readonly children: readonly InstanceValue[]; readonly names: readonly string[]; readonly inputs: readonly FoundInput[] | undefined }
  | { readonly kind: 'function'; readonly call: Call; readonly callee: string; readonly operation: Operation; readonly given: ReadonlyMap<string, Value> }

/** The innermost of them that covers the offset. */
export function foundAt(analysis: FileAnalysis, offset: number, operation: (name: string) => Operation | undefined): Found | undefined {
  const { calls, constructions } = analysis.execution.records
  const isHere = ({ file, span }: { readonly file: string; readonly span: Span }): boolean => file === analysis.file && span.start <= offset && offset <= span.end
  const candidates: { readonly span: Span; readonly found: () => Found | undefined }[] = []
  for (const { span, layer } of [...constructions.values()].filter(isHere)) candidates.push({ span, found: () => ofLayer(analysis, layer, undefined) })
  for (const call of [...calls.values()].filter(isHere)) {
    const { layer } = call.last
    candidates.push({ span: call.span, found: () => (layer ? ofLayer(analysis, layer, call) : ofFunction(analysis, call, operation)) })
  }
  candidates.sort((one, other) => one.span.end - one.span.start - (other.span.end - other.span.start))
  for (const { found } of candidates) {
    const here = found()
    if (here) return here
  }
  return undefined
}

function ofLayer(analysis: FileAnalysis, layer: InstanceValue, at: CallRecord | undefined): Found | undefined {
  const call = at ?? [...analysis.execution.records.calls.values()].find(({ last }) => madeAtOnce(last.layer, layer))
  const newest = call?.last.layer ?? layer
  const entry = exactLayerOf(newest)
  if (entry) return { kind: 'layer', layer: newest, ...(call ? givenTo(analysis, entry, call) : { inputs: undefined, beyond: undefined, left: [], call: {} }) }
  const chain = chainOf(newest)
  return chain && { kind: 'chain', layer: newest, ...chain, inputs: call?.last.inputs.filter(isTensor).map((tensor) => ({ tensor })) }
}

const isTensor = (value: Value): value is TensorValue => value.kind === 'tensor'

/** What of a call the lab runs, as in Found. */
type Given = Pick<Extract<Found, { kind: 'layer' }>, 'beyond' | 'left' | 'call'> & { readonly inputs: readonly FoundInput[] }

/** The first tensors of a call in the order of `forward`, further ones that the kernel reads, and other arguments. */
function givenTo(analysis: FileAnalysis, entry: Layer, { file, span, last }: CallRecord): Given {
  const parameters = (entry.forward?.signature.parameters ?? []).map(({ name }) => name)
  const given = file === analysis.file ? argumentsAt(analysis, span, parameters, last.inputs) : undefined
  const values = given ? parameters.map((name) => given.get(name)) : last.inputs
  const leading = values.findIndex((value) => value?.kind !== 'tensor')
  const read = Math.min(leading < 0 ? values.length : leading, entry.kernelInputs ?? Infinity)
  const first = values.slice(0, read).filter((value) => value !== undefined).filter(isTensor).map((tensor): FoundInput => ({ tensor }))
  const asked = (given && entry.further ? entry.further : []).flatMap(({ name, parameter = name, at }) => {
    const whole = given?.get(parameter)
    return whole === undefined || whole.kind === 'none' ? [] : [{ name, parameter, value: at === undefined ? whole : whole.kind === 'tuple' || whole.kind === 'list' ? whole.items[at] : undefined }]
  })
  const known = asked.flatMap(({ name, value }): FoundInput[] => (value?.kind === 'tensor' && value.shape ? [{ name, tensor: value }] : []))
  const other = values.findIndex((value, index) => index >= read && value?.kind === 'tensor' && !asked.some(({ parameter }) => parameter === parameters[index]))
  const others = [...given ?? []].flatMap(([name, value]): [string, string][] => {
    const text = value.kind === 'none' ? undefined : writeLiteral(value)
    return text === undefined ? [] : [[name, text]]
  })
  // A state is given as a whole or not at all.
  const isWhole = known.length === asked.length
  return { inputs: isWhole ? [...first, ...known] : first, beyond: other < 0 ? undefined : parameters[other] ?? 'another tensor', left: isWhole ? [] : asked.map(({ name }) => name), call: Object.fromEntries(others) }
}

/** What a call's parameters are given. Values come as they stand: those without a name first, then those with one. */
function argumentsAt(analysis: FileAnalysis, span: Span, parameters: readonly string[], values: readonly Value[]): ReadonlyMap<string, Value> | undefined {
  const call = callAt(analysis, span)
  const written = call && argumentsOf(call, parameters)
  if (!written || values.length !== written.size) return undefined
  const inOrder = [...written].sort(([, one], [, other]) => Number(one.name !== undefined) - Number(other.name !== undefined))
  return new Map(inOrder.map(([name], index) => [name, values[index]!]))
}

const callAt = (analysis: FileAnalysis, span: Span): Call | undefined =>
  pathAt(analysis.parsed.module, span.start).findLast((node): node is Call => node.kind === 'Call' && node.start === span.start && node.end === span.end)

export const madeAtOnce = (one: InstanceValue | undefined, other: InstanceValue): boolean =>
  one?.createdAt !== undefined && one.createdAt.file === other.createdAt?.file && one.createdAt.span.start === other.createdAt.span.start && one.createdAt.span.end === other.createdAt.span.end

/** A chain of more layers than these is no chain that anybody follows step by step. */
const mostSteps = 200

/** The layers of a plain Sequential, those of Sequentials inside of it in their place; undefined where one is no layer that can be run, contains itself, or is one too many. */
export function chainOf(layer: InstanceValue, around: readonly InstanceValue[] = []): { readonly children: InstanceValue[]; readonly names: string[] } | undefined {
  if (!/^torch\.nn\.(modules\.container\.)?Sequential$/.test(layer.cls.qualifiedName) || layer.open || around.includes(layer)) return undefined
  const children: InstanceValue[] = [], names: string[] = []
  for (const [name, child] of layer.module?.modules ?? []) {
    if (child.kind !== 'instance') return undefined
    if (exactLayerOf(child)?.kernel) {
      children.push(child)
      names.push(name)
      continue
    }
    const inner = chainOf(child, [...around, layer])
    if (!inner || children.length + inner.children.length > mostSteps) return undefined
    children.push(...inner.children)
    names.push(...inner.names.map((each) => `${name}.${each}`))
  }
  return children.length > 0 ? { children, names } : undefined
}

/** A call of a function that a layer does as well, with all its arguments by parameter. */
function ofFunction(analysis: FileAnalysis, { callee, span, last }: CallRecord, operation: (name: string) => Operation | undefined): Found | undefined {
  const entry = operation(callee)
  const call = callAt(analysis, span)
  const given = entry?.layer && argumentsAt(analysis, span, entry.layer.parameters, last.inputs)
  return entry && call && given && { kind: 'function', call, callee, operation: entry, given }
}
