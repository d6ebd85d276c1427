/** Bodies of functions: what an edit inside of one changes, and nothing else. */
import type { FunctionCode, Stmt, SyntaxProblem } from './ast.ts'
import { type BlockReader, type LineRange, lineAt, readBlock, readerOf } from './blocks.ts'
import { positionsIn } from './positions.ts'
import type { BlockBody } from './tree.ts'

/**
 * The body of a function: read when it is first asked for. When the text of nothing but the body has changed, the definition stays the
 * same object, and so does this; what it reads is another.
 */
export class FunctionBody implements BlockBody, FunctionCode {
  /** From the first line's code to the last one's. Whoever moves the positions of the tree around it moves these. */
  start: number
  end: number
  #reader: BlockReader
  #range: LineRange
  readonly #depth: number
  #statements: readonly Stmt[] | undefined
  #positions: readonly { start: number; end: number }[] | undefined

  constructor(around: BlockReader, range: LineRange, depth: number) {
    this.#reader = readerOf(around.parse, around.text, around.lines)
    this.#range = range
    this.#depth = depth
    this.start = lineAt(around, range.from).start
    this.end = lineAt(around, range.to - 1).end
  }

  get isOutermost(): boolean { return this.#depth === 1 }
  get content(): object { return this.#reader }
  /** Its lines, by their place in the text that it is read from. */
  get range(): LineRange { return this.#range }

  read(): readonly Stmt[] {
    return this.#statements ??= readBlock(this.#reader, this.#range, this.#depth)
  }

  /** Everything wrong in it, in the bodies inside of it, too. */
  problems(): readonly SyntaxProblem[] {
    this.read()
    return [...this.#reader.problems, ...this.#reader.bodies.flatMap((body) => body.problems())]
  }

  /** Moves what is inside, when the text before it grows or shrinks. */
  moveContentBy(shift: number): void {
    const problems = this.problems()
    this.#positions ??= positionsIn([this.#statements, problems])
    for (const position of this.#positions) {
      position.start += shift
      position.end += shift
    }
    for (const body of this.#reader.bodies) body.moveContentBy(shift)
  }

  /** The text of the body is another: lines of another text. */
  replace(around: BlockReader, range: LineRange): void {
    this.#reader = readerOf(around.parse, around.text, around.lines)
    this.#range = range
    this.#statements = undefined
    this.#positions = undefined
    this.start = lineAt(around, range.from).start
    this.end = lineAt(around, range.to - 1).end
  }

  /** The same lines have other numbers, since lines before them came or went. */
  renumber(shift: number): void {
    this.#range = { from: this.#range.from + shift, to: this.#range.to + shift }
  }
}
