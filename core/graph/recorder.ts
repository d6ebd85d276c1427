/**
 * What an execution showed: which calls returned which shapes, what names held, what was raised, where knowledge was lost.
 * Everything stored is a plain copy: tensors and layers go on changing after they were recorded.
 */
import type { Span } from '../syntax/ast.ts'
import type { Blame, InstanceValue, Value } from '../values/index.ts'
import type { ShapeJson } from '../project.ts'
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
export interface ValueRecord { readonly file: string; readonly span: Span; readonly shapes: ShapeJson[]; value: Value; readonly binding: boolean }

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

const keyOf = (file: string, span: Span, more = ''): string => `${file}:${span.start}:${span.end}:${more}`

export class Recorder {
  readonly calls = new Map<string, CallRecord>()
  readonly values = new Map<string, ValueRecord>()
  readonly raisedRecords = new Map<string, RaisedRecord>()
  readonly hints = new Map<string, HintRecord>()
  readonly losses = new Map<string, LossRecord>()
  /** Constructions of modules by their call expression. */
  readonly constructions = new Map<string, { readonly file: string; readonly span: Span; readonly layer: InstanceValue }>()

  /** What the statements that a comment speaks of bound or returned, by the statement's first offset: distinct shapes in the order first seen. */
  readonly statements = new Map<number, StatementRecord>()

  /**
   * `target`: the file whose names and values are kept for hovers; others keep calls only.
   * `watched`: the first offsets of its statements that comments speak of.
   */
  constructor(readonly target: string | undefined, readonly watched: ReadonlySet<number> = new Set()) {}

  call(place: Place, span: Span, event: CallEvent): void {
    if (place.run.silent > 0) return
    const key = keyOf(place.file, span, event.callee)
    const shapes = shapesOf(event.value)
    const known = this.calls.get(key)
    if (!known) {
      this.calls.set(key, { file: place.file, span: { start: span.start, end: span.end }, callee: event.callee, kind: event.kind, shapes: [shapes], count: 1, doubtful: place.run.doubtful > 0, last: copyOf(event, this.keeps(place)), refused: refusalOf(event) })
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
    if (this.keeps(place) && place.run.silent === 0) this.keep(place, span, value, false)
  }

  /** A name or attribute that is bound. */
  bound(place: Place, span: Span, value: Value): void {
    if (this.keeps(place) && place.run.silent === 0) this.keep(place, span, value, true)
  }

  /** The value of an expression that is no recorded call. */
  value(place: Place, span: Span, value: Value): void {
    if (this.keeps(place) && place.run.silent === 0) this.keep(place, span, value, false)
  }

  /** What a statement binds or returns. */
  statement(place: Place, span: Span, value: Value): void {
    if (!this.watched.has(span.start) || !this.keeps(place) || place.run.silent > 0) return
    const shape = shapesOf(value)
    const known = this.statements.get(span.start)
    if (!known) this.statements.set(span.start, { shapes: [shape], values: [snapshot(value)] })
    else if (addShape(known.shapes, shape)) known.values.push(snapshot(value))
  }

  private keep(place: Place, span: Span, value: Value, binding: boolean): void {
    const key = keyOf(place.file, span)
    const known = this.values.get(key)
    const copy = snapshot(value)
    if (!known) this.values.set(key, { file: place.file, span: { start: span.start, end: span.end }, shapes: holdsTensor(value) ? [shapesOf(value)] : [], value: copy, binding })
    else {
      known.value = copy
      if (holdsTensor(value)) addShape(known.shapes, shapesOf(value))
    }
  }

  constructed(place: Place, span: Span, layer: InstanceValue): void {
    if (place.run.silent === 0) this.constructions.set(keyOf(place.file, span), { file: place.file, span: { start: span.start, end: span.end }, layer: layerSnapshot(layer) })
  }

  /** Reported once for each place and code: one cause, one problem. */
  raised(event: RaisedEvent, type: string, message: string): void {
    const innermost = event.trace.findLast((point) => point.workspace) ?? event.trace.at(-1)
    if (!innermost) return
    const key = keyOf(innermost.file, innermost.span)
    if (!this.raisedRecords.has(key)) this.raisedRecords.set(key, { trace: event.trace, code: event.code, blame: event.blame.layer ? { ...event.blame, layer: layerSnapshot(event.blame.layer) } : event.blame, deliberate: event.deliberate, type, message })
  }

  hint(file: string, span: Span, code: string, message: string, blame: Blame): void {
    const key = keyOf(file, span, code)
    if (!this.hints.has(key)) this.hints.set(key, { file, span, code, message, blame })
  }

  /** Takes what another execution recorded where this one recorded nothing; of what it raised, only what `counts`. */
  adopt(other: Recorder, counts: (raised: RaisedRecord) => boolean): void {
    addMissing(this.calls, other.calls)
    addMissing(this.values, other.values)
    addMissing(this.statements, other.statements)
    addMissing(this.constructions, other.constructions)
    addMissing(this.hints, other.hints)
    addMissing(this.losses, other.losses)
    addMissing(this.raisedRecords, other.raisedRecords, counts)
  }

  lose(file: string, span: Span, reason: string): void {
    const key = keyOf(file, span, reason)
    const known = this.losses.get(key)
    if (known) known.count++
    else this.losses.set(key, { file, span: { start: span.start, end: span.end }, reason, count: 1 })
  }
}

/** True: the shape is new. */
function addMissing<K, R>(mine: Map<K, R>, theirs: ReadonlyMap<K, R>, counts: (record: R) => boolean = () => true): void {
  for (const [key, record] of theirs) if (!mine.has(key) && counts(record)) mine.set(key, record)
}

function addShape(shapes: ShapeJson[], shape: ShapeJson): boolean {
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

/** Layers of the library are copied; models of the sources only name their parts. */
function layerSnapshot(layer: InstanceValue): InstanceValue {
  const { module } = layer
  if (!module || !layer.cls.native?.layer) return layer
  return { ...layer, attributes: new Map(layer.attributes), module: { ...module, parameters: new Map(module.parameters), buffers: new Map(module.buffers), modules: new Map(module.modules) } }
}
