/** Whole modules: read section by section, so that an edit costs the sections it touches. */
import type { Module, Span, Stmt, SyntaxProblem } from './ast.ts'
import { type BlockReader, type LineRange, readBlock } from './blocks.ts'
import { groupsOf, isHeader } from './groups.ts'
import { type LogicalLine, type ScannedText, scanText } from './scan.ts'
import { SourceText, detached } from './source.ts'
import { indentationProblems } from './indentation.ts'
import { positionsIn } from './positions.ts'
import type { ParsePieces } from './tree.ts'

/** A module's tree and what is needed to keep parts of it when the text changes. */
export interface ParsedModule {
  readonly module: Module
  readonly text: string
  readonly sections: readonly Section[]
}

/**
 * A definition at the module's top level, or a run of other statements between two. It stays the same object, with the same tree, for as long
 * as its own text stays the same: when text before it grows or shrinks, it moves, and every position in its tree with it.
 */
export class Section {
  private positions: readonly { start: number; end: number }[] | undefined

  constructor(
    private extent: Span,
    /** Its logical lines, counted from its beginning: the same text may be cut into lines differently after an edit before it. */
    readonly lines: readonly LogicalLine[],
    readonly statements: readonly Stmt[],
    private readonly reader: BlockReader,
  ) {}

  get start(): number { return this.extent.start }
  get end(): number { return this.extent.end }

  /** Reads the bodies that were not read so far. */
  problems(): readonly SyntaxProblem[] {
    const { unread, problems } = this.reader
    for (let body = unread.pop(); body !== undefined; body = unread.pop()) body.read()
    return problems
  }

  moveBy(shift: number): void {
    if (shift === 0) return
    const problems = this.problems()
    this.positions ??= positionsIn([this.statements, problems])
    for (const position of this.positions) {
      position.start += shift
      position.end += shift
    }
    this.extent = { start: this.start + shift, end: this.end + shift }
  }
}

export function moduleOf(parse: ParsePieces, text: string): ParsedModule {
  const scanned = scanText(text)
  const sections = sectionsOf(parse, text, scanned).map(outline => readSection(parse, text, scanned, outline))
  return { module: assemble(text, scanned, sections), text, sections }
}

/** The module of a new text. Sections before and after the change are kept and moved to where they are now: the previous tree is used up. */
export function moduleAfterEdit(parse: ParsePieces, previous: ParsedModule, text: string): ParsedModule {
  if (text === previous.text) return previous
  const scanned = scanText(text)
  const outlines = sectionsOf(parse, text, scanned)
  const { prefix, suffix } = commonEnds(previous.text, text)
  const shift = text.length - previous.text.length
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
  return { module: assemble(text, scanned, sections), text, sections }
}

interface SectionOutline extends LineRange {
  readonly start: number
  readonly end: number
}

function sectionsOf(parse: ParsePieces, text: string, { lines }: ScannedText): SectionOutline[] {
  const reader: BlockReader = { parse, text: new SourceText(text, 0), lines, problems: [], unread: [] }
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

function readSection(parse: ParsePieces, whole: string, scanned: ScannedText, { from, to, start, end }: SectionOutline): Section {
  const text = new SourceText(detached(whole.slice(start, end)), start)
  const lines = scanned.lines.slice(from, to)
  const reader: BlockReader = { parse, text, lines, problems: indentationProblems(text, lines), unread: [] }
  return new Section({ start, end }, lines.map((line) => movedLine(line, -start)), readBlock(reader, { from: 0, to: lines.length }), reader)
}

const movedLine = (line: LogicalLine, shift: number): LogicalLine =>
  ({ start: line.start + shift, end: line.end + shift, indent: line.indent, fault: line.fault && { ...line.fault, start: line.fault.start + shift, end: line.fault.end + shift } })

/** Whether a section is what the outline asks for, moved. That its text is the same is known. */
function isSame(old: Section, scanned: ScannedText, { from, to, start, end }: SectionOutline, shift: number): boolean {
  return old.start + shift === start && old.end + shift === end && old.lines.length === to - from && old.lines.every((line, index) => {
    const now = scanned.lines[from + index]!
    return line.start === now.start - start && line.end === now.end - start && line.indent === now.indent && line.fault?.message === now.fault?.message
      && (!line.fault || !now.fault || (line.fault.start === now.fault.start - start && line.fault.end === now.fault.end - start))
  })
}

function assemble(text: string, { comments }: ScannedText, sections: readonly Section[]): Module {
  let errors: readonly SyntaxProblem[] | undefined
  return {
    kind: 'Module',
    start: 0,
    end: text.length,
    body: sections.flatMap(section => section.statements),
    get errors() { return errors ??= sections.flatMap(section => section.problems()).sort((a, b) => a.start - b.start) },
    comments,
  }
}

/** Lengths of the beginning and of the end that two texts share, without overlap. */
function commonEnds(before: string, after: string): { readonly prefix: number; readonly suffix: number } {
  const limit = Math.min(before.length, after.length)
  let prefix = 0
  while (prefix < limit && before.charCodeAt(prefix) === after.charCodeAt(prefix)) prefix++
  let suffix = 0
  while (suffix < limit - prefix && before.charCodeAt(before.length - 1 - suffix) === after.charCodeAt(after.length - 1 - suffix)) suffix++
  return { prefix, suffix }
}
