/** Patterns of `case`. */
import type { Expr, Pattern, Span } from './ast.ts'
import { convertExpression, convertName } from './expressions.ts'
import type { SyntaxTree } from './tree.ts'

/** The pattern of a `case` clause: several with commas, or one with a trailing comma, are a sequence. */
export function convertCasePatterns(tree: SyntaxTree, clause: number): Pattern {
  const patterns = tree.children(clause).filter(child => tree.kind(child) === 'case_pattern')
  const first = patterns[0]
  const last = patterns.at(-1)
  if (first === undefined || last === undefined) return { kind: 'MatchAs', start: tree.start(clause), end: tree.start(clause), pattern: undefined, name: undefined }
  const comma = tree.findLast(clause, ',')
  if (comma === undefined && !isStar(tree, first)) return convertPattern(tree, first)
  const end = Math.max(tree.end(last), comma === undefined ? 0 : tree.end(comma))
  return { kind: 'MatchSequence', start: tree.start(first), end, patterns: patterns.map(pattern => convertPattern(tree, pattern)) }
}

function isStar(tree: SyntaxTree, pattern: number): boolean {
  const inner = tree.firstChild(pattern)
  return inner !== undefined && tree.kind(inner) === 'splat_pattern'
}

function convertPattern(tree: SyntaxTree, node: number): Pattern {
  const range: Span = { start: tree.start(node), end: tree.end(node) }
  const nodes = tree.nodes(node)
  switch (tree.kind(node)) {
    case 'case_pattern': {
      const first = tree.firstChild(node)
      return first === undefined ? { kind: 'MatchAs', ...range, pattern: undefined, name: undefined } : convertSimple(tree, first, range)
    }
    case 'as_pattern':
      return { kind: 'MatchAs', ...range, pattern: nodes[0] === undefined ? undefined : convertPattern(tree, nodes[0]), name: convertName(tree, nodes[1]).id }
    case 'splat_pattern':
      return { kind: 'MatchStar', ...range, name: nodes[0] === undefined ? undefined : convertName(tree, nodes[0]).id }
    case 'union_pattern':
      return { kind: 'MatchOr', ...range, patterns: simplePatterns(tree, node) }
    case 'list_pattern':
      return { kind: 'MatchSequence', ...range, patterns: nodes.map(child => convertPattern(tree, child)) }
    case 'tuple_pattern': {
      const only = nodes[0]
      if (nodes.length === 1 && only !== undefined && !tree.has(node, ',') && !isStar(tree, only)) return convertPattern(tree, only)
      return { kind: 'MatchSequence', ...range, patterns: nodes.map(child => convertPattern(tree, child)) }
    }
    case 'dict_pattern':
      return convertMapping(tree, node)
    case 'class_pattern':
      return convertClass(tree, node)
    case 'dotted_name':
      return convertDotted(tree, node)
    default:
      return { kind: 'MatchValue', ...range, value: convertValue(tree, node) }
  }
}

/** A simple pattern begins at `first`: `_`, `-` before a number, or a node of its own. */
function convertSimple(tree: SyntaxTree, first: number, range: Span): Pattern {
  switch (tree.kind(first)) {
    case '_':
      return { kind: 'MatchAs', ...range, pattern: undefined, name: undefined }
    case '-':
      return { kind: 'MatchValue', ...range, value: negated(tree, first) }
  }
  return convertPattern(tree, first)
}

function negated(tree: SyntaxTree, minus: number): Expr {
  const number = tree.after[minus] ?? minus
  return { kind: 'UnaryOp', start: tree.start(minus), end: tree.end(number), op: '-', operand: convertExpression(tree, number) }
}

/** The alternatives of `a | -1 | _`, whose tokens stand beside the nodes. */
function simplePatterns(tree: SyntaxTree, node: number): Pattern[] {
  const patterns: Pattern[] = []
  const children = tree.children(node)
  for (let at = 0; at < children.length; at++) {
    const child = children[at] ?? node
    const kind = tree.kind(child)
    if (kind === '|') continue
    if (kind === '-') at++
    patterns.push(convertSimple(tree, child, { start: tree.start(child), end: tree.end(children[at] ?? child) }))
  }
  return patterns
}

function convertMapping(tree: SyntaxTree, node: number): Pattern {
  const entries: { key: Expr; pattern: Pattern }[] = []
  let rest: string | undefined
  let minus: number | undefined
  let key: Expr | undefined
  for (const child of tree.children(node)) {
    const kind = tree.kind(child)
    if (kind === '-') minus = child
    else if (kind === 'splat_pattern') rest = tree.textOf(child).replace(/^\*+\s*/, '')
    else if (kind === 'case_pattern') entries.push({ key: key ?? convertExpression(tree, undefined), pattern: convertPattern(tree, child) })
    else if (kind !== ',' && kind !== ':') {
      key = minus === undefined ? convertValue(tree, child) : negated(tree, minus)
      minus = undefined
    }
  }
  return { kind: 'MatchMapping', start: tree.start(node), end: tree.end(node), entries, rest }
}

function convertClass(tree: SyntaxTree, node: number): Pattern {
  const [cls, ...rest] = tree.nodes(node)
  const patterns: Pattern[] = []
  const keywords: { name: string; pattern: Pattern }[] = []
  for (const child of rest) {
    const keyword = convertKeyword(tree, child)
    if (keyword === undefined) patterns.push(convertPattern(tree, child))
    else keywords.push(keyword)
  }
  return { kind: 'MatchClass', start: tree.start(node), end: tree.end(node), cls: cls === undefined ? convertExpression(tree, cls) : dotted(tree, cls), patterns, keywords }
}

/** `q=1`, and `q=1 as r`, which the grammar reads as `(q=1) as r`. */
function convertKeyword(tree: SyntaxTree, casePattern: number): { readonly name: string; readonly pattern: Pattern } | undefined {
  const inner = tree.firstChild(casePattern)
  if (inner === undefined) return undefined
  if (tree.kind(inner) === 'as_pattern') {
    const [left, alias] = tree.nodes(inner)
    const keyword = left === undefined ? undefined : convertKeyword(tree, left)
    if (keyword === undefined) return undefined
    const { name, pattern } = keyword
    return { name, pattern: { kind: 'MatchAs', start: pattern.start, end: tree.end(inner), pattern, name: convertName(tree, alias).id } }
  }
  if (tree.kind(inner) !== 'keyword_pattern') return undefined
  const [name, first] = tree.children(inner).filter(part => tree.kind(part) !== '=')
  if (first === undefined) return undefined
  return { name: convertName(tree, name).id, pattern: convertSimple(tree, first, { start: tree.start(first), end: tree.end(inner) }) }
}

/** A bare name captures, a dotted one compares. */
function convertDotted(tree: SyntaxTree, node: number): Pattern {
  const range: Span = { start: tree.start(node), end: tree.end(node) }
  const names = tree.nodes(node)
  if (names.length > 1) return { kind: 'MatchValue', ...range, value: dotted(tree, node) }
  const name = convertName(tree, names[0]).id
  return { kind: 'MatchAs', ...range, pattern: undefined, name: name === '_' ? undefined : name }
}

function convertValue(tree: SyntaxTree, node: number): Expr {
  switch (tree.kind(node)) {
    case 'dotted_name':
      return dotted(tree, node)
    case 'complex_pattern':
      return convertComplex(tree, node)
  }
  return convertExpression(tree, node)
}

/** `a.b.c` as nested Attributes. */
function dotted(tree: SyntaxTree, node: number): Expr {
  const [first, ...rest] = tree.nodes(node)
  let value: Expr = convertName(tree, first)
  for (const part of rest) value = { kind: 'Attribute', start: tree.start(node), end: tree.end(part), value, attr: convertName(tree, part) }
  return value
}

/** `-1 + 2j`. */
function convertComplex(tree: SyntaxTree, node: number): Expr {
  const children = tree.children(node)
  const [real, imaginary] = tree.nodes(node)
  const minus = children[0] !== real ? children[0] : undefined
  const op = children.filter(child => tree.kind(child) === '+' || tree.kind(child) === '-').at(-1)
  return {
    kind: 'BinOp',
    start: tree.start(node),
    end: tree.end(node),
    op: op !== undefined && tree.kind(op) === '-' ? '-' : '+',
    left: minus === undefined ? convertExpression(tree, real) : negated(tree, minus),
    right: convertExpression(tree, imaginary),
  }
}
