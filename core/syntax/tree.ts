import type { Stmt } from './ast.ts'
import type { SourceText } from './source.ts'

/**
 * The parser's tree as flat columns, one row per node in preorder. Everything that converts reads this and never the
 * parser's own objects, which are slow to reach and must be freed by hand.
 *
 * Rows leave out comments, line continuations and tokens that say nothing (`(`, `)`, keywords that a node's kind implies).
 * Offsets are those of the whole file, whatever slice of it was parsed.
 */
export class SyntaxTree {
  readonly text: SourceText
  /** Blocks that were left out of the parsed text, by the offset at which the line before them begins. */
  readonly bodies: ReadonlyMap<number, BlockBody>
  /** Kind of each row: a rule's name as in tree-sitter-python, or a token's text. */
  readonly kinds: readonly string[]
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** The row after a node's last descendant: its next sibling, if it has one. */
  readonly after: Int32Array
  /** Whether the parser met text that is not Python, or read two logical lines as one. */
  readonly hasError: boolean

  constructor(columns: TreeColumns) {
    this.text = columns.text
    this.bodies = columns.bodies
    this.kinds = columns.kinds
    this.starts = columns.starts
    this.ends = columns.ends
    this.after = columns.after
    this.hasError = columns.hasError
  }

  kind(node: number): string { return this.kinds[node] ?? errorKind }
  start(node: number): number { return this.starts[node] ?? 0 }
  end(node: number): number { return this.ends[node] ?? 0 }
  textOf(node: number): string { return this.text.slice(this.start(node), this.end(node)) }

  /** First child, or undefined for a leaf. */
  firstChild(node: number): number | undefined {
    return this.after[node] === node + 1 ? undefined : node + 1
  }

  /** Every child, in order. */
  children(node: number): number[] {
    const rows: number[] = []
    const end = this.after[node] ?? 0
    for (let child = node + 1; child < end; child = this.after[child] ?? end) rows.push(child)
    return rows
  }

  /** The children that are rules rather than tokens. Text that is not Python counts as neither, unless `also` names its kind. */
  nodes(node: number, also?: string): number[] {
    const rows: number[] = []
    const end = this.after[node] ?? 0
    for (let child = node + 1; child < end; child = this.after[child] ?? end) {
      const kind = this.kind(child)
      if (isRule(kind) || kind === also) rows.push(child)
    }
    return rows
  }

  /** The first child of one of the kinds. */
  find(node: number, ...kinds: readonly string[]): number | undefined {
    const end = this.after[node] ?? 0
    for (let child = node + 1; child < end; child = this.after[child] ?? end) {
      if (kinds.includes(this.kind(child))) return child
    }
    return undefined
  }

  /** The last child of the kind. */
  findLast(node: number, kind: string): number | undefined {
    return this.children(node).reverse().find(child => this.kind(child) === kind)
  }

  has(node: number, kind: string): boolean { return this.find(node, kind) !== undefined }
}

export type TreeColumns = Pick<SyntaxTree, 'text' | 'bodies' | 'kinds' | 'starts' | 'ends' | 'after' | 'hasError'>

/** The statements of a block, converted when first read. */
export interface BlockBody {
  /** The end of the last statement. */
  readonly end: number
  read(): readonly Stmt[]
}

/** A logical line as the parser is given it: `code` may differ from the source where a repair adds to its end. */
export interface Piece {
  readonly code: string
  readonly indent: number
  /** The range of the source that the code stands for. */
  readonly start: number
  readonly end: number
}

/** Parses lines of a text. Offsets in the tree are those of the text; what a repair added lies at its line's end. */
export type ParsePieces = (text: SourceText, pieces: readonly Piece[], bodies: ReadonlyMap<number, BlockBody>) => SyntaxTree

/** Text that is not Python. */
export const errorKind = 'ERROR'
/** Python so deeply nested that it is not looked at. */
export const tooDeepKind = 'TOO DEEP'

/** Tokens are kept in the tree only where they decide a meaning. */
export const tokensKept: ReadonlySet<string> = new Set([
  '+', '-', '*', '/', '//', '%', '**', '@', '&', '|', '^', '<<', '>>', '~',
  '+=', '-=', '*=', '/=', '//=', '%=', '**=', '@=', '&=', '|=', '^=', '<<=', '>>=',
  '==', '!=', '<', '<=', '>', '>=', '<>', 'is', 'is not', 'in', 'not in', 'and', 'or',
  ',', ':', '=', 'as', 'from', 'async', '_',
])

function isRule(kind: string): boolean { return !tokensKept.has(kind) && kind !== errorKind }
