/** Whole modules: read section by section, so that an edit costs the sections it touches. */
import type { Comment, Module, Span, Stmt, SyntaxProblem } from './ast.ts'
import { type BlockReader, type LineRange, levelsOf, maxDepth, readBlock, readerOf } from './blocks.ts'
import { groupsOf, isHeader } from './groups.ts'
import type { FunctionBody } from './functionBody.ts'
import { type LogicalLine, type ScannedText, scanRange, scanText } from './scan.ts'
import { SourceText, cutOut } from './source.ts'
import { indentationProblems } from './indentation.ts'
import { positionsIn } from './positions.ts'
import type { ParsePieces } from './tree.ts'

/** A module's tree and what is needed to keep parts of it when the text changes. */
export interface ParsedModule {
  readonly module: Module
  readonly text: string
  readonly quotesMismatch: boolean
  readonly sections: readonly Section[]
}

/**
 * A definition at the module's top level, or a run of other statements between two. It stays the same object, with the same tree, for as long
 * as its own text stays the same: when text before it grows or shrinks, it moves, and every position in its tree with it. Where only the body of a
 * function in it is another, the tree stays the same, too, and that function reads another body.
 */
export class Section {
  private positions: readonly { start: number; end: number }[] | undefined
  indentation: readonly SyntaxProblem[]

  constructor(
    private extent: Span,
    /** Its logical lines, counted from its beginning: the same text may be cut into lines differently after an edit before it. */
    public lines: readonly LogicalLine[],
    readonly statements: readonly Stmt[],
    private readonly reader: BlockReader,
  ) {
    this.indentation = indentationProblems(reader.text, reader.lines)
  }

  get start(): number { return this.extent.start }
  get end(): number { return this.extent.end }

  /** Everything wrong in it. Reads the bodies that were not read so far. */
  problems(): readonly SyntaxProblem[] {
    return [...this.indentation, ...this.reader.problems, ...this.reader.bodies.flatMap((body) => body.problems())]
  }

  /** What is wrong outside of functions' bodies. A bracket or string that is never closed takes only lines that stand deeper than its own, and so stays within the body. */
  outerProblems(): readonly SyntaxProblem[] {
    return [...this.indentation.filter(({ start, end }) => !this.reader.bodies.some((body) => body.start <= start && end <= body.end)), ...this.reader.problems]
  }

  moveBy(shift: number): void {
    if (shift === 0) return
    for (const position of this.ownPositions()) {
      position.start += shift
      position.end += shift
    }
    for (const body of this.reader.bodies) body.moveContentBy(shift)
    this.extent = { start: this.start + shift, end: this.end + shift }
  }

  /** The body that an edit changed and nothing else; `limit`: where the next section begins. */
  bodyAround(change: Span, limit: number): FunctionBody | undefined {
    return this.reader.bodies.find(({ range: { from, to } }) => this.lineOf(from - 1).end <= change.start && change.end <= (to < this.lines.length ? this.lineOf(to).start : limit))
  }

  /** Gives one of its functions another body. `lines`: those of the section's new text, counted from its beginning. False: the lines outside of the body are others, too. */
  replaceBody(body: FunctionBody, parse: ParsePieces, text: string, lines: readonly LogicalLine[]): boolean {
    const { from, to } = body.range, added = lines.length - this.lines.length
    const last = lines.at(-1)
    if (!last || to + added <= from) return false
    const shift = last.end - this.lines.at(-1)!.end, { indent } = this.lines[from - 1]!
    const isOutside = (line: LogicalLine): boolean => line.indent <= indent
    if (lines.slice(from, to + added).some(isOutside)) return false
    if (!this.lines.slice(0, from).every((line, at) => isSameLine(line, lines[at]!, 0)) || !this.lines.slice(to).every((line, at) => isSameLine(line, lines[to + added + at]!, shift))) return false
    const end = this.start + last.end
    const reader = readerOf(parse, cutOut(text, this.start, end), lines.map((line) => movedLine(line, this.start)))
    if (levelsOf(reader, { from: 0, to: lines.length }) > maxDepth) return false
    // What was not read so far would be read from a text that is no more.
    this.problems()
    const before = body.end
    body.replace(reader, { from, to: to + added })
    for (const position of this.ownPositions()) {
      if (position === body) continue
      if (position.start >= before) position.start += shift
      if (position.end > before) position.end += shift
      else if (position.end === before && position.start < body.start) position.end = body.end
    }
    const { bodies } = this.reader
    for (const later of bodies.slice(bodies.indexOf(body) + 1)) {
      later.moveContentBy(shift)
      later.renumber(added)
    }
    this.extent = { start: this.start, end }
    this.lines = lines
    this.indentation = indentationProblems(reader.text, reader.lines)
    this.positions = undefined
    return true
  }

  private lineOf(index: number): Span {
    const { start, end } = this.lines[index]!
    return { start: start + this.start, end: end + this.start }
  }

  private ownPositions(): readonly { start: number; end: number }[] {
    return this.positions ??= positionsIn([this.statements, this.indentation, this.reader.problems])
  }
}

export function moduleOf(parse: ParsePieces, text: string): ParsedModule {
  const scanned = scanText(text)
  const sections = sectionsOf(parse, text, scanned).map(outline => readSection(parse, text, scanned, outline))
  return { module: assemble(text, scanned.comments, sections), text, sections, quotesMismatch: scanned.quotesMismatch }
}

/** The module of a new text. Sections before and after the change are kept and moved to where they are now: the previous tree is used up. */
export function moduleAfterEdit(parse: ParsePieces, previous: ParsedModule, text: string): ParsedModule {
  if (text === previous.text) return previous
  const { prefix, suffix } = commonEnds(previous.text, text)
  const shift = text.length - previous.text.length
  const within = moduleAfterEditInBody(parse, previous, text, { start: prefix, end: previous.text.length - suffix })
  if (within) return within
  const scanned = scanText(text)
  const outlines = sectionsOf(parse, text, scanned)
  const kept: (Section | undefined)[] = outlines.map(() => undefined)
  let front = 0
  for (; front < outlines.length; front++) {
    const old = previous.sections[front]
    if (old === undefined || old.end >= prefix || !isSame(old, scanned, outlines[front]!, 0)) break
    kept[front] = old
  }
  for (let back = 1; outlines.length - back >= front && previous.sections.length - back >= front; back++) {
    const old = previous.sections[previous.sections.length - back]!
    if (old.start <= previous.text.length - suffix || !isSame(old, scanned, outlines[outlines.length - back]!, shift)) break
    old.moveBy(shift)
    kept[outlines.length - back] = old
  }
  const sections = outlines.map((outline, index) => kept[index] ?? readSection(parse, text, scanned, outline))
  return { module: assemble(text, scanned.comments, sections), text, sections, quotesMismatch: scanned.quotesMismatch }
}

/** The module where the edit changed the body of one function, and its lines alone tell so; undefined: more has to be read. `change`: the range of the text before, that is another now. */
function moduleAfterEditInBody(parse: ParsePieces, previous: ParsedModule, text: string, change: Span): ParsedModule | undefined {
  const { sections, module } = previous
  const at = sections.findLastIndex((each) => each.start <= change.start), section = sections[at]
  const limit = sections[at + 1]?.start ?? previous.text.length, shift = text.length - previous.text.length
  const body = change.end <= limit && !previous.quotesMismatch ? section?.bodyAround(change, limit) : undefined
  if (!section || !body) return undefined
  const { start } = section
  const scanned = scanRange(text, start, limit + shift)
  if (!scanned || !section.replaceBody(body, parse, text, scanned.lines.map((line) => movedLine(line, -start)))) return undefined
  const comments = [...module.comments.filter((each) => each.start < start), ...scanned.comments, ...module.comments.filter((each) => each.start >= limit).map((each) => ({ ...each, start: each.start + shift, end: each.end + shift }))]
  for (const later of sections.slice(at + 1)) later.moveBy(shift)
  return { module: assemble(text, comments, sections, module.body), text, sections, quotesMismatch: false }
}

interface SectionOutline extends LineRange {
  readonly start: number
  readonly end: number
}

function sectionsOf(parse: ParsePieces, text: string, { lines }: ScannedText): SectionOutline[] {
  const reader = readerOf(parse, new SourceText(text, 0), lines)
  const sections: LineRange[] = []
  let lastIsPlain = false
  for (const group of groupsOf(reader, { from: 0, to: lines.length })) {
    const last = sections.at(-1)
    const isPlain = group.to === group.from + 1 && !isHeader(reader, group.from)
    if (isPlain && lastIsPlain && last !== undefined) sections[sections.length - 1] = { from: last.from, to: group.to }
    else sections.push(group)
    lastIsPlain = isPlain
  }
  return sections.map(({ from, to }) => ({ from, to, start: lines[from]?.start ?? 0, end: lines[to - 1]?.end ?? 0 }))
}

function readSection(parse: ParsePieces, whole: string, scanned: ScannedText, outline: SectionOutline): Section {
  const reader = readerOf(parse, cutOut(whole, outline.start, outline.end), scanned.lines.slice(outline.from, outline.to))
  return new Section(outline, reader.lines.map((line) => movedLine(line, -outline.start)), readBlock(reader, { from: 0, to: reader.lines.length }), reader)
}

const movedLine = (line: LogicalLine, shift: number): LogicalLine =>
  ({ start: line.start + shift, end: line.end + shift, indent: line.indent, fault: line.fault && { ...line.fault, start: line.fault.start + shift, end: line.fault.end + shift } })

/** Whether a section is what the outline asks for, moved. That its text is the same is known. */
function isSame(old: Section, scanned: ScannedText, { from, to, start, end }: SectionOutline, shift: number): boolean {
  return old.start + shift === start && old.end + shift === end && old.lines.length === to - from && old.lines.every((line, index) => isSameLine(line, scanned.lines[from + index]!, start))
}

/** The line is where the other one was, moved. */
function isSameLine(before: LogicalLine, now: LogicalLine, shift: number): boolean {
  return before.start + shift === now.start && before.end + shift === now.end && before.indent === now.indent && before.fault?.message === now.fault?.message
    && (!before.fault || !now.fault || (before.fault.start + shift === now.fault.start && before.fault.end + shift === now.fault.end))
}

function assemble(text: string, comments: readonly Comment[], sections: readonly Section[], body: readonly Stmt[] = sections.flatMap(section => section.statements)): Module {
  let errors: readonly SyntaxProblem[] | undefined, outerErrors: readonly SyntaxProblem[] | undefined, indentationErrors: readonly SyntaxProblem[] | undefined
  return {
    kind: 'Module',
    start: 0,
    end: text.length,
    body,
    get errors() { return errors ??= sections.flatMap(section => section.problems()).sort((a, b) => a.start - b.start) },
    get outerErrors() { return outerErrors ??= sections.flatMap(section => section.outerProblems()) },
    get indentationErrors() { return indentationErrors ??= sections.flatMap(section => section.indentation) },
    comments,
  }
}

const PIECE = 4096

/** Lengths of the beginning and of the end that two texts share, without overlap. */
function commonEnds(before: string, after: string): { readonly prefix: number; readonly suffix: number } {
  const limit = Math.min(before.length, after.length)
  let prefix = 0
  // Whole pieces are compared much faster than their characters.
  while (prefix + PIECE <= limit && before.slice(prefix, prefix + PIECE) === after.slice(prefix, prefix + PIECE)) prefix += PIECE
  while (prefix < limit && before.charCodeAt(prefix) === after.charCodeAt(prefix)) prefix++
  let suffix = 0
  while (suffix + PIECE <= limit - prefix && before.slice(before.length - suffix - PIECE, before.length - suffix) === after.slice(after.length - suffix - PIECE, after.length - suffix)) suffix += PIECE
  while (suffix < limit - prefix && before.charCodeAt(before.length - 1 - suffix) === after.charCodeAt(after.length - 1 - suffix)) suffix++
  return { prefix, suffix }
}
