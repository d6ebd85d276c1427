/** Phrases for rules of PyTorch's Python code, where an attribute may be anything the user's code has put there. */
import { negate, opaque } from '../../dims/index.ts'
import { int, tuple, type InstanceValue, type Machine, type Overload, type Value } from '../../values/index.ts'
import { dispatch, on } from '../../values/index.ts'

/** `if verdict: raise …` for a verdict that Python computed. One that depends on sizes joins the contract; an unknown one is taken as false. */
export function refuse(machine: Machine, verdict: Value, raise: () => never): void {
  if (verdict.kind === 'tensor' && verdict.shape && verdict.shape.some((size) => typeof size === 'number' && size > 1)) machine.raise('RuntimeError', 'Boolean value of Tensor with more than one value is ambiguous', 'truth')
  const truth = machine.truth(verdict)
  if (truth === true) raise()
  if (truth === undefined && verdict.kind === 'bool' && verdict.condition) machine.require(negate(verdict.condition), raise)
}

/** `left op right` as Python evaluates it, for arithmetic and for comparison. */
export const arithmetic = (machine: Machine, left: Value, op: string, right: Value | number): Value => machine.binary(op, left, typeof right === 'number' ? int(right) : right)
export const comparison = (machine: Machine, left: Value, op: string, right: Value | number): Value => machine.compare(op, left, typeof right === 'number' ? int(right) : right)

/** Calls a native function with positional arguments, as PyTorch's Python code does. */
export const callNative = (machine: Machine, overloads: readonly Overload[], ...positional: readonly Value[]): Value => dispatch(machine, overloads, { positional, keywords: new Map() }, 'native')

/** What an attribute of a layer holds; rules read through it, so that assignments after the constructor count. */
export const read = (machine: Machine, self: InstanceValue, name: string): Value => machine.getAttribute(self, name)

/** `value is None`; gives up where that is not known. */
export function isNone(machine: Machine, value: Value): boolean {
  return value.kind === 'unknown' ? machine.undecided(value.reason) : value.kind === 'none'
}

/** Whether a value is the given string; undefined where that is not known. */
export function isString(value: Value, text: string): boolean | undefined {
  if (value.kind === 'unknown' || (value.kind === 'str' && value.value === undefined)) return undefined
  return value.kind === 'str' && value.value === text
}

/** Sizes for `n` dims where nothing is known: n sizes that are not known. A rule then still knows the rank of what it returns. */
export function spreadUnknown(value: Value, n: number): Value {
  return value.kind === 'unknown' ? tuple(Array.from({ length: n }, () => value)) : value
}
/** A number of which nothing is known is some integer. */
export const unknownAsInt = (value: Value): Value => (value.kind === 'unknown' ? int(opaque()) : value)

/** `'%s' % value` and `f'{value}'`; `?` where it is not known. */
export const printed = (machine: Machine, value: Value): string => machine.str(value) ?? '?'
export const represented = (machine: Machine, value: Value): string => machine.repr(value) ?? '?'

/**
 * The overloads of a function that chooses between two by a flag, which may stand at `index` or be a keyword. The flag itself is passed on, and
 * misfits are worded by the function chosen.
 */
export function booleanDispatch(name: string, flag: string, index: number, whenTrue: readonly Overload[], whenFalse: readonly Overload[]): readonly Overload[] {
  return [on(`${name}(Any... args, Any**** kwargs)` as 'f(Any... args, Any**** kwargs)', (machine, { args, kwargs }) => {
    const value = kwargs.get(flag) ?? args[index]
    return dispatch(machine, value !== undefined && machine.isTrue(value) ? whenTrue : whenFalse, { positional: args, keywords: kwargs })
  })]
}

/** Keyword arguments from a record. */
export const keywordsOf = (record: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> => new Map(Object.entries(record))
