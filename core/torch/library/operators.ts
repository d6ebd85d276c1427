/** Python's operators on tensors, under the names that a trace of PyTorch records. */
import type { BuiltinValue, Machine, Value } from '../vocabulary/index.ts'

/** `[forward, reflected]`: the method for `x op y` with a tensor on the left, and for one on the right only. */
const binary: Readonly<Record<string, readonly [string, string]>> = {
  '+': ['add', 'add'], '-': ['sub', '__rsub__'], '*': ['mul', 'mul'], '/': ['div', '__rtruediv__'], '//': ['__floordiv__', '__rfloordiv__'],
  '%': ['remainder', '__rmod__'], '**': ['__pow__', '__rpow__'], '@': ['matmul', '__rmatmul__'],
  '&': ['__and__', '__rand__'], '|': ['__or__', '__ror__'], '^': ['__xor__', '__rxor__'], '<<': ['__lshift__', '__rlshift__'], '>>': ['__rshift__', '__rrshift__'],
  '==': ['__eq__', '__eq__'], '!=': ['ne', 'ne'], '<': ['lt', 'gt'], '<=': ['le', 'ge'], '>': ['gt', 'lt'], '>=': ['ge', 'le'],
}
/** In place. `@=` has no method of its own. */
const augmented: Readonly<Record<string, string>> = {
  '+=': 'add_', '-=': 'sub_', '*=': 'mul_', '/=': 'div_', '//=': '__ifloordiv__', '%=': 'remainder_', '**=': 'pow_',
  '&=': '__iand__', '|=': '__ior__', '^=': '__ixor__', '<<=': '__ilshift__', '>>=': '__irshift__', '@=': 'matmul',
}
const unary: Readonly<Record<string, string>> = { neg: 'neg', '-': 'neg', '~': '__invert__', invert: '__invert__', pos: 'positive', '+': 'positive', abs: 'abs' }

export interface Operator { readonly callee: string; run(machine: Machine): Value }

/** Undefined when PyTorch's tensors leave the operation to the other operand, or to Python's TypeError. */
export function operator(op: string, operands: readonly Value[], method: (name: string) => BuiltinValue | undefined): Operator | undefined {
  const [left, right] = operands
  if (!left) return undefined
  if (!right) return left.kind === 'tensor' ? apply(method(unary[op] ?? ''), [left]) : undefined
  const name = op in augmented ? augmented[op] : left.kind === 'tensor' ? binary[op]?.[0] : binary[op]?.[1]
  const [self, other] = left.kind === 'tensor' ? [left, right] : [right, left]
  if (name === undefined || self.kind !== 'tensor' || (op in augmented && left.kind !== 'tensor')) return undefined
  return accepts(op, other) ? apply(method(name), [self, other]) : undefined
}

/** Matrix products take tensors only; the others numbers too. An unknown operand may be either. */
function accepts(op: string, other: Value): boolean {
  if (other.kind === 'tensor' || other.kind === 'unknown') return true
  return !op.startsWith('@') && (other.kind === 'int' || other.kind === 'float' || other.kind === 'bool')
}

function apply(func: BuiltinValue | undefined, positional: readonly Value[]): Operator | undefined {
  if (!func) return undefined
  return { callee: func.name, run: (machine) => func.call(machine, { positional, keywords: new Map() }) }
}
