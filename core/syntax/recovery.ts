/**
 * Reading a block that is not Python throughout. Each statement is parsed on its own, each header apart from its body, and
 * what the parser still refuses is repaired at its end, so that damage stays within one logical line.
 */
import type { ErrorStmt, Expr, Stmt, SyntaxProblem } from './ast.ts'
import { type BlockReader, type LineRange, blockBelow, endOfBody, isOverlong, lineAt, maxDepth, pieceOf, readBlock, readWhole } from './blocks.ts'
import { convertExpression, isExpressionKind } from './expressions.ts'
import { FunctionBody } from './functionBody.ts'
import { afterDecorators, groupsOf, headKeywords, isHeader, keywordOf } from './groups.ts'
import { bareHeader, contextOf, repairsOf, respelled } from './repairs.ts'
import type { LogicalLine } from './scan.ts'
import { convertBlock } from './statements.ts'
import { type BlockBody, type Piece, type SyntaxTree, errorKind } from './tree.ts'

/** The statements of a block, damaged ones included. */
export function recoverBlock(reader: BlockReader, range: LineRange, depth: number): Stmt[] {
  if (depth > maxDepth) return [tooDeep(reader, range)]
  const groups = groupsOf(reader, range)
  const [only] = groups
  if (groups.length === 1 && only !== undefined) return [...recoverGroup(reader, only, depth)]
  return groups.flatMap(group => readWhole(reader, group, depth) ?? recoverGroup(reader, group, depth))
}

function tooDeep(reader: BlockReader, { from, to }: LineRange): ErrorStmt {
  const { start } = lineAt(reader, from)
  const { end } = lineAt(reader, to - 1)
  reader.problems.push({ start, end, message: 'too many levels of indentation' })
  return { kind: 'Error', start, end, body: [] }
}

/** A group that the parser refuses. */
function recoverGroup(reader: BlockReader, group: LineRange, depth: number): readonly Stmt[] {
  const head = afterDecorators(reader, group.from, group.to)
  const isCompound = headKeywords.has(keywordOf(reader, head)) || (isHeader(reader, head) && group.to > group.from + 1)
  return isCompound ? recoverCompound(reader, group, head, depth) : [recoverSimple(reader, lineAt(reader, group.from))]
}

const noBodies: ReadonlyMap<number, BlockBody> = new Map()

/** A header, its decorators and further clauses, parsed without their bodies; those are blocks of their own. */
function recoverCompound(reader: BlockReader, group: LineRange, head: number, depth: number): readonly Stmt[] {
  const pieces: Piece[] = []
  const bodies = new Map<number, BlockBody>()
  for (let at = group.from; at < group.to;) {
    const line = lineAt(reader, at)
    const isMatch = at === head && keywordOf(reader, at) === 'match'
    const end = at < head || isMatch ? at + 1 : endOfBody(reader, at, group.to)
    pieces.push(repairedHeader(reader, line, keywordOf(reader, at), end > at + 1))
    const inside = { from: at + 1, to: end }
    if (end > at + 1) bodies.set(line.start, keywordOf(reader, at) === 'def' ? new FunctionBody(reader, inside, depth + 1) : blockBelow(reader, inside, depth + 1))
    at = end
  }
  const tree = reader.parse(reader.text, pieces, bodies)
  if (!tree.hasError) {
    for (const body of bodies.values()) if (body instanceof FunctionBody) reader.bodies.push(body)
    return convertBlock(tree, 0)
  }
  return [strayLines(reader, group, depth)]
}

/** A header that heads nothing, such as an `else` without an `if`: its body survives inside an error. */
function strayLines(reader: BlockReader, { from, to }: LineRange, depth: number): ErrorStmt {
  const line = lineAt(reader, from)
  report(reader, line.fault ?? { start: line.start, end: line.end, message: 'invalid syntax' })
  const body = readBlock(reader, { from: from + 1, to }, depth + 1)
  return { kind: 'Error', start: line.start, end: body.at(-1)?.end ?? line.end, body }
}

/** The header as it is, if the parser takes it; or else with a repair, down to the bare keyword and name. */
function repairedHeader(reader: BlockReader, line: LogicalLine, keyword: string, hasBody: boolean): Piece {
  const piece = pieceOf(reader, line)
  if (isOverlong(line)) return bareHeader({ ...piece, code: piece.code.slice(0, 200) }, keyword)
  const context = contextOf(keyword, line)
  const fits = (code: string): boolean => !reader.parse(reader.text, [...context, { ...piece, code }], noBodies).hasError
  if (fits(piece.code)) return piece
  const spelling = respelled(piece.code).find(fits)
  if (spelling !== undefined) return { ...piece, code: spelling }
  const repair = repairsOf(piece.code, hasBody || keyword === 'def' || keyword === 'class').find(fits)
  report(reader, problemOf(reader, line, repair))
  return repair === undefined ? bareHeader(piece, keyword) : { ...piece, code: repair }
}

/** A line that is no statement. The error node holds what it most likely begins, for whoever wants to look inside. */
function recoverSimple(reader: BlockReader, line: LogicalLine): Stmt {
  const piece = pieceOf(reader, line)
  const parse = (code: string): SyntaxTree => reader.parse(reader.text, [{ ...piece, code }], noBodies)
  if (isOverlong(line)) return overlongStatement(reader, line, piece)
  for (const spelling of respelled(piece.code)) {
    const [statement] = convertWhole(parse(spelling))
    if (statement !== undefined) return statement
  }
  for (const code of repairsOf(piece.code, false)) {
    const body = convertWhole(parse(code))
    if (body.length === 0) continue
    report(reader, problemOf(reader, line, code))
    return { kind: 'Error', start: line.start, end: line.end, body }
  }
  report(reader, problemOf(reader, line, undefined))
  const children = intactExpressions(parse(piece.code), 0)
  const value: Expr = { kind: 'Error', start: line.start, end: line.end, children }
  return { kind: 'Error', start: line.start, end: line.end, body: [{ kind: 'Expr', start: line.start, end: line.end, value }] }
}

/** A statement too long to look into. An assignment leaves its targets unknown; of another one nothing is known, as of damaged text. */
function overlongStatement(reader: BlockReader, line: LogicalLine, piece: Piece): Stmt {
  if (line.fault !== undefined) report(reader, line.fault)
  const head = /^[^='"([{#]{1,2000}=(?!=)/.exec(piece.code.slice(0, 2002))?.[0]
  const [statement] = head === undefined ? [] : convertWhole(reader.parse(reader.text, [{ ...piece, code: `${head}0` }], noBodies))
  const value: Expr = { kind: 'Error', start: line.start + (head?.length ?? 0), end: line.end, children: [] }
  if (statement?.kind === 'Assign' || statement?.kind === 'AugAssign' || statement?.kind === 'AnnAssign') return { ...statement, end: line.end, value }
  if (line.fault === undefined) report(reader, { start: line.start, end: line.end, message: 'too long to be read' })
  return { kind: 'Error', start: line.start, end: line.end, body: [] }
}

function convertWhole(tree: SyntaxTree): Stmt[] {
  return tree.hasError ? [] : convertBlock(tree, 0)
}

/** The outermost expressions in which the parser found nothing wrong. */
function intactExpressions(tree: SyntaxTree, node: number): Expr[] {
  if (isExpressionKind(tree.kind(node)) && isIntact(tree, node)) return [convertExpression(tree, node)]
  return tree.nodes(node, errorKind).flatMap(child => intactExpressions(tree, child))
}

/** Neither text that is not Python, nor tokens that the parser made up, which take no room. */
function isIntact(tree: SyntaxTree, node: number): boolean {
  for (let row = node; row < (tree.after[node] ?? 0); row++) {
    if (tree.kind(row) === errorKind || tree.start(row) >= tree.end(row)) return false
  }
  return true
}

function report(reader: BlockReader, problem: SyntaxProblem): void {
  reader.problems.push(problem)
}

/** What is wrong with a line, given the repair that made it Python: one that adds to the end tells that the end is wrong. */
function problemOf(reader: BlockReader, line: LogicalLine, repair: string | undefined): SyntaxProblem {
  if (line.fault !== undefined) return line.fault
  const code = reader.text.slice(line.start, line.end)
  if (repair === `${code}:`) return { start: line.end, end: line.end, message: "expected ':'" }
  if (repair?.startsWith(code) === true) return { start: line.end - 1, end: line.end, message: 'invalid syntax' }
  const tree = reader.parse(reader.text, [pieceOf(reader, line)], noBodies)
  const row = tree.kinds.findIndex((kind, index) => kind === errorKind && tree.end(index) > tree.start(index))
  return row < 0 ? { start: line.start, end: line.end, message: 'invalid syntax' } : { start: tree.start(row), end: tree.end(row), message: 'invalid syntax' }
}
