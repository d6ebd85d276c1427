/**
 * What an execution showed: which calls returned which shapes, what names held, what was raised, where knowledge was lost.
 * Everything stored is a plain copy: tensors and layers go on changing after they were recorded.
 */
import type { Span } from '../syntax/ast.ts'
import type { Blame, InstanceValue, Value } from '../values/index.ts'
import type { ShapeJson } from '../project.ts'
import { Places, type PlacesOf } from './places.ts'
import { holdsTensor, shapesOf } from './shapes.ts'

/** Where something happens: a frame of the interpreter. */
export interface Place { readonly file: string; readonly workspace: boolean; readonly run: { readonly silent: number; readonly doubtful: number } }

export interface CallEvent {
  readonly callee: string
  readonly kind: 'module' | 'fn' | 'method' | 'op'
  readonly inputs: readonly Value[]
  readonly value: Value
  /** The module that was called. */
  readonly layer: InstanceValue | undefined
}
export interface CallRecord {
  readonly file: string
  readonly span: Span
  readonly callee: string
  readonly kind: CallEvent['kind']
  /** Distinct results in the order first seen. */
  readonly shapes: ShapeJson[]
  count: number
  /** It was met only in branches of which nothing says that they are taken. */
  doubtful: boolean
  /** The newest execution, for explaining it. */
  last: CallEvent
  /** The first execution that was refused: its inputs are kept in every file. */
  refused: CallEvent | undefined
}

/** A value that a name, an attribute or a construction held; the newest one, with all distinct shapes seen. */
export interface ValueRecord {
  readonly file: string
  readonly span: Span
  readonly shapes: ShapeJson[]
  /** A copy of `source`. */
  value: Value
  source: Value
  readonly binding: boolean
}
export interface ConstructionRecord { readonly file: string; readonly span: Span; layer: InstanceValue }

export interface TracePoint { readonly file: string; readonly span: Span; readonly name: string; readonly workspace: boolean }
export interface RaisedEvent {
  readonly trace: readonly TracePoint[]
  readonly code: string
  readonly blame: Blame
  readonly deliberate: boolean
}
export interface RaisedRecord extends RaisedEvent { readonly type: string; readonly message: string }
export interface HintRecord { readonly file: string; readonly span: Span; readonly code: string; readonly message: string; readonly blame: Blame }
export interface LossRecord { readonly file: string; readonly span: Span; readonly reason: string; count: number }

/** `values[i]` has `shapes[i]`. */
export interface StatementRecord { readonly shapes: ShapeJson[]; readonly values: Value[] }

/** Why the value of an expression that raised is not known from there on. */
export const refusedReason = 'an error before'

export const keyOf = (file: string, span: Span, more = ''): string => `${file}:${span.start}:${span.end}:${more}`

/** What an execution showed, to whoever wants to know. */
export interface Records {
  /** The file whose names and values were kept. */
  readonly target: string | undefined
  /** One for each callee of a place. */
  readonly calls: PlacesOf<CallRecord>
  /** Of the target only, one for a place. */
  readonly values: PlacesOf<ValueRecord>
  readonly raisedRecords: ReadonlyMap<string, RaisedRecord>
  readonly hints: ReadonlyMap<string, HintRecord>
  /** One for each reason at a place. */
  readonly losses: PlacesOf<LossRecord>
  /** Constructions of modules by their call expression. */
  readonly constructions: PlacesOf<ConstructionRecord>
  /** What the statements that a comment speaks of bound or returned: distinct shapes in the order first seen. */
  readonly statements: ReadonlyMap<Span, StatementRecord>
}

export class Recorder implements Records {
  readonly calls = new Places<CallRecord>()
  readonly values = new Places<ValueRecord>()
  readonly raisedRecords = new Map<string, RaisedRecord>()
  readonly hints = new Map<string, HintRecord>()
  readonly losses = new Places<LossRecord>()
  readonly constructions = new Places<ConstructionRecord>()
  readonly statements = new Map<Span, StatementRecord>()

  /**
   * `target`: the file whose names and values are kept for hovers; others keep calls only.
   * `watched`: its statements that comments speak of. `keepsNames`: somebody may hover over names.
   * Spans are those of the tree itself, which moves when the text before it changes.
   */
  constructor(readonly target: string | undefined, readonly watched: ReadonlySet<Span> = new Set(), readonly keepsNames = true) {}

  call(place: Place, span: Span, event: CallEvent): void {
    if (place.run.silent > 0) return
    const shapes = shapesOf(event.value)
    const known = this.calls.at(place.file, span).find(({ callee }) => callee === event.callee)
    if (!known) {
      this.calls.add({ file: place.file, span, callee: event.callee, kind: event.kind, shapes: [shapes], count: 1, doubtful: place.run.doubtful > 0, last: copyOf(event, this.keeps(place)), refused: refusalOf(event) })
      return
    }
    known.count++
    if (place.run.doubtful === 0) known.doubtful = false
    if (this.keeps(place)) known.last = copyOf(event, true)
    known.refused ??= refusalOf(event)
    addShape(known.shapes, shapes)
  }

  private keeps(place: Place): boolean {
    return place.file === this.target
  }

  /** A name or attribute that is read. */
  name(place: Place, span: Span, value: Value): void {
    if (this.keepsNames && this.keeps(place) && place.run.silent === 0) this.keep(place, span, value, false)
  }

  /** A name or attribute that is bound. */
  bound(place: Place, span: Span, value: Value): void {
    if (this.keepsNames && this.keeps(place) && place.run.silent === 0) this.keep(place, span, value, true)
  }

  /** The value of an expression that is no recorded call. */
  value(place: Place, span: Span, value: Value): void {
    if (this.keepsNames && this.keeps(place) && place.run.silent === 0) this.keep(place, span, value, false)
  }

  /** What a statement binds or returns. */
  statement(place: Place, span: Span, value: Value): void {
    if (!this.watched.has(span) || !this.keeps(place) || place.run.silent > 0) return
    const shape = shapesOf(value)
    const known = this.statements.get(span)
    if (!known) this.statements.set(span, { shapes: [shape], values: [snapshot(value)] })
    else if (addShape(known.shapes, shape)) known.values.push(snapshot(value))
  }

  private keep(place: Place, span: Span, value: Value, binding: boolean): void {
    const [known] = this.values.at(place.file, span)
    if (!known) {
      this.values.add({ file: place.file, span, shapes: holdsTensor(value, mostParts) ? [shapesOf(value)] : [], value: snapshot(value), source: value, binding })
      return
    }
    if (known.source === value && isUnchanged(known.value, value)) return
    known.value = snapshot(value)
    known.source = value
    if (known.shapes.length < mostShapes && holdsTensor(value, mostParts)) addShape(known.shapes, shapesOf(value))
  }

  constructed(place: Place, span: Span, layer: InstanceValue): void {
    if (place.run.silent > 0) return
    const [known] = this.constructions.at(place.file, span)
    if (known) known.layer = layerSnapshot(layer)
    else this.constructions.add({ file: place.file, span, layer: layerSnapshot(layer) })
  }

  /** Reported once for each place and code: one cause, one problem. */
  raised(event: RaisedEvent, type: string, message: string): void {
    const key = keyOfRaised(event)
    if (key === undefined) return
    if (!this.raisedRecords.has(key)) this.raisedRecords.set(key, { trace: event.trace, code: event.code, blame: event.blame.layer ? { ...event.blame, layer: layerSnapshot(event.blame.layer) } : event.blame, deliberate: event.deliberate, type, message })
  }

  hint(file: string, span: Span, code: string, message: string, blame: Blame): void {
    const key = keyOf(file, span, code)
    if (!this.hints.has(key)) this.hints.set(key, { file, span, code, message, blame })
  }

  /** A recorder of the same things, or those of another file, that has recorded nothing. */
  alike(target = this.target, watched = this.watched): Recorder {
    return new Recorder(target, watched, this.keepsNames)
  }

  /** What was recorded so far, for an execution that goes on from here and another one that does, too. */
  copy(): Recorder {
    return Object.assign(this.alike(), {
      calls: this.calls.copy((call) => ({ ...call, shapes: [...call.shapes] })),
      values: this.values.copy((value) => ({ ...value, shapes: [...value.shapes] })),
      losses: this.losses.copy((loss) => ({ ...loss })),
      constructions: this.constructions.copy((construction) => ({ ...construction })),
      raisedRecords: new Map(this.raisedRecords),
      hints: new Map(this.hints),
      statements: new Map([...this.statements].map(([statement, { shapes, values }]) => [statement, { shapes: [...shapes], values: [...values] }])),
    })
  }

  lose(file: string, span: Span, reason: string): void {
    const known = this.losses.at(file, span).find((loss) => loss.reason === reason)
    if (known) known.count++
    else this.losses.add({ file, span, reason, count: 1 })
  }
}

/** A place that has shown more shapes than these shows none in particular. */
export const mostShapes = 64
/** Names of long lists are read time and again: only their first parts are looked at. */
const mostParts = 32

export function keyOfRaised({ trace }: RaisedEvent): string | undefined {
  const innermost = trace.findLast((point) => point.workspace) ?? trace.at(-1)
  return innermost && keyOf(innermost.file, innermost.span)
}

/** True: the shape is new. */
export function addShape(shapes: ShapeJson[], shape: ShapeJson): boolean {
  const last = shapes.at(-1)
  if (shape === last || (Array.isArray(shape) && Array.isArray(last) && shape.length === last.length && shape.every((dim, index) => dim === last[index]))) return false
  let texts = textsOf.get(shapes)
  if (!texts) textsOf.set(shapes, (texts = new Set(shapes.map((each) => JSON.stringify(each)))))
  const text = JSON.stringify(shape)
  if (texts.has(text)) return false
  texts.add(text)
  shapes.push(shape)
  return true
}
const textsOf = new WeakMap<ShapeJson[], Set<string>>()

const copyOf = (event: CallEvent, whole: boolean): CallEvent => (whole ? { ...event, inputs: event.inputs.map(snapshot), value: snapshot(event.value), layer: event.layer && layerSnapshot(event.layer) } : { ...event, inputs: [] })

const refusalOf = (event: CallEvent): CallEvent | undefined => (event.value.kind === 'unknown' && event.value.reason === refusedReason ? copyOf(event, true) : undefined)

/** Tensors change their shape in place, and what a run made is undone at its end; what was recorded does not change. */
function snapshot(value: Value): Value {
  return value.kind === 'tensor' ? { ...value } : value.kind === 'instance' ? layerSnapshot(value) : value
}

/** The copy says what the value says now. Of a value that holds others, nobody knows without looking. */
function isUnchanged(copy: Value, value: Value): boolean {
  switch (value.kind) {
    case 'tensor': return copy.kind === 'tensor' && copy.shape === value.shape && copy.dtype === value.dtype && copy.data === value.data && copy.requiresGrad === value.requiresGrad
    case 'instance': return copy.kind === 'instance' && value.payload === undefined && (copy === value || isSameLayer(copy, value))
    case 'list': case 'tuple': case 'dict': case 'set': return false
    default: return true
  }
}

const isSameLayer = (copy: InstanceValue, { module, attributes, open }: InstanceValue): boolean =>
  copy.open === open && copy.module !== undefined && module !== undefined && copy.module.training === module.training && isSameMap(copy.attributes, attributes)
  && isSameMap(copy.module.parameters, module.parameters) && isSameMap(copy.module.buffers, module.buffers) && isSameMap(copy.module.modules, module.modules)

function isSameMap<V>(a: ReadonlyMap<string, V>, b: ReadonlyMap<string, V>): boolean {
  if (a.size !== b.size) return false
  for (const [name, value] of a) if (b.get(name) !== value) return false
  return true
}

/** Layers of the library are copied, once as long as they do not change; models of the sources only name their parts. */
function layerSnapshot(layer: InstanceValue): InstanceValue {
  const { module } = layer
  if (!module || !layer.cls.native?.layer) return layer
  const before = snapshots.get(layer)
  if (before && isSameLayer(before, layer)) return before
  const copy: InstanceValue = { ...layer, attributes: new Map(layer.attributes), module: { ...module, parameters: new Map(module.parameters), buffers: new Map(module.buffers), modules: new Map(module.modules) } }
  snapshots.set(layer, copy)
  return copy
}
const snapshots = new WeakMap<InstanceValue, InstanceValue>()
