/** Whole modules: read section by section, so that an edit costs the sections it touches. */
import type { Module, Stmt, SyntaxProblem } from './ast.ts'
import { type BlockReader, type LineRange, readBlock } from './blocks.ts'
import { groupsOf, isHeader } from './groups.ts'
import { type ScannedText, scanText } from './scan.ts'
import { indentationProblems } from './indentation.ts'
import { moveProblem, moveStatement } from './move.ts'
import type { ParsePieces } from './tree.ts'

/** A module's tree and what is needed to keep parts of it when the text changes. */
export interface ParsedModule {
  readonly module: Module
  readonly text: string
  readonly sections: readonly Section[]
}

/** A definition at the module's top level, or a run of other statements between two. */
export interface Section {
  readonly start: number
  readonly end: number
  /** Number of logical lines: the same text may be cut into lines differently after an edit before it. */
  readonly lineCount: number
  readonly statements: readonly Stmt[]
  /** Reads the bodies that were not read so far. */
  problems(): readonly SyntaxProblem[]
}

export function moduleOf(parse: ParsePieces, text: string): ParsedModule {
  const scanned = scanText(text)
  const sections = sectionsOf(parse, text, scanned).map(outline => readSection(parse, text, scanned, outline))
  return { module: assemble(text, scanned, sections), text, sections }
}

/** The module of a new text. Sections before and after the change are kept. */
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
    const outline = outlines[front]
    if (old === undefined || outline === undefined || old.end >= prefix || !sameLines(old, outline, 0)) break
    kept[front] = old
  }
  for (let back = 1; outlines.length - back >= front && previous.sections.length - back >= front; back++) {
    const old = previous.sections[previous.sections.length - back]
    const outline = outlines[outlines.length - back]
    if (old === undefined || outline === undefined || old.start <= previous.text.length - suffix || !sameLines(old, outline, shift)) break
    kept[outlines.length - back] = shift === 0 ? old : movedSection(old, shift)
  }
  const sections = outlines.map((outline, index) => kept[index] ?? readSection(parse, text, scanned, outline))
  return { module: assemble(text, scanned, sections), text, sections }
}

interface SectionOutline extends LineRange {
  readonly start: number
  readonly end: number
}

function sectionsOf(parse: ParsePieces, text: string, scanned: ScannedText): SectionOutline[] {
  const reader = readerOf(parse, text, scanned)
  const sections: LineRange[] = []
  let lastIsPlain = false
  for (const group of groupsOf(reader, { from: 0, to: scanned.lines.length })) {
    const last = sections.at(-1)
    const isPlain = group.to === group.from + 1 && !isHeader(reader, group.from)
    if (isPlain && lastIsPlain && last !== undefined) sections[sections.length - 1] = { from: last.from, to: group.to }
    else sections.push(group)
    lastIsPlain = isPlain
  }
  return sections.map(({ from, to }) => ({ from, to, start: scanned.lines[from]?.start ?? 0, end: scanned.lines[to - 1]?.end ?? 0 }))
}

function readerOf(parse: ParsePieces, text: string, { lines }: ScannedText): BlockReader {
  return { parse, text, lines, problems: [], unread: [] }
}

function readSection(parse: ParsePieces, text: string, scanned: ScannedText, outline: SectionOutline): Section {
  const reader = readerOf(parse, text, scanned)
  reader.problems.push(...indentationProblems(text, scanned.lines.slice(outline.from, outline.to)))
  const statements = readBlock(reader, outline)
  return {
    start: outline.start,
    end: outline.end,
    lineCount: outline.to - outline.from,
    statements,
    problems() {
      for (let body = reader.unread.pop(); body !== undefined; body = reader.unread.pop()) body.read()
      return reader.problems
    },
  }
}

function movedSection(section: Section, shift: number): Section {
  return {
    start: section.start + shift,
    end: section.end + shift,
    lineCount: section.lineCount,
    statements: section.statements.map(statement => moveStatement(statement, shift)),
    problems: () => section.problems().map(problem => moveProblem(problem, shift)),
  }
}

function sameLines(old: Section, { start, end, from, to }: SectionOutline, shift: number): boolean {
  return old.start + shift === start && old.end + shift === end && old.lineCount === to - from
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
