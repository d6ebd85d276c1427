/** Expressions: from the parser's tree to the AST. Every function accepts damaged trees; what is missing is an Error node. */
import type { Argument, BinaryOperator, CompareOperator, Comprehension, ComprehensionClause, Expr, ErrorExpr, Name, Subscript } from './ast.ts'
import { convertParameters } from './parameters.ts'
import type { SourceText } from './source.ts'
import { convertString } from './strings.ts'
import type { SyntaxTree } from './tree.ts'

type Converter = (tree: SyntaxTree, node: number) => Expr

/** The expression at a node. Parentheses around it do not count. */
export function convertExpression(tree: SyntaxTree, node: number | undefined): Expr {
  if (node === undefined) return missing(tree)
  const convert = converters[tree.kind(node)]
  return convert === undefined || tree.start(node) === tree.end(node) ? errorExpression(tree, node) : convert(tree, node)
}

/** An expression that the text leaves out. It stands before the first character, where no cursor finds it. */
function missing(_tree: SyntaxTree): ErrorExpr {
  return { kind: 'Error', start: 0, end: 0, children: [] }
}

/** Whether nodes of a kind are expressions. */
export function isExpressionKind(kind: string): boolean {
  return kind in converters
}

export function errorExpression(tree: SyntaxTree, node: number): ErrorExpr {
  const children = tree.nodes(node).filter(child => tree.kind(child) in converters).map(child => convertExpression(tree, child))
  return { kind: 'Error', start: tree.start(node), end: tree.end(node), children }
}

/** The name at an `identifier` node; empty where there is none. */
export function convertName(tree: SyntaxTree, node: number | undefined): Name {
  if (node === undefined) return { kind: 'Name', start: 0, end: 0, id: '' }
  return { kind: 'Name', start: tree.start(node), end: tree.end(node), id: normalName(tree.textOf(node)) }
}

/** Python compares identifiers by their NFKC form. */
function normalName(text: string): string {
  return /^[\x00-\x7f]*$/.test(text) ? text : text.normalize('NFKC')
}

/** Comma-separated expressions: one alone is itself, more (or a trailing comma) are a Tuple over the whole range. */
export function convertExpressions(tree: SyntaxTree, nodes: readonly number[], start: number, end: number, hasComma: boolean): Expr {
  if (nodes.length === 1 && !hasComma) return convertExpression(tree, nodes[0])
  return { kind: 'Tuple', start, end, elements: nodes.map(node => convertExpression(tree, node)) }
}



const converters: Readonly<Record<string, Converter>> = {
  identifier: convertName,
  keyword_identifier: convertName,
  integer: convertNumber,
  float: convertNumber,
  true: (tree, node) => ({ kind: 'Constant', start: tree.start(node), end: tree.end(node), value: 'True' }),
  false: (tree, node) => ({ kind: 'Constant', start: tree.start(node), end: tree.end(node), value: 'False' }),
  none: (tree, node) => ({ kind: 'Constant', start: tree.start(node), end: tree.end(node), value: 'None' }),
  ellipsis: (tree, node) => ({ kind: 'Constant', start: tree.start(node), end: tree.end(node), value: 'Ellipsis' }),
  string: convertString,
  concatenated_string: convertString,
  parenthesized_expression: (tree, node) => convertExpression(tree, tree.nodes(node)[0]),
  tuple: (tree, node) => ({ kind: 'Tuple', start: tree.start(node), end: tree.end(node), elements: elements(tree, node) }),
  list: (tree, node) => ({ kind: 'List', start: tree.start(node), end: tree.end(node), elements: elements(tree, node) }),
  set: (tree, node) => ({ kind: 'Set', start: tree.start(node), end: tree.end(node), elements: elements(tree, node) }),
  dictionary: convertDictionary,
  expression_list: (tree, node) => ({ kind: 'Tuple', start: tree.start(node), end: tree.end(node), elements: elements(tree, node) }),
  pattern_list: (tree, node) => ({ kind: 'Tuple', start: tree.start(node), end: tree.end(node), elements: elements(tree, node) }),
  tuple_pattern: convertTuplePattern,
  list_pattern: (tree, node) => ({ kind: 'List', start: tree.start(node), end: tree.end(node), elements: elements(tree, node) }),
  as_pattern: (tree, node) => convertExpression(tree, tree.nodes(node)[0]),
  as_pattern_target: (tree, node) => convertExpression(tree, tree.nodes(node)[0]),
  list_splat: convertStarred,
  list_splat_pattern: convertStarred,
  splat_type: convertStarred,
  binary_operator: convertBinary,
  union_type: convertUnion,
  unary_operator: convertUnary,
  not_operator: (tree, node) => ({ kind: 'UnaryOp', start: tree.start(node), end: tree.end(node), op: 'not', operand: convertExpression(tree, tree.nodes(node)[0]) }),
  boolean_operator: convertBoolean,
  comparison_operator: convertComparison,
  conditional_expression: convertConditional,
  named_expression: convertNamed,
  lambda: convertLambda,
  await: convertAwait,
  yield: convertYield,
  attribute: convertAttribute,
  member_type: convertAttribute,
  subscript: convertSubscript,
  generic_type: convertGenericType,
  slice: convertSlice,
  constrained_type: convertSlice,
  call: convertCall,
  list_comprehension: (tree, node) => convertComprehension(tree, node, 'list'),
  set_comprehension: (tree, node) => convertComprehension(tree, node, 'set'),
  dictionary_comprehension: (tree, node) => convertComprehension(tree, node, 'dict'),
  generator_expression: (tree, node) => convertComprehension(tree, node, 'generator'),
  type: (tree, node) => convertExpression(tree, tree.nodes(node)[0]),
}

function elements(tree: SyntaxTree, node: number): Expr[] {
  return tree.nodes(node).map(child => convertExpression(tree, child))
}

function convertNumber(tree: SyntaxTree, node: number): Expr {
  const digits = tree.textOf(node).replaceAll('_', '').toLowerCase()
  const isFloat = tree.kind(node) === 'float'
  const value = Number(/^0\d+$/.test(digits) ? digits.replace(/^0+(?=\d)/, '') : digits)
  const exact = Number.isNaN(value) || (!isFloat && !Number.isSafeInteger(value)) ? undefined : value
  return { kind: 'Number', start: tree.start(node), end: tree.end(node), value: exact, isFloat }
}

/** `(a)` on the left of `=` is `a`; `(a,)` and `()` are tuples. */
function convertTuplePattern(tree: SyntaxTree, node: number): Expr {
  const items = elements(tree, node)
  const only = items[0]
  if (items.length === 1 && only !== undefined && !tree.has(node, ',')) return only
  return { kind: 'Tuple', start: tree.start(node), end: tree.end(node), elements: items }
}

function convertDictionary(tree: SyntaxTree, node: number): Expr {
  const entries = tree.nodes(node).map(entry => {
    const [first, second] = tree.nodes(entry)
    return tree.kind(entry) === 'pair'
      ? { key: convertExpression(tree, first), value: convertExpression(tree, second) }
      : { key: undefined, value: convertExpression(tree, first) }
  })
  return { kind: 'Dict', start: tree.start(node), end: tree.end(node), entries }
}

function convertStarred(tree: SyntaxTree, node: number): Expr {
  return { kind: 'Starred', start: tree.start(node), end: tree.end(node), value: convertExpression(tree, tree.nodes(node)[0]) }
}

/**
 * The grammar reads `*a.b` as `(*a).b` where `*` stands outside a call. Builds the node over the operand without the
 * star, and puts the star around it. An operand in parentheses keeps its own.
 */
function overFirst(tree: SyntaxTree, node: number, first: number | undefined, build: (first: Expr, start: number) => Expr): Expr {
  const operand = convertExpression(tree, first)
  if (operand.kind !== 'Starred' || operand.start !== tree.start(node)) return build(operand, tree.start(node))
  const inner = operand.value
  return { kind: 'Starred', start: tree.start(node), end: tree.end(node), value: build(inner, firstCode(tree.text, operand.start + 1, inner.start)) }
}

/** Where code begins after a star: an operand in parentheses begins at its parenthesis. */
function firstCode(text: SourceText, from: number, to: number): number {
  let at = from
  while (at < to && /\s/.test(text.at(at))) at++
  return at
}

function convertBinary(tree: SyntaxTree, node: number): Expr {
  const [left, operator, right] = operands(tree, node)
  if (mixesBitwise(tree, operator, left) || mixesBitwise(tree, operator, right)) return convertBitwise(tree, node)
  return overFirst(tree, node, left, (first, start) => (
    { kind: 'BinOp', start, end: tree.end(node), op: operator as BinaryOperator, left: first, right: convertExpression(tree, right) }
  ))
}

const bitwise: ReadonlySet<string> = new Set(['&', '^'])

/** Whether `&` stands over `^` or the other way round. */
function mixesBitwise(tree: SyntaxTree, operator: string, operand: number | undefined): boolean {
  if (!bitwise.has(operator) || operand === undefined || tree.kind(operand) !== 'binary_operator') return false
  const inner = operands(tree, operand)[1]
  return inner !== operator && bitwise.has(inner)
}

/** In Python `&` binds tighter than `^`; in the grammar it is the other way round. */
function convertBitwise(tree: SyntaxTree, node: number): Expr {
  const terms: number[][] = [[]]
  const collect = (at: number | undefined): void => {
    if (at === undefined) return
    const [left, operator, right] = tree.kind(at) === 'binary_operator' ? operands(tree, at) : [undefined, '', undefined]
    if (!bitwise.has(operator)) {
      terms.at(-1)?.push(at)
      return
    }
    collect(left)
    if (operator === '^') terms.push([])
    collect(right)
  }
  collect(node)
  const join = (op: BinaryOperator, parts: readonly Expr[], starts: readonly number[], ends: readonly number[]): Expr => (
    parts.reduce((left, right, index) => ({ kind: 'BinOp', start: starts[0] ?? left.start, end: ends[index] ?? right.end, op, left, right }))
  )
  const starts = terms.map(([first]) => tree.start(first ?? node))
  const ends = terms.map(term => tree.end(term.at(-1) ?? node))
  const products = terms.map(term => join('&', term.map(child => convertExpression(tree, child)), term.map(child => tree.start(child)), term.map(child => tree.end(child))))
  return join('^', products, starts, ends)
}

/** In an annotation the grammar may nest `a[b] | c | d` to the right. Python's `|` nests to the left. */
function convertUnion(tree: SyntaxTree, node: number): Expr {
  const operandsOf = (at: number): number[] => {
    const isUnion = tree.kind(at) === 'union_type' || (tree.kind(at) === 'binary_operator' && operands(tree, at)[1] === '|')
    return isUnion || tree.kind(at) === 'type' ? tree.nodes(at).flatMap(operandsOf) : [at]
  }
  const [first, ...rest] = operandsOf(node)
  return rest.reduce<Expr>(
    (left, operand) => ({ kind: 'BinOp', start: tree.start(node), end: tree.end(operand), op: '|', left, right: convertExpression(tree, operand) }),
    convertExpression(tree, first),
  )
}

/** The two operands and the token between them. */
function operands(tree: SyntaxTree, node: number): readonly [number | undefined, string, number | undefined] {
  const children = tree.children(node)
  const nodes = tree.nodes(node)
  const token = children.find(child => !nodes.includes(child) && tree.kind(child) !== 'ERROR')
  return [nodes[0], token === undefined ? '|' : tree.kind(token), nodes[1]]
}

/** A minus that is a star in the source stands for one: see `respelled`. */
function convertUnary(tree: SyntaxTree, node: number): Expr {
  if (tree.text.at(tree.start(node)) === '*') return convertStarred(tree, node)
  const operator = tree.find(node, '-', '+', '~')
  const op = operator === undefined ? '-' : tree.kind(operator) as '-' | '+' | '~'
  return { kind: 'UnaryOp', start: tree.start(node), end: tree.end(node), op, operand: convertExpression(tree, tree.nodes(node)[0]) }
}

/** `a and b and c`, nested to the left by the grammar, is one node. Parenthesised operands stay apart. */
function convertBoolean(tree: SyntaxTree, node: number): Expr {
  const op = tree.has(node, 'and') ? 'and' : 'or'
  const operandsOf = (at: number): number[] => {
    const [left, right] = tree.nodes(at)
    const nested = left !== undefined && tree.kind(left) === 'boolean_operator' && tree.has(left, op)
    return [...(nested ? operandsOf(left) : left === undefined ? [] : [left]), ...(right === undefined ? [] : [right])]
  }
  const [first, ...rest] = operandsOf(node)
  return overFirst(tree, node, first, (value, start) => (
    { kind: 'BoolOp', start, end: tree.end(node), op, values: [value, ...rest.map(child => convertExpression(tree, child))] }
  ))
}

function convertComparison(tree: SyntaxTree, node: number): Expr {
  const [first, ...children] = tree.children(node)
  return overFirst(tree, node, first, (left, start) => {
    const rest: { op: CompareOperator; right: Expr }[] = []
    for (let at = 0; at + 1 < children.length; at += 2) {
      const kind = tree.kind(children[at] ?? node)
      rest.push({ op: (kind === '<>' ? '!=' : kind) as CompareOperator, right: convertExpression(tree, children[at + 1]) })
    }
    return { kind: 'Compare', start, end: tree.end(node), left, rest }
  })
}

/** `n := a if b else c` is `n := (a if b else c)`; the grammar reads it the other way round. */
function convertConditional(tree: SyntaxTree, node: number): Expr {
  const [body, test, orelse] = tree.nodes(node)
  if (body !== undefined && tree.kind(body) === 'named_expression') {
    const [target, value] = tree.nodes(body)
    const branch = convertExpression(tree, value)
    const start = tree.start(value ?? body)
    const whole: Expr = { kind: 'IfExp', start, end: tree.end(node), test: convertExpression(tree, test), body: branch, orelse: convertExpression(tree, orelse) }
    return { kind: 'NamedExpr', start: tree.start(node), end: tree.end(node), target: convertName(tree, target), value: whole }
  }
  return overFirst(tree, node, body, (first, start) => (
    { kind: 'IfExp', start, end: tree.end(node), test: convertExpression(tree, test), body: first, orelse: convertExpression(tree, orelse) }
  ))
}

function convertNamed(tree: SyntaxTree, node: number): Expr {
  const [target, value] = tree.nodes(node)
  return { kind: 'NamedExpr', start: tree.start(node), end: tree.end(node), target: convertName(tree, target), value: convertExpression(tree, value) }
}

function convertLambda(tree: SyntaxTree, node: number): Expr {
  const nodes = tree.nodes(node)
  const params = nodes.find(child => tree.kind(child) === 'lambda_parameters')
  const body = nodes.find(child => tree.kind(child) !== 'lambda_parameters')
  return { kind: 'Lambda', start: tree.start(node), end: tree.end(node), params: convertParameters(tree, params), body: convertExpression(tree, body) }
}

/** `await x ** 2` is `(await x) ** 2`; the grammar reads it the other way round. */
function convertAwait(tree: SyntaxTree, node: number): Expr {
  const operand = tree.nodes(node)[0]
  if (operand !== undefined && tree.kind(operand) === 'binary_operator') {
    const [left, operator, right] = operands(tree, operand)
    const awaited: Expr = { kind: 'Await', start: tree.start(node), end: tree.end(left ?? operand), value: convertExpression(tree, left) }
    return { kind: 'BinOp', start: tree.start(node), end: tree.end(node), op: operator as BinaryOperator, left: awaited, right: convertExpression(tree, right) }
  }
  return { kind: 'Await', start: tree.start(node), end: tree.end(node), value: convertExpression(tree, operand) }
}

function convertYield(tree: SyntaxTree, node: number): Expr {
  const value = tree.nodes(node)[0]
  if (tree.has(node, 'from')) return { kind: 'YieldFrom', start: tree.start(node), end: tree.end(node), value: convertExpression(tree, value) }
  return { kind: 'Yield', start: tree.start(node), end: tree.end(node), value: value === undefined ? undefined : convertExpression(tree, value) }
}

function convertAttribute(tree: SyntaxTree, node: number): Expr {
  const [object, attribute] = tree.nodes(node)
  return overFirst(tree, node, object, (value, start) => (
    { kind: 'Attribute', start, end: tree.end(node), value, attr: convertName(tree, attribute) }
  ))
}

function convertSubscript(tree: SyntaxTree, node: number): Expr {
  const [object, ...indices] = tree.nodes(node)
  return overFirst(tree, node, object, (value, start) => (
    { kind: 'Subscript', start, end: tree.end(node), value, index: convertIndex(tree, node, indices) }
  ))
}

/** In an annotation the grammar has its own rule for `List[int]`, with the indices one level down. */
function convertGenericType(tree: SyntaxTree, node: number): Subscript {
  const [object, parameters] = tree.nodes(node)
  const index = parameters === undefined ? missing(tree) : convertIndex(tree, parameters, tree.nodes(parameters))
  return { kind: 'Subscript', start: tree.start(node), end: tree.end(node), value: convertName(tree, object), index }
}

function convertIndex(tree: SyntaxTree, owner: number, indices: readonly number[]): Expr {
  const comma = tree.findLast(owner, ',')
  const first = indices[0]
  const last = indices.at(-1)
  if (first === undefined || last === undefined) return errorExpression(tree, owner)
  const end = Math.max(tree.end(last), comma === undefined ? 0 : tree.end(comma))
  const starred = tree.kind(first) === 'list_splat' || tree.kind(first) === 'splat_type'
  return convertExpressions(tree, indices, tree.start(first), end, comma !== undefined || starred)
}

function convertSlice(tree: SyntaxTree, node: number): Expr {
  const parts: [Expr?, Expr?, Expr?] = []
  let position = 0
  for (const child of tree.children(node)) {
    if (tree.kind(child) === ':') position++
    else if (position < 3) parts[position] = convertExpression(tree, child)
  }
  return { kind: 'Slice', start: tree.start(node), end: tree.end(node), lower: parts[0], upper: parts[1], step: parts[2] }
}

function convertCall(tree: SyntaxTree, node: number): Expr {
  const [callee, list] = tree.nodes(node)
  return overFirst(tree, node, callee, (func, start) => (
    { kind: 'Call', start, end: tree.end(node), func, args: list === undefined ? [] : convertArguments(tree, list) }
  ))
}

/** Arguments of a call or of a class definition. A lone generator shares the call's parentheses. */
export function convertArguments(tree: SyntaxTree, list: number): Argument[] {
  const nodes = tree.kind(list) === 'generator_expression' ? [list] : tree.nodes(list)
  return nodes.map(node => convertArgument(tree, node))
}

function convertArgument(tree: SyntaxTree, node: number): Argument {
  const nodes = tree.nodes(node)
  switch (tree.kind(node)) {
    case 'keyword_argument':
      return { start: tree.start(node), end: tree.end(node), star: '', name: convertName(tree, nodes[0]), value: convertExpression(tree, nodes[1]) }
    case 'dictionary_splat':
      return { start: tree.start(node), end: tree.end(node), star: '**', name: undefined, value: convertExpression(tree, nodes[0]) }
  }
  const value = convertExpression(tree, node)
  return value.kind === 'Starred'
    ? { start: tree.start(node), end: tree.end(node), star: '*', name: undefined, value: value.value }
    : { start: tree.start(node), end: tree.end(node), star: '', name: undefined, value }
}

/** Where the nesting is so deep that the clauses are cut off, there is no comprehension to evaluate. */
function convertComprehension(tree: SyntaxTree, node: number, type: Comprehension['type']): Expr {
  const [body, ...rest] = tree.nodes(node)
  const clauses: (ComprehensionClause & { readonly ifs: Expr[] })[] = []
  for (const child of rest) {
    const nodes = tree.nodes(child)
    if (tree.kind(child) === 'for_in_clause') {
      const [target, iter] = nodes
      clauses.push({ target: convertExpression(tree, target), iter: convertExpression(tree, iter), ifs: [], isAsync: tree.has(child, 'async') })
    } else {
      clauses.at(-1)?.ifs.push(convertExpression(tree, nodes[0]))
    }
  }
  if (clauses.length === 0) return { kind: 'Error', start: tree.start(node), end: tree.end(node), children: [] }
  if (body !== undefined && tree.kind(body) === 'pair') {
    const [key, value] = tree.nodes(body)
    return { kind: 'Comprehension', start: tree.start(node), end: tree.end(node), type, key: convertExpression(tree, key), element: convertExpression(tree, value), clauses }
  }
  return { kind: 'Comprehension', start: tree.start(node), end: tree.end(node), type, key: undefined, element: convertExpression(tree, body), clauses }
}
