/** Compound statements: what has a block, down to functions and classes. */
import type { ClassDef, ExceptHandler, Expr, FunctionDef, MatchCase, Span, Stmt, WithItem } from './ast.ts'
import { convertArguments, convertExpression, convertExpressions, convertName } from './expressions.ts'
import { convertParameters } from './parameters.ts'
import { convertCasePatterns } from './patterns.ts'
import { convertBlock } from './statements.ts'
import { FunctionBody } from './functionBody.ts'
import type { SyntaxTree } from './tree.ts'

type Converter = (tree: SyntaxTree, node: number) => Stmt

export const compoundConverters: Readonly<Record<string, Converter>> = {
  if_statement: convertIf,
  for_statement: convertFor,
  while_statement: convertWhile,
  try_statement: convertTry,
  with_statement: convertWith,
  match_statement: convertMatch,
  function_definition: (tree, node) => convertFunction(tree, node, []),
  class_definition: (tree, node) => convertClass(tree, node, []),
  decorated_definition: convertDecorated,
}

/** From a node's start to the end of the last statement in it: a block's own end may lie behind a `;`. */
function spanTo(tree: SyntaxTree, node: number, ...blocks: readonly (readonly Stmt[])[]): Span {
  const last = blocks.filter(block => block.length > 0).at(-1)?.at(-1)
  return { start: tree.start(node), end: last?.end ?? tree.end(node) }
}

function blockOf(tree: SyntaxTree, node: number | undefined): readonly Stmt[] {
  if (node === undefined) return []
  return tree.bodies.get(tree.start(node))?.read() ?? convertBlock(tree, tree.find(node, 'block'))
}

/** Chains of `elif` nest in the tree. What is beyond this number becomes an error, for the sake of whoever recurses. */
const maxChain = 300

/** Each `elif` is an If of its own that reaches to the end of the chain. */
function convertIf(tree: SyntaxTree, node: number): Stmt {
  const clauses = tree.children(node).filter(child => tree.kind(child) === 'elif_clause')
  const first = clauses[maxChain]
  let orelse: readonly Stmt[] = first === undefined
    ? blockOf(tree, tree.find(node, 'else_clause'))
    : [{ kind: 'Error', start: tree.start(first), end: tree.end(clauses.at(-1) ?? first), body: [] }]
  for (const clause of clauses.slice(0, maxChain).reverse()) orelse = [ifOver(tree, clause, orelse)]
  return ifOver(tree, node, orelse)
}

function ifOver(tree: SyntaxTree, node: number, orelse: readonly Stmt[]): Stmt {
  const body = blockOf(tree, node)
  return { kind: 'If', ...spanTo(tree, node, body, orelse), test: convertExpression(tree, tree.nodes(node)[0]), body, orelse }
}

function convertFor(tree: SyntaxTree, node: number): Stmt {
  const [target, iter] = tree.nodes(node)
  const body = blockOf(tree, node)
  const orelse = blockOf(tree, tree.find(node, 'else_clause'))
  return {
    kind: 'For',
    ...spanTo(tree, node, body, orelse),
    target: convertExpression(tree, target),
    iter: convertExpression(tree, iter),
    body,
    orelse,
    isAsync: tree.has(node, 'async'),
  }
}

function convertWhile(tree: SyntaxTree, node: number): Stmt {
  const body = blockOf(tree, node)
  const orelse = blockOf(tree, tree.find(node, 'else_clause'))
  return { kind: 'While', ...spanTo(tree, node, body, orelse), test: convertExpression(tree, tree.nodes(node)[0]), body, orelse }
}

function convertTry(tree: SyntaxTree, node: number): Stmt {
  const body = blockOf(tree, node)
  const handlers = tree.children(node).filter(child => tree.kind(child) === 'except_clause').map(child => convertHandler(tree, child))
  const orelse = blockOf(tree, tree.find(node, 'else_clause'))
  const finalbody = blockOf(tree, tree.find(node, 'finally_clause'))
  const { start, end } = spanTo(tree, node, body, orelse, finalbody)
  return { kind: 'Try', start, end: Math.max(end, handlers.at(-1)?.end ?? 0), body, handlers, orelse, finalbody }
}

function convertHandler(tree: SyntaxTree, node: number): ExceptHandler {
  const values = tree.nodes(node).filter(child => tree.kind(child) !== 'block')
  const body = blockOf(tree, node)
  const [first, second] = values
  const range = spanTo(tree, node, body)
  if (first === undefined) return { ...range, type: undefined, name: undefined, body }
  if (tree.kind(first) === 'as_pattern') {
    const { context, target } = withItem(tree, first)
    return { ...range, type: context, name: target?.kind === 'Name' ? target : undefined, body }
  }
  if (second !== undefined && tree.has(node, 'as')) {
    return { ...range, type: convertExpression(tree, first), name: convertName(tree, second), body }
  }
  const type = convertExpressions(tree, values, tree.start(first), tree.end(values.at(-1) ?? first), tree.has(node, ','))
  return { ...range, type, name: undefined, body }
}

function convertWith(tree: SyntaxTree, node: number): Stmt {
  const clause = tree.find(node, 'with_clause')
  const items = clause === undefined ? [] : tree.nodes(clause).flatMap((item, _index, all) => withItems(tree, tree.nodes(item)[0], all.length === 1))
  const body = blockOf(tree, node)
  return { kind: 'With', ...spanTo(tree, node, body), items, body, isAsync: tree.has(node, 'async') }
}

/** Parentheses around all the items of a `with` belong to the statement: `with (a as b, c):` has two items. */
function withItems(tree: SyntaxTree, node: number | undefined, isOnly: boolean): WithItem[] {
  if (node === undefined) return []
  const kind = tree.kind(node)
  if (isOnly && (kind === 'tuple' || (kind === 'parenthesized_expression' && tree.nodes(node).some(child => aliasAtEnd(tree, child) !== undefined)))) {
    return tree.nodes(node).map(child => withItem(tree, child))
  }
  return [withItem(tree, node)]
}

function withItem(tree: SyntaxTree, node: number): WithItem {
  const aliased = aliasAtEnd(tree, node)
  if (aliased === undefined) return { context: convertExpression(tree, node), target: undefined }
  const [context, target] = tree.nodes(aliased)
  return { context: endingAt(convertExpression(tree, node), tree.end(context ?? aliased)), target: convertExpression(tree, target) }
}

/** The `as` of an item. The grammar reads `a if b else c as d` as `a if b else (c as d)`. */
function aliasAtEnd(tree: SyntaxTree, node: number | undefined): number | undefined {
  if (node === undefined) return undefined
  switch (tree.kind(node)) {
    case 'as_pattern': return node
    case 'conditional_expression':
    case 'lambda': return aliasAtEnd(tree, tree.nodes(node).at(-1))
  }
  return undefined
}

/** An expression without the alias that the grammar put into its last part. */
function endingAt(expression: Expr, end: number): Expr {
  if (expression.end <= end) return expression
  switch (expression.kind) {
    case 'IfExp': return { ...expression, end, orelse: endingAt(expression.orelse, end) }
    case 'Lambda': return { ...expression, end, body: endingAt(expression.body, end) }
  }
  return expression
}

function convertMatch(tree: SyntaxTree, node: number): Stmt {
  const subjects = tree.nodes(node).filter(child => tree.kind(child) !== 'block')
  const block = tree.find(node, 'block')
  const clauses = block === undefined ? [] : tree.children(block).filter(child => tree.kind(child) === 'case_clause')
  const cases = clauses.map(clause => convertCase(tree, clause))
  const [first] = subjects
  const comma = tree.findLast(node, ',')
  const end = Math.max(tree.end(subjects.at(-1) ?? node), comma === undefined ? 0 : tree.end(comma))
  const subject = convertExpressions(tree, subjects, tree.start(first ?? node), end, comma !== undefined)
  return { kind: 'Match', ...spanTo(tree, node, cases.at(-1)?.body ?? []), subject, cases }
}

function convertCase(tree: SyntaxTree, node: number): MatchCase {
  const guard = tree.find(node, 'if_clause')
  const body = blockOf(tree, node)
  return {
    ...spanTo(tree, node, body),
    pattern: convertCasePatterns(tree, node),
    guard: guard === undefined ? undefined : convertExpression(tree, tree.nodes(guard)[0]),
    body,
  }
}

function convertDecorated(tree: SyntaxTree, node: number): Stmt {
  const decorators: Expr[] = tree.children(node).filter(child => tree.kind(child) === 'decorator').map(child => convertExpression(tree, tree.nodes(child)[0]))
  const classDefinition = tree.find(node, 'class_definition')
  if (classDefinition !== undefined) return convertClass(tree, classDefinition, decorators)
  const definition = tree.find(node, 'function_definition')
  if (definition !== undefined) return convertFunction(tree, definition, decorators)
  return { kind: 'Error', start: tree.start(node), end: tree.end(node), body: [] }
}

function convertFunction(tree: SyntaxTree, node: number, decorators: readonly Expr[]): FunctionDef {
  const later = tree.bodies.get(tree.start(node))
  const body = later === undefined ? blockOf(tree, node) : []
  const returns = tree.find(node, 'type')
  return {
    kind: 'FunctionDef',
    ...(later === undefined ? spanTo(tree, node, body) : { start: tree.start(node), end: later.end }),
    name: convertName(tree, tree.find(node, 'identifier')),
    params: convertParameters(tree, tree.find(node, 'parameters')),
    returns: returns === undefined ? undefined : convertExpression(tree, returns),
    decorators,
    isAsync: tree.has(node, 'async'),
    code: later instanceof FunctionBody ? later : undefined,
    get body() { return later === undefined ? body : later.read() },
  }
}

function convertClass(tree: SyntaxTree, node: number, decorators: readonly Expr[]): ClassDef {
  const body = blockOf(tree, node)
  const list = tree.find(node, 'argument_list')
  return {
    kind: 'ClassDef',
    ...spanTo(tree, node, body),
    name: convertName(tree, tree.find(node, 'identifier')),
    args: list === undefined ? [] : convertArguments(tree, list),
    decorators,
    body,
  }
}
