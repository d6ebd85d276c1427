/** Conditions: of `a and b` only the truth is asked, which may be known where the value is not. */
import { allOf, anyOf, type Condition } from '../dims/index.ts'
import type { Expr } from '../syntax/ast.ts'
import { bool, conditional, none, type Value } from '../values/index.ts'
import { forkValue, truthOf } from './branches.ts'
import { evaluate } from './expressions.ts'
import { not } from './operators.ts'
import type { Frame } from './run.ts'

/** A value whose truth is the expression's. The operands are evaluated as Python evaluates them: the second only where it matters. */
export function evaluateTest(frame: Frame, node: Expr): Value {
  if (node.kind === 'UnaryOp' && node.op === 'not') return not(frame.run, evaluateTest(frame, node.operand))
  if (node.kind !== 'BoolOp') return evaluate(frame, node)
  return node.values.slice(1).reduce<Value>((left, right) => combined(frame, node.op, left, right), evaluateTest(frame, node.values[0]!))
}

const conditionOf = (value: Value): Condition | undefined => (value.kind === 'bool' ? value.condition : undefined)

function combined(frame: Frame, op: 'and' | 'or', left: Value, right: Expr): Value {
  const decisive = op === 'or'
  const truth = truthOf(frame.run, left)
  if (typeof truth === 'boolean') return truth === decisive ? bool(decisive) : evaluateTest(frame, right)
  // An exploration may take one of the two ways only: then the truth is that way's.
  let second: Value | undefined
  let decided = false
  const long = (): Value => { second = evaluateTest(frame, right); return none }
  const short = (): Value => { decided = true; return none }
  forkValue(frame, left, op === 'or' ? short : long, op === 'or' ? long : short)
  if (!second) return decided ? bool(decisive) : bool(undefined)
  if (!decided) return second
  const other = truthOf(frame.run, second)
  if (other === decisive) return bool(decisive)
  const first = conditionOf(left)
  if (other === !decisive) return first ? conditional(first) : bool(undefined)
  const rest = conditionOf(second)
  return first && rest ? conditional(decisive ? anyOf(first, rest) : allOf(first, rest)) : bool(undefined)
}
