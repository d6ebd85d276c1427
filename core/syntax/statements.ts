/** Simple statements, and the blocks that hold statements. */
import type { Assign, BinaryOperator, Expr, ImportedModule, ImportedName, Name, Span, Stmt } from './ast.ts'
import { compoundConverters } from './compounds.ts'
import { convertExpression, convertExpressions, convertName } from './expressions.ts'
import type { SyntaxTree } from './tree.ts'

type Converter = (tree: SyntaxTree, node: number) => Stmt

/** The statements under a `module` or `block` node. */
export function convertBlock(tree: SyntaxTree, node: number | undefined): Stmt[] {
  return node === undefined ? [] : tree.children(node).filter(child => tree.kind(child) !== ',').map(child => convertStatement(tree, child))
}

export function convertStatement(tree: SyntaxTree, node: number): Stmt {
  const kind = tree.kind(node)
  const convert = converters[kind] ?? compoundConverters[kind]
  return convert === undefined ? { kind: 'Error', ...span(tree, node), body: [] } : convert(tree, node)
}

function span(tree: SyntaxTree, node: number): Span {
  return { start: tree.start(node), end: tree.end(node) }
}

const converters: Readonly<Record<string, Converter>> = {
  expression_statement: convertExpressionStatement,
  return_statement: (tree, node) => ({ kind: 'Return', ...span(tree, node), value: optional(tree, tree.nodes(node)[0]) }),
  raise_statement: convertRaise,
  assert_statement: convertAssert,
  delete_statement: convertDelete,
  pass_statement: (tree, node) => ({ kind: 'Pass', ...span(tree, node) }),
  break_statement: (tree, node) => ({ kind: 'Break', ...span(tree, node) }),
  continue_statement: (tree, node) => ({ kind: 'Continue', ...span(tree, node) }),
  global_statement: (tree, node) => ({ kind: 'Global', ...span(tree, node), names: names(tree, node) }),
  nonlocal_statement: (tree, node) => ({ kind: 'Nonlocal', ...span(tree, node), names: names(tree, node) }),
  import_statement: (tree, node) => ({ kind: 'Import', ...span(tree, node), names: tree.nodes(node).map(child => importedModule(tree, child)) }),
  import_from_statement: convertImportFrom,
  future_import_statement: convertImportFrom,
  type_alias_statement: convertTypeAlias,
}

function optional(tree: SyntaxTree, node: number | undefined): Expr | undefined {
  return node === undefined ? undefined : convertExpression(tree, node)
}

function names(tree: SyntaxTree, node: number): string[] {
  return tree.nodes(node).map(child => convertName(tree, child).id)
}

function convertExpressionStatement(tree: SyntaxTree, node: number): Stmt {
  const nodes = tree.nodes(node)
  const [first] = nodes
  if (first !== undefined && nodes.length === 1) {
    if (tree.kind(first) === 'assignment') return convertAssignment(tree, first)
    if (tree.kind(first) === 'augmented_assignment') return convertAugmented(tree, first)
  }
  return { kind: 'Expr', ...span(tree, node), value: convertExpressions(tree, nodes, tree.start(node), tree.end(node), tree.has(node, ',')) }
}

/** `a = b = c` nests to the right in the grammar and is one Assign here. */
function convertAssignment(tree: SyntaxTree, node: number): Stmt {
  const type = tree.find(node, 'type')
  const [left, ...others] = tree.nodes(node)
  if (type !== undefined) {
    const value = others.find(child => child !== type)
    return { kind: 'AnnAssign', ...span(tree, node), target: convertExpression(tree, left), annotation: convertExpression(tree, type), value: optional(tree, value) }
  }
  const targets: Expr[] = [convertExpression(tree, left)]
  let right = others[0]
  while (right !== undefined && tree.kind(right) === 'assignment' && tree.find(right, 'type') === undefined) {
    const [nextTarget, next] = tree.nodes(right)
    targets.push(convertExpression(tree, nextTarget))
    right = next
  }
  const assign: Assign = { kind: 'Assign', ...span(tree, node), targets, value: convertExpression(tree, right) }
  return assign
}

function convertAugmented(tree: SyntaxTree, node: number): Stmt {
  const [target, value] = tree.nodes(node)
  const operator = tree.children(node).find(child => tree.kind(child).endsWith('='))
  const op = operator === undefined ? '+' : tree.kind(operator).slice(0, -1) as BinaryOperator
  return { kind: 'AugAssign', ...span(tree, node), target: convertExpression(tree, target), op, value: convertExpression(tree, value) }
}

function convertRaise(tree: SyntaxTree, node: number): Stmt {
  const from = tree.find(node, 'from')
  const nodes = tree.nodes(node)
  const cause = from === undefined ? undefined : nodes.find(child => child > from)
  return { kind: 'Raise', ...span(tree, node), exception: optional(tree, nodes.find(child => child !== cause)), cause: optional(tree, cause) }
}

function convertAssert(tree: SyntaxTree, node: number): Stmt {
  const [test, message] = tree.nodes(node)
  return { kind: 'Assert', ...span(tree, node), test: convertExpression(tree, test), message: optional(tree, message) }
}

function convertDelete(tree: SyntaxTree, node: number): Stmt {
  const [first] = tree.nodes(node)
  const targets = first !== undefined && tree.kind(first) === 'expression_list' ? tree.nodes(first) : tree.nodes(node)
  return { kind: 'Delete', ...span(tree, node), targets: targets.map(child => convertExpression(tree, child)) }
}

function importedModule(tree: SyntaxTree, node: number): ImportedModule {
  const { path, asname } = imported(tree, node)
  return { ...span(tree, node), path: path.map(name => name.id), asname }
}

function imported(tree: SyntaxTree, node: number): { readonly path: readonly Name[]; readonly asname: Name | undefined } {
  const aliased = tree.kind(node) === 'aliased_import'
  const [first, alias] = aliased ? tree.nodes(node) : [node]
  const path = first === undefined ? [] : tree.nodes(first).map(part => convertName(tree, part))
  return { path, asname: alias === undefined ? undefined : convertName(tree, alias) }
}

function convertImportFrom(tree: SyntaxTree, node: number): Stmt {
  const isFuture = tree.kind(node) === 'future_import_statement'
  const nodes = tree.nodes(node)
  const module = isFuture ? undefined : nodes[0]
  const rest = isFuture ? nodes : nodes.slice(1)
  const wildcard = rest.some(child => tree.kind(child) === 'wildcard_import')
  const { level, path } = isFuture ? { level: 0, path: ['__future__'] } : sourceModule(tree, module)
  return { kind: 'ImportFrom', ...span(tree, node), level, path, names: wildcard ? '*' : rest.flatMap(child => importedName(tree, child)) }
}

function sourceModule(tree: SyntaxTree, node: number | undefined): { readonly level: number; readonly path: readonly string[] } {
  if (node === undefined) return { level: 0, path: [] }
  if (tree.kind(node) !== 'relative_import') return { level: 0, path: names(tree, node) }
  const [prefix, dotted] = tree.nodes(node)
  const level = prefix === undefined ? 0 : tree.textOf(prefix).replaceAll(/[^.]/g, '').length
  return { level, path: dotted === undefined ? [] : names(tree, dotted) }
}

function importedName(tree: SyntaxTree, node: number): ImportedName[] {
  const { path: [name], asname } = imported(tree, node)
  return name === undefined ? [] : [{ ...span(tree, node), name, asname }]
}

/** `type X[T] = value`: the alias's own type parameters are left out. */
function convertTypeAlias(tree: SyntaxTree, node: number): Stmt {
  const [left, value] = tree.nodes(node)
  const target = convertExpression(tree, left)
  const name = target.kind === 'Subscript' ? target.value : target
  return { kind: 'TypeAlias', ...span(tree, node), name: name.kind === 'Name' ? name : convertName(tree, undefined), value: convertExpression(tree, value) }
}
