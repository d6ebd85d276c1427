/** Where a number comes from: the literals that an expression's value was written as, directly, by a default, by a variable or by an argument. */
import type { InstanceValue } from '../values/index.ts'
import type { ClassDef, Expr, FunctionDef, Module } from '../syntax/ast.ts'
import type { Node } from '../syntax/walk.ts'
import type { ActionContext } from './action.ts'
import { definitionOf } from './definition.ts'
import { pathAt, visit } from './nodes.ts'
import { pathTo } from './refused.ts'
import type { Location } from './types.ts'
import { argumentsOf } from './writtenCall.ts'

/** A literal, and what it is in words; undefined words: it stands at the place itself. */
export interface Literal extends Location { readonly role: string | undefined }

/** How many names an expression is followed through. */
const deepest = 4

/** The literals that may state the value `size` of an expression; where several do, all of them. */
export function literalsBehind(expression: Expr, path: readonly Node[], file: string, size: number, context: ActionContext): readonly Literal[] {
  return [...follow(expression, path, file, size, undefined, context, 0)]
}

function* follow(expression: Expr, path: readonly Node[], file: string, size: number, role: string | undefined, context: ActionContext, depth: number): Iterable<Literal> {
  if (isConstant(expression)) {
    if (valueOf(expression) === size) yield { file, range: { start: expression.start, end: expression.end }, role }
    return
  }
  if (depth > deepest) return
  const onwards = (next: Expr, around: readonly Node[], where: string, words: string): Iterable<Literal> => follow(next, around, where, size, words, context, depth + 1)
  if (expression.kind === 'Name') {
    const own = definitionOf([...path, expression], expression)
    if (own) return yield* onwards(own.value, path, file, `by ${expression.id}`)
    const func = path.findLast((node): node is FunctionDef => node.kind === 'FunctionDef')
    const parameter = func?.params.all.find(({ name }) => name.id === expression.id)
    if (func && parameter) {
      yield* argumentsFor(func, parameter.name.id, path, file, onwards, context)
      if (parameter.default) yield* onwards(parameter.default, path, file, `by the default of ${expression.id}`)
      return
    }
    const [module] = path
    const global = module?.kind === 'Module' ? module.body.findLast((statement) => statement.kind === 'Assign' && statement.targets.some((target) => target.kind === 'Name' && target.id === expression.id)) : undefined
    if (global?.kind === 'Assign') yield* onwards(global.value, [module!], file, `by ${expression.id}`)
  }
  if (expression.kind === 'Attribute' && expression.value.kind === 'Name' && expression.value.id === 'self') {
    const cls = path.findLast((node) => node.kind === 'ClassDef')
    const found: Expr[] = []
    if (cls) visit(cls, (node) => {
      if (node.kind === 'Assign' && node.targets.some((target) => target.kind === 'Attribute' && target.attr.id === expression.attr.id && target.value.kind === 'Name' && target.value.id === 'self')) found.push(node.value)
    })
    for (const value of found) yield* onwards(value, pathAt(path[0] as Module, value.start), file, `by self.${expression.attr.id}`)
  }
}

/** The arguments that constructions of the class give to a parameter of its `__init__`. */
function* argumentsFor(func: FunctionDef, name: string, path: readonly Node[], file: string, onwards: (next: Expr, around: readonly Node[], where: string, words: string) => Iterable<Literal>, { analysis, treeOf }: ActionContext): Iterable<Literal> {
  const cls = path.findLast((node): node is ClassDef => node.kind === 'ClassDef')
  if (func.name.id !== '__init__' || !cls) return
  const parameters = func.params.all.slice(1).filter(({ type }) => type === 'normal' || type === 'keyword' || type === 'positional').map((parameter) => parameter.name.id)
  for (const { file: where, span, layer } of analysis.execution.records.constructions.values()) {
    if (!isDefinedBy(layer, file, cls)) continue
    const around = pathTo(treeOf(where), span)
    const call = around?.at(-1)
    const argument = call?.kind === 'Call' ? argumentsOf(call, parameters)?.get(name) : undefined
    if (around && argument) yield* onwards(argument.value, around, where, `by the argument ${name} of ${cls.name.id}`)
  }
}

const isDefinedBy = (layer: InstanceValue, file: string, cls: ClassDef): boolean => layer.cls.mro.some(({ definedAt }) => definedAt?.file === file && definedAt.span.start === cls.start && definedAt.span.end === cls.end)

/** A number, or a product and sum of numbers, such as `16 * 5 * 5`. */
const isConstant = (expression: Expr): boolean => expression.kind === 'Number' || (expression.kind === 'BinOp' && ['+', '-', '*', '//'].includes(expression.op) && isConstant(expression.left) && isConstant(expression.right))

function valueOf(expression: Expr): number | undefined {
  if (expression.kind === 'Number') return expression.value
  const [left, right] = expression.kind === 'BinOp' ? [valueOf(expression.left), valueOf(expression.right)] : []
  if (expression.kind !== 'BinOp' || left === undefined || right === undefined) return undefined
  switch (expression.op) {
    case '+': return left + right
    case '-': return left - right
    case '*': return left * right
    case '//': return right === 0 ? undefined : Math.floor(left / right)
    default: return undefined
  }
}
