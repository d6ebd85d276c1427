/**
 * What several executions showed, as one. An analysis joins what all its units showed, most of which nobody looks at before the next
 * keystroke: each kind of record is joined when it is first asked for.
 */
import type { Span } from '../syntax/ast.ts'
import { Places } from './places.ts'
import { addShape, keyOf, keyOfRaised, mostShapes, type CallRecord, type ConstructionRecord, type HintRecord, type LossRecord, type RaisedRecord, type Records, type StatementRecord, type ValueRecord } from './recorder.ts'

type Mutable<R> = { -readonly [K in keyof R]?: R[K] }

/** The text must not have moved since the records were asked first. */
export class JoinedRecords implements Records {
  private readonly known: Mutable<Records> = {}

  /** `sequence`: executions, one after the other. `others`: what they say counts only where none before them says anything. Their records stay as they are. */
  constructor(readonly target: string | undefined, readonly sequence: readonly Records[], readonly others: readonly Records[]) {}

  /** All that was joined. */
  get parts(): readonly Records[] { return [...this.sequence, ...this.others] }

  get calls(): Places<CallRecord> {
    return this.known.calls ??= this.join(new Places<CallRecord>(), followCalls(this.target), ({ calls }) => calls.values(), (all, call) => all.at(call.file, call.span).every(({ callee }) => callee !== call.callee))
  }

  get values(): Places<ValueRecord> {
    return this.known.values ??= this.join(new Places<ValueRecord>(), followValue, ({ values }) => values.values(), isNewPlace)
  }

  get constructions(): Places<ConstructionRecord> {
    return this.known.constructions ??= this.join(new Places<ConstructionRecord>(), followConstruction, ({ constructions }) => constructions.values(), isNewPlace)
  }

  get losses(): Places<LossRecord> {
    return this.known.losses ??= this.join(new Places<LossRecord>(), followLoss, ({ losses }) => losses.values(), (all, loss) => all.at(loss.file, loss.span).every(({ reason }) => reason !== loss.reason))
  }

  get statements(): ReadonlyMap<Span, StatementRecord> {
    return this.known.statements ??= this.joinStatements()
  }

  get raisedRecords(): ReadonlyMap<string, RaisedRecord> {
    return this.known.raisedRecords ??= firstOfEach(this.parts.map(({ raisedRecords }) => raisedRecords), keyOfRaised)
  }

  get hints(): ReadonlyMap<string, HintRecord> {
    return this.known.hints ??= firstOfEach(this.parts.map(({ hints }) => hints), ({ file, span, code }) => keyOf(file, span, code))
  }

  private join<R extends { readonly file: string; readonly span: Span }>(all: Places<R>, follow: (all: Places<R>, record: R) => void, recordsOf: (part: Records) => readonly R[], isNew: (all: Places<R>, record: R) => boolean): Places<R> {
    for (const part of this.sequence) for (const record of recordsOf(part)) follow(all, record)
    for (const part of this.others) for (const record of recordsOf(part)) if (isNew(all, record)) all.add(record)
    return all
  }

  private joinStatements(): Map<Span, StatementRecord> {
    const all = new Map<Span, StatementRecord>()
    for (const part of this.sequence) for (const [statement, { shapes, values }] of part.statements) {
      const known = all.get(statement)
      if (!known) all.set(statement, { shapes: [...shapes], values: [...values] })
      else shapes.forEach((shape, index) => { if (addShape(known.shapes, shape)) known.values.push(values[index]!) })
    }
    for (const part of this.others) for (const [statement, record] of part.statements) if (!all.has(statement)) all.set(statement, record)
    return all
  }
}

const isNewPlace = <R extends { readonly file: string; readonly span: Span }>(all: Places<R>, { file, span }: R): boolean => all.at(file, span).length === 0

const followCalls = (target: string | undefined) => (all: Places<CallRecord>, call: CallRecord): void => {
  const known = all.at(call.file, call.span).find(({ callee }) => callee === call.callee)
  if (!known) {
    all.add({ ...call, shapes: [...call.shapes] })
    return
  }
  known.count += call.count
  known.doubtful &&= call.doubtful
  known.refused ??= call.refused
  if (target === call.file) known.last = call.last
  for (const shape of call.shapes) addShape(known.shapes, shape)
}

function followValue(all: Places<ValueRecord>, value: ValueRecord): void {
  const [known] = all.at(value.file, value.span)
  if (!known) {
    all.add({ ...value, shapes: [...value.shapes] })
    return
  }
  known.value = value.value
  known.source = value.source
  for (const shape of value.shapes) if (known.shapes.length < mostShapes) addShape(known.shapes, shape)
}

function followConstruction(all: Places<ConstructionRecord>, construction: ConstructionRecord): void {
  const [known] = all.at(construction.file, construction.span)
  if (known) known.layer = construction.layer
  else all.add({ ...construction })
}

function followLoss(all: Places<LossRecord>, loss: LossRecord): void {
  const known = all.at(loss.file, loss.span).find(({ reason }) => reason === loss.reason)
  if (known) known.count += loss.count
  else all.add({ ...loss })
}

/** The first record of each key; by where they are now: the text may have moved since they were made. */
function firstOfEach<R>(tables: readonly ReadonlyMap<string, R>[], keyOf: (record: R) => string | undefined): ReadonlyMap<string, R> {
  const all = new Map<string, R>()
  for (const table of tables) for (const [made, record] of table) {
    const key = keyOf(record) ?? made
    if (!all.has(key)) all.set(key, record)
  }
  return all
}
