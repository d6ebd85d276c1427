/** Parameters of functions and lambdas. */
import type { Expr, Parameter, Parameters } from './ast.ts'
import { convertExpression, convertName } from './expressions.ts'
import type { SyntaxTree } from './tree.ts'

/**
 * The parameters under a `parameters` or `lambda_parameters` node. A parameter's range is its name and annotation, as
 * `arg` in CPython's `ast`: without stars, without the default.
 */
export function convertParameters(tree: SyntaxTree, list: number | undefined): Parameters {
  const all: Parameter[] = []
  let plain: 'normal' | 'keyword' = 'normal'
  for (const node of list === undefined ? [] : tree.nodes(list)) {
    switch (tree.kind(node)) {
      case 'positional_separator':
        for (const [index, parameter] of all.entries()) all[index] = { ...parameter, type: 'positional' }
        break
      case 'keyword_separator':
        plain = 'keyword'
        break
      default: {
        const parameter = convertParameter(tree, node, plain)
        if (parameter === undefined) break
        all.push(parameter)
        if (parameter.type === '*') plain = 'keyword'
      }
    }
  }
  return { all }
}

function convertParameter(tree: SyntaxTree, node: number, plain: Parameter['type']): Parameter | undefined {
  const nodes = tree.nodes(node)
  switch (tree.kind(node)) {
    case 'identifier':
    case 'keyword_identifier':
      return parameter(tree, node, plain, undefined, undefined)
    case 'default_parameter':
      return parameter(tree, nodes[0], plain, undefined, nodes[1])
    case 'typed_default_parameter':
      return parameter(tree, nodes[0], plain, nodes[1], nodes[2])
    case 'typed_parameter': {
      const [inner, type] = nodes
      return inner === undefined ? undefined : starred(tree, inner, plain, type)
    }
    case 'list_splat_pattern':
    case 'dictionary_splat_pattern':
      return starred(tree, node, plain, undefined)
  }
  return undefined
}

function starred(tree: SyntaxTree, node: number, plain: Parameter['type'], type: number | undefined): Parameter {
  switch (tree.kind(node)) {
    case 'list_splat_pattern':
      return parameter(tree, tree.nodes(node)[0], '*', type, undefined)
    case 'dictionary_splat_pattern':
      return parameter(tree, tree.nodes(node)[0], '**', type, undefined)
  }
  return parameter(tree, node, plain, type, undefined)
}

function parameter(tree: SyntaxTree, nameNode: number | undefined, type: Parameter['type'], typeNode: number | undefined, defaultNode: number | undefined): Parameter {
  const name = convertName(tree, nameNode)
  const optional = (node: number | undefined): Expr | undefined => (node === undefined ? undefined : convertExpression(tree, node))
  const end = typeNode === undefined ? name.end : tree.end(typeNode)
  return { start: name.start, end, name, type, default: optional(defaultNode), annotation: optional(typeNode) }
}
