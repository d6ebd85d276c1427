/**
 * Blocks: runs of logical lines at one depth. A block is parsed without the bodies of the functions in it; those are blocks
 * of their own, parsed when first read. A block that the parser refuses is read group by group (see recovery.ts).
 */
import type { Stmt, SyntaxProblem } from './ast.ts'
import { FunctionBody } from './functionBody.ts'
import { recoverBlock } from './recovery.ts'
import type { LogicalLine } from './scan.ts'
import type { SourceText } from './source.ts'
import { convertBlock } from './statements.ts'
import type { BlockBody, ParsePieces, Piece } from './tree.ts'

/** What reading blocks of one text needs, and what it finds besides statements. */
export interface BlockReader {
  readonly parse: ParsePieces
  readonly text: SourceText
  readonly lines: readonly LogicalLine[]
  readonly problems: SyntaxProblem[]
  /** The bodies of the functions in it, whose problems are their own. */
  readonly bodies: FunctionBody[]
}

/** Reads lines of a text that nothing was read of so far. */
export const readerOf = (parse: ParsePieces, text: SourceText, lines: readonly LogicalLine[]): BlockReader => ({ parse, text, lines, problems: [], bodies: [] })

/** Lines from one index up to, not including, another. */
export interface LineRange {
  readonly from: number
  readonly to: number
}

/** Python has no more levels of indentation. */
export const maxDepth = 100

/** The statements of a block. Never fails: bad text gives error nodes and adds to the reader's problems. */
export function readBlock(reader: BlockReader, range: LineRange, depth = 0): readonly Stmt[] {
  return readWhole(reader, range, depth) ?? recoverBlock(reader, range, depth)
}

/** The statements of a block that is Python throughout. */
export function readWhole(reader: BlockReader, { from, to }: LineRange, depth: number): readonly Stmt[] | undefined {
  if (from >= to) return []
  if (depth + levelsOf(reader, { from, to }) > maxDepth) return undefined
  const pieces: Piece[] = []
  const bodies = new Map<number, FunctionBody>()
  for (let index = from; index < to;) {
    const line = lineAt(reader, index)
    if (isOverlong(line)) return undefined
    pieces.push(pieceOf(reader, line))
    const end = endOfBody(reader, index, to)
    if (end > index + 1 && isFunctionHeader(reader.text, line)) {
      bodies.set(line.start, new FunctionBody(reader, { from: index + 1, to: end }, depth + 1))
      index = end
    } else {
      index++
    }
  }
  const tree = reader.parse(reader.text, pieces, bodies)
  if (tree.hasError) return undefined
  reader.bodies.push(...bodies.values())
  return convertBlock(tree, 0)
}

/** How deep lines stand below the first ones: known beforehand, since the parser takes long over what Python refuses anyway. */
export function levelsOf(reader: BlockReader, { from, to }: LineRange): number {
  const open: number[] = []
  let most = 0
  for (let index = from; index < to; index++) {
    const { indent } = lineAt(reader, index)
    while ((open.at(-1) ?? -1) >= indent) open.pop()
    open.push(indent)
    most = Math.max(most, open.length - 1)
  }
  return most
}

/** What stands below the header of anything but a function: the problems in it are those of the block around it. */
export function blockBelow(reader: BlockReader, range: LineRange, depth: number): BlockBody {
  let statements: readonly Stmt[] | undefined
  return {
    end: lineAt(reader, range.to - 1).end,
    read() { return statements ??= readBlock(reader, range, depth) },
  }
}

/** Data of such a length, megabytes of it at times, would take seconds to parse and tells nothing. */
export function isOverlong({ start, end }: LogicalLine): boolean {
  return end - start > 300_000
}

export function lineAt(reader: BlockReader, index: number): LogicalLine {
  return reader.lines[index] ?? { start: reader.text.end, end: reader.text.end, indent: 0, fault: undefined }
}

export function pieceOf(reader: BlockReader, line: LogicalLine): Piece {
  return { code: withTypeAsName(reader.text.slice(line.start, line.end)), indent: line.indent, start: line.start, end: line.end }
}

/**
 * The grammar takes `type(x).y = z` for a type alias. Where no name follows, `type` is a name itself: another word of its
 * length stands in for it; names are read from the source, not from pieces.
 */
function withTypeAsName(code: string): string {
  return /^type\s*[^\s\w\\]/.test(code) ? `_ype${code.slice(4)}` : code
}

/** The line after the deeper ones that follow a line. */
export function endOfBody(reader: BlockReader, header: number, to: number): number {
  const { indent } = lineAt(reader, header)
  let end = header + 1
  while (end < to && lineAt(reader, end).indent > indent) end++
  return end
}

function isFunctionHeader(text: SourceText, line: LogicalLine): boolean {
  return text.at(line.end - 1) === ':' && line.fault === undefined && /^(?:def|async\s+def)\b/.test(text.slice(line.start, line.start + 20))
}
