/**
 * Python text to tree. This is the one file that knows tree-sitter.
 *
 * Parsing never throws once `initParser` has succeeded, and keeps no memory of the parser's beyond a call.
 */
import { Language, Parser } from 'web-tree-sitter'
import type { TreeCursor } from 'web-tree-sitter'
import type { Module } from './ast.ts'
import { type ParsedModule, moduleOf, moduleAfterEdit } from './module.ts'
import { isWordCode } from './scan.ts'
import type { SourceText } from './source.ts'
import { type BlockBody, type Piece, SyntaxTree, type TreeColumns, errorKind, tokensKept, tooDeepKind } from './tree.ts'

/** Bytes of the two WebAssembly modules. Without `runtime` the library looks for its own beside itself. */
export interface ParserSources {
  readonly runtime?: Uint8Array
  readonly grammar: Uint8Array
}

/** Loads the parser. Must have resolved before the first parse; further calls are harmless. */
export async function initParser(sources: ParserSources): Promise<void> {
  if (loaded !== undefined) return
  await Parser.init(sources.runtime === undefined ? undefined : { wasmBinary: sources.runtime })
  const language = await Language.load(sources.grammar)
  const parser = new Parser()
  parser.setLanguage(language)
  const kinds = kindsOf(language)
  loaded = {
    parser,
    kinds,
    isLeaf: kinds.map(kind => leaves.has(kind) || tokensKept.has(kind)),
    beginsLine: language.types.map(name => lineBeginners.test(name)),
  }
}

/** The module's tree. Any text has one; what is not Python becomes error nodes and `errors`. */
export function parseModule(text: string): Module {
  return parseText(text).module
}

/** The module's tree together with what `reparse` needs to use it again. */
export function parseText(text: string): ParsedModule {
  return moduleOf(parsePieces, text)
}

/** The tree of a changed text. Definitions whose text did not change are taken over and moved to where they are now: the previous tree is used up. */
export function reparse(previous: ParsedModule, text: string): ParsedModule {
  return moduleAfterEdit(parsePieces, previous, text)
}

interface LoadedParser {
  readonly parser: Parser
  /** By type id: the kind to keep in a tree, `''` for a token to leave out. */
  readonly kinds: readonly string[]
  /** By type id: whether nothing below the node matters. */
  readonly isLeaf: readonly boolean[]
  /** By type id: whether a logical line may begin with the node. */
  readonly beginsLine: readonly boolean[]
}
let loaded: LoadedParser | undefined

const errorTypeId = 65535
const lineBeginners = /^(?!if_clause$|for_in_clause$|with_clause$).*(?:_statement|_definition|_clause)$|^decorator$/

/** Python 2's statements, which the grammar accepts. */
const notPython: ReadonlySet<string> = new Set(['print_statement', 'exec_statement'])

function kindsOf(language: Language): string[] {
  return language.types.map((name, id) => {
    if (notPython.has(name)) return errorKind
    if (language.nodeTypeIsNamed(id)) return name === 'comment' || name === 'line_continuation' ? '' : name
    return tokensKept.has(name) ? name : ''
  })
}

function parsePieces(text: SourceText, pieces: readonly Piece[], bodies: ReadonlyMap<number, BlockBody>): SyntaxTree {
  if (loaded === undefined) throw new Error('initParser has not been called')
  const joined = joinPieces(pieces)
  const tree = loaded.parser.parse(joined.text)
  if (tree === null) return new SyntaxTree({ text, bodies, kinds: [], starts: new Int32Array(), ends: new Int32Array(), after: new Int32Array(), hasError: true })
  const cursor = tree.walk()
  try {
    const columns = readColumns(cursor, loaded, joined)
    return new SyntaxTree({ ...columns, text, bodies, hasError: columns.hasError || tree.rootNode.hasError })
  } finally {
    cursor.delete()
    tree.delete()
  }
}

/** Lines put together into one text, and the way back. */
interface JoinedPieces {
  readonly text: string
  readonly pieces: readonly Piece[]
  /** Where the code of each piece begins in `text`. */
  readonly starts: Int32Array
}

/** The leftmost line stands at column 0: deeper, the parser would take what follows an empty body for the body. */
function joinPieces(pieces: readonly Piece[]): JoinedPieces {
  const base = pieces.reduce((least, { indent }) => Math.min(least, indent), Infinity)
  const starts = new Int32Array(pieces.length)
  let text = ''
  pieces.forEach(({ code, indent }, index) => {
    text += spaces(indent - base)
    starts[index] = text.length
    text += code + '\n'
  })
  return { text: parsable(text), pieces, starts }
}

/** Deep indentation is cut off: the parser counts it in sixteen bits. */
function spaces(indent: number): string {
  return ' '.repeat(Math.min(indent, 10_000))
}

/** The same text, as long, without characters that end the parser's input or that it takes for other than Python does. */
function parsable(given: string): string {
  const text = given.includes('\\\n') || given.includes('\\\r') ? given.replace(continuations, run => ' '.repeat(run.length)) : given
  if (!/[\0\r\ud800-\udfff]/.test(text)) return text
  return text.replace(/\0/g, ' ').replace(/\r(?!\n)/g, '\n').replace(/\p{Surrogate}/gu, '\ufffd')
}

/** The parser reads through all continued lines that follow each other at every one of them: long runs of empty ones become white space. */
const continuations = /(?:\\\r?\n[ \t]*){50,}/g

/** Deeper nodes are cut off, so that whoever recurses over a tree has a bound. */
const maxDepth = 400

/** Rules whose inside is never looked at. */
const leaves: ReadonlySet<string> = new Set([
  'identifier', 'integer', 'float', 'string_start', 'string_content', 'string_end', 'ellipsis', 'true', 'false', 'none', 'type_conversion', 'import_prefix',
])

function readColumns(cursor: TreeCursor, parser: LoadedParser, joined: JoinedPieces): Omit<TreeColumns, 'text' | 'bodies'> {
  const { pieces, starts: pieceStarts } = joined
  const kinds: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  const after: number[] = []
  const open: number[] = []
  let piece = 0
  let linesBegun = 0
  let sawError = false
  let cutShort = false
  for (;;) {
    const id = cursor.nodeTypeId
    const kind = id === errorTypeId ? errorKind : parser.kinds[id] ?? ''
    if (kind !== '') {
      const row = kinds.length
      const start = cursor.startIndex
      const isLeaf = parser.isLeaf[id] === true || (kind === 'string' && isPlainString(joined.text, start))
      const tooDeep = open.length >= maxDepth && !isLeaf
      if (tooDeep) cutShort = true
      const end = kind === 'identifier' ? endOfWord(joined.text, start) : cursor.endIndex
      while ((pieceStarts[piece + 1] ?? Infinity) <= start) piece++
      if (parser.beginsLine[id] === true && start === pieceStarts[linesBegun]) linesBegun++
      if (kind === errorKind) sawError = true
      kinds.push(tooDeep ? tooDeepKind : kind)
      starts.push(toSource(joined, piece, start))
      ends.push(toSource(joined, end <= (pieceStarts[piece + 1] ?? Infinity) ? piece : pieceBefore(pieceStarts, end), end))
      after.push(row + 1)
      if (!tooDeep && !isLeaf && cursor.gotoFirstChild()) {
        open.push(row)
        continue
      }
    }
    while (!cursor.gotoNextSibling()) {
      const parent = open.pop()
      if (parent === undefined) {
        return {
          kinds,
          starts: Int32Array.from(starts),
          ends: Int32Array.from(ends),
          after: Int32Array.from(after),
          hasError: sawError || (linesBegun < pieces.length && !cutShort),
        }
      }
      after[parent] = kinds.length
      cursor.gotoParent()
    }
  }
}

/** Identifiers are the most frequent nodes; reading their end from the text is quicker than asking the parser. */
function endOfWord(text: string, start: number): number {
  let end = start
  while (isWordCode(text.charCodeAt(end))) end++
  return end
}

/** Whether a string has no replacement fields, so that its text says everything. */
function isPlainString(text: string, start: number): boolean {
  for (let at = start; at < start + 3; at++) {
    const character = text[at]
    if (character === '"' || character === "'") return true
    if (character === 'f' || character === 'F' || character === 't' || character === 'T') return false
  }
  return false
}

function toSource({ pieces, starts }: JoinedPieces, index: number, offset: number): number {
  const piece = pieces[index]
  return piece === undefined ? 0 : Math.min(piece.start + Math.max(0, offset - (starts[index] ?? 0)), piece.end)
}

/** The last piece that begins before an end offset. */
function pieceBefore(starts: Int32Array, end: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) < end) low = middle
    else high = middle - 1
  }
  return low
}
