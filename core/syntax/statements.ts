/** Simple statements, and the blocks that hold statements. */
import type { Assign, BinaryOperator, Expr, ImportedModule, ImportedName, Name, Stmt } from './ast.ts'
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
  return convert === undefined ? { kind: 'Error', start: tree.start(node), end: tree.end(node), body: [] } : convert(tree, node)
}



const converters: Readonly<Record<string, Converter>> = {
  expression_statement: convertExpressionStatement,
  return_statement: (tree, node) => ({ kind: 'Return', start: tree.start(node), end: tree.end(node), value: optional(tree, tree.nodes(node)[0]) }),
  raise_statement: convertRaise,
  assert_statement: convertAssert,
  delete_statement: convertDelete,
  pass_statement: (tree, node) => ({ kind: 'Pass', start: tree.start(node), end: tree.end(node) }),
  break_statement: (tree, node) => ({ kind: 'Break', start: tree.start(node), end: tree.end(node) }),
  continue_statement: (tree, node) => ({ kind: 'Continue', start: tree.start(node), end: tree.end(node) }),
  global_statement: (tree, node) => ({ kind: 'Global', start: tree.start(node), end: tree.end(node), names: names(tree, node) }),
  nonlocal_statement: (tree, node) => ({ kind: 'Nonlocal', start: tree.start(node), end: tree.end(node), names: names(tree, node) }),
  import_statement: (tree, node) => ({ kind: 'Import', start: tree.start(node), end: tree.end(node), names: tree.nodes(node).map(child => importedModule(tree, child)) }),
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
  return { kind: 'Expr', start: tree.start(node), end: tree.end(node), value: convertExpressions(tree, nodes, tree.start(node), tree.end(node), tree.has(node, ',')) }
}

/** `a = b = c` nests to the right in the grammar and is one Assign here. */
function convertAssignment(tree: SyntaxTree, node: number): Stmt {
  const type = tree.find(node, 'type')
  const [left, ...others] = tree.nodes(node)
  if (type !== undefined) {
    const value = others.find(child => child !== type)
    return { kind: 'AnnAssign', start: tree.start(node), end: tree.end(node), target: convertExpression(tree, left), annotation: convertExpression(tree, type), value: optional(tree, value) }
  }
  const targets: Expr[] = [convertExpression(tree, left)]
  let right = others[0]
  while (right !== undefined && tree.kind(right) === 'assignment' && tree.find(right, 'type') === undefined) {
    const [nextTarget, next] = tree.nodes(right)
    targets.push(convertExpression(tree, nextTarget))
    right = next
  }
  const assign: Assign = { kind: 'Assign', start: tree.start(node), end: tree.end(node), targets, value: convertExpression(tree, right) }
  return assign
}

function convertAugmented(tree: SyntaxTree, node: number): Stmt {
  const [target, value] = tree.nodes(node)
  const operator = tree.children(node).find(child => tree.kind(child).endsWith('='))
  const op = operator === undefined ? '+' : tree.kind(operator).slice(0, -1) as BinaryOperator
  return { kind: 'AugAssign', start: tree.start(node), end: tree.end(node), target: convertExpression(tree, target), op, value: convertExpression(tree, value) }
}

function convertRaise(tree: SyntaxTree, node: number): Stmt {
  const from = tree.find(node, 'from')
  const nodes = tree.nodes(node)
  const cause = from === undefined ? undefined : nodes.find(child => child > from)
  return { kind: 'Raise', start: tree.start(node), end: tree.end(node), exception: optional(tree, nodes.find(child => child !== cause)), cause: optional(tree, cause) }
}

function convertAssert(tree: SyntaxTree, node: number): Stmt {
  const [test, message] = tree.nodes(node)
  return { kind: 'Assert', start: tree.start(node), end: tree.end(node), test: convertExpression(tree, test), message: optional(tree, message) }
}

function convertDelete(tree: SyntaxTree, node: number): Stmt {
  const [first] = tree.nodes(node)
  const targets = first !== undefined && tree.kind(first) === 'expression_list' ? tree.nodes(first) : tree.nodes(node)
  return { kind: 'Delete', start: tree.start(node), end: tree.end(node), targets: targets.map(child => convertExpression(tree, child)) }
}

function importedModule(tree: SyntaxTree, node: number): ImportedModule {
  const { path, asname } = imported(tree, node)
  return { start: tree.start(node), end: tree.end(node), path: path.map(name => name.id), asname }
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
  return { kind: 'ImportFrom', start: tree.start(node), end: tree.end(node), level, path, names: wildcard ? '*' : rest.flatMap(child => importedName(tree, child)) }
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
  return name === undefined ? [] : [{ start: tree.start(node), end: tree.end(node), name, asname }]
}

/** `type X[T] = value`: the alias's own type parameters are left out. */
function convertTypeAlias(tree: SyntaxTree, node: number): Stmt {
  const [left, value] = tree.nodes(node)
  const target = convertExpression(tree, left)
  const name = target.kind === 'Subscript' ? target.value : target
  return { kind: 'TypeAlias', start: tree.start(node), end: tree.end(node), name: name.kind === 'Name' ? name : convertName(tree, undefined), value: convertExpression(tree, value) }
}
