/** The operation that a problem is about, for those who mend it. */
import type { CallEvent } from '../graph/recorder.ts'
import type { Call, Expr, Span } from '../syntax/ast.ts'
import type { Node } from '../syntax/walk.ts'
import type { Shape, Value } from '../values/index.ts'
import type { ActionContext } from './action.ts'
import { definitionOf } from './definition.ts'
import { pathAt } from './nodes.ts'
import type { Location, Problem } from './types.ts'

export interface Refused {
  readonly file: string
  /** The nodes around the operation, outermost first; the operation itself is the last. */
  readonly path: readonly Node[]
  readonly event: CallEvent
}

/** PyTorch's own call or operator on the way to it, not that of a model around. Undefined: there is none, or its inputs were not recorded. */
export function refusedBy(problem: Problem, { analysis, treeOf }: ActionContext): Refused | undefined {
  for (const { file, range } of [problem, ...problem.related]) {
    for (const record of analysis.execution.records.calls.values()) {
      const event = problem.severity === 'hint' ? record.last : record.refused
      if (!event || (event.layer && !event.layer.cls.native) || record.file !== file || record.span.start !== range.start || record.span.end !== range.end) continue
      const path = pathTo(treeOf(file), range)
      if (path) return { file, path, event }
    }
  }
  return undefined
}

/** The nodes down to the innermost one that covers exactly a range. */
export function pathTo(module: Node | undefined, range: Span): readonly Node[] | undefined {
  const path = module?.kind === 'Module' ? pathAt(module, range.start) : []
  const last = path.findLastIndex((node) => node.start === range.start && node.end === range.end)
  return last < 0 ? undefined : path.slice(0, last + 1)
}

/** An operand as it is written, with the shape that it had. */
export interface Operand { readonly expression: Expr; readonly shape: Shape }

/** The tensors that the operation was given, with the expressions they stand as; those of a list one by one. */
export function operandsOf({ path, event }: Refused): readonly Operand[] {
  const node = path.at(-1)
  switch (node?.kind) {
    case 'BinOp': return zip([node.left, node.right], event.inputs)
    case 'AugAssign': return zip([node.target, node.value], event.inputs)
    case 'Call': {
      const given = event.kind === 'method' && node.func.kind === 'Attribute' ? [node.func.value] : []
      return node.args.some(({ star }) => star !== '') ? [] : zip([...given, ...node.args.map(({ value }) => value)], event.inputs)
    }
    default: return []
  }
}

function zip(expressions: readonly Expr[], values: readonly Value[]): readonly Operand[] {
  return expressions.flatMap((expression, index): readonly Operand[] => {
    const value = values[index]
    if (value?.kind === 'tensor') return value.shape ? [{ expression, shape: value.shape }] : []
    const isList = (expression.kind === 'List' || expression.kind === 'Tuple') && (value?.kind === 'list' || value?.kind === 'tuple')
    return isList && expression.elements.length === value.items.length ? zip(expression.elements, value.items) : []
  })
}

/** The call that an operand's value comes from: itself, or the one that is assigned to its name. */
export function originOf({ path }: Refused, expression: Expr): Call | undefined {
  if (expression.kind === 'Call') return expression
  const value = expression.kind === 'Name' ? definitionOf([...path, expression], expression)?.value : undefined
  return value?.kind === 'Call' ? value : undefined
}

/** The layer that a call calls, with its newest inputs. */
export function layerCalledAt({ analysis }: ActionContext, file: string, call: Span): CallEvent | undefined {
  return [...analysis.execution.records.calls.values()].find((each) => each.file === file && each.span.start === call.start && each.span.end === call.end && each.last.layer)?.last
}

/** Written twice it means the same both times. */
export const isRepeatable = (expression: Expr): boolean =>
  expression.kind === 'Name' || expression.kind === 'Number' || expression.kind === 'Constant'
  || (expression.kind === 'Attribute' && isRepeatable(expression.value))
  || (expression.kind === 'UnaryOp' && isRepeatable(expression.operand))
  || (expression.kind === 'Subscript' && isRepeatable(expression.value) && isRepeatable(expression.index))

export const locationOf = (file: string, { start, end }: Span): Location => ({ file, range: { start, end } })
