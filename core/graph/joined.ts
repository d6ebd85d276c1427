/**
 * What several executions showed, as one. An analysis joins what all its units showed, most of which nobody looks at before the next
 * keystroke: each kind of record is joined when it is first asked for.
 */
import type { Span } from '../syntax/ast.ts'
import { Places, type PlacesOf } from './places.ts'
import { addShape, keyOf, keyOfRaised, mostShapes, type CallRecord, type ConstructionRecord, type HintRecord, type LossRecord, type RaisedRecord, type Recorder, type Records, type StatementRecord, type ValueRecord } from './recorder.ts'

type Mutable<R> = { -readonly [K in keyof R]?: R[K] }

/** The text must not have moved since the records were asked first. */
export class JoinedRecords implements Records {
  private readonly known: Mutable<Records> = {}

  /** `sequence`: executions, one after the other. `others`: what they say counts only where none before them says anything. Their records stay as they are. */
  constructor(readonly target: string | undefined, readonly sequence: readonly Records[], readonly others: readonly Records[]) {}

  /** All that was joined. */
  get parts(): readonly Records[] { return [...this.sequence, ...this.others] }

  get calls(): PlacesOf<CallRecord> {
    return this.known.calls ??= new JoinedPlaces(this.listsOf(({ calls }) => calls), followCalls(this.target), (all, call) => all.at(call.file, call.span).every(({ callee }) => callee !== call.callee))
  }

  get values(): PlacesOf<ValueRecord> {
    return this.known.values ??= new JoinedPlaces(this.listsOf(({ values }) => values), followValue, isNewPlace)
  }

  get constructions(): PlacesOf<ConstructionRecord> {
    return this.known.constructions ??= new JoinedPlaces(this.listsOf(({ constructions }) => constructions), followConstruction, isNewPlace)
  }

  get losses(): PlacesOf<LossRecord> {
    return this.known.losses ??= new JoinedPlaces(this.listsOf(({ losses }) => losses), followLoss, (all, loss) => all.at(loss.file, loss.span).every(({ reason }) => reason !== loss.reason))
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

  private listsOf<R>(pick: (part: Records) => PlacesOf<R>): Lists<R> {
    return { sequence: this.sequence.map(pick), others: this.others.map(pick) }
  }

  private joinStatements(): Map<Span, StatementRecord> {
    const all = new Map<Span, StatementRecord>()
    for (const part of this.sequence) for (const [statement, record] of part.statements) followStatement(all, statement, record)
    for (const part of this.others) for (const [statement, record] of part.statements) if (!all.has(statement)) all.set(statement, record)
    return all
  }
}

/** What an execution showed, of which only some errors count. */
export class Judged implements Records {
  constructor(private readonly all: Records, readonly raisedRecords: ReadonlyMap<string, RaisedRecord>) {}

  get target(): Records['target'] { return this.all.target }
  get calls(): Records['calls'] { return this.all.calls }
  get values(): Records['values'] { return this.all.values }
  get constructions(): Records['constructions'] { return this.all.constructions }
  get losses(): Records['losses'] { return this.all.losses }
  get statements(): Records['statements'] { return this.all.statements }
  get hints(): Records['hints'] { return this.all.hints }
}

type Placed = { readonly file: string; readonly span: Span }
interface Lists<R> { readonly sequence: readonly PlacesOf<R>[]; readonly others: readonly PlacesOf<R>[] }

/** Joins what it is asked for: a place or two, or, after many of them, everything. */
class JoinedPlaces<R extends Placed> implements PlacesOf<R> {
  private all: Places<R> | undefined
  private asked = 0

  constructor(private readonly lists: Lists<R>, private readonly follow: (all: Places<R>, record: R) => void, private readonly isNew: (all: Places<R>, record: R) => boolean) {}

  at(file: string, span: Span): readonly R[] {
    if (this.all === undefined && this.asked++ < fewQuestions) return this.search(file, span)
    return this.whole().at(file, span)
  }

  search(file: string, span: Span): readonly R[] {
    return this.join((part) => part.search(file, span)).values()
  }

  within(file: string, range: Span): readonly R[] {
    return this.all?.within(file, range) ?? this.join((part) => part.within(file, range)).values()
  }

  values(): readonly R[] {
    return this.whole().values()
  }

  private whole(): Places<R> {
    return this.all ??= this.join((part) => part.values())
  }

  private join(recordsOf: (part: PlacesOf<R>) => readonly R[]): Places<R> {
    const all = new Places<R>()
    for (const part of this.lists.sequence) for (const record of recordsOf(part)) this.follow(all, record)
    for (const part of this.lists.others) for (const record of recordsOf(part)) if (this.isNew(all, record)) all.add(record)
    return all
  }
}

/** As many places are joined one by one: each takes a look at every record. */
const fewQuestions = 8

/** Enters what an execution showed that came after all that the recorder has. What names held and statements bound counts where both were about the same file. */
export function append(to: Recorder, { target, calls, values, constructions, losses, statements, raisedRecords, hints }: Records): void {
  for (const call of calls.values()) followCalls(to.target)(to.calls, call)
  for (const construction of constructions.values()) followConstruction(to.constructions, construction)
  for (const loss of losses.values()) followLoss(to.losses, loss)
  if (target === to.target) {
    for (const value of values.values()) followValue(to.values, value)
    for (const [statement, record] of statements) followStatement(to.statements, statement, record)
  }
  for (const [key, record] of raisedRecords) if (!to.raisedRecords.has(key)) to.raisedRecords.set(key, record)
  for (const [key, record] of hints) if (!to.hints.has(key)) to.hints.set(key, record)
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

function followStatement(all: Map<Span, StatementRecord>, statement: Span, { shapes, values }: StatementRecord): void {
  const known = all.get(statement)
  if (!known) all.set(statement, { shapes: [...shapes], values: [...values] })
  else shapes.forEach((shape, index) => { if (addShape(known.shapes, shape)) known.values.push(values[index]!) })
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
