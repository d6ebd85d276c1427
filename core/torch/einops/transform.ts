/** What a pattern makes of a shape. Source: https://einops.rocks/api/reduce/ */
import { divisible, equals, floorDiv, mul, show, type Dim } from '../../dims/index.ts'
import type { Machine, Shape } from '../vocabulary/index.ts'
import { badName, ellipsis, ellipsisAxis, parseSide, printedAxes, type Axis, type Fail, type Side } from './pattern.ts'

export const reductions = ['min', 'max', 'sum', 'mean', 'prod', 'any', 'all'] as const

/** A pattern fitted to a number of dims. */
export interface Recipe { readonly left: readonly (readonly Axis[])[]; readonly right: readonly (readonly Axis[])[]; readonly names: ReadonlySet<string> }

/** `pattern.split("->")` unpacked into two. */
export function sidesOf(machine: Machine, pattern: string): readonly [string, string] {
  const parts = pattern.split('->')
  if (parts.length < 2) machine.raise('ValueError', `not enough values to unpack (expected 2, got ${parts.length})`, 'pattern')
  if (parts.length > 2) machine.raise('ValueError', 'too many values to unpack (expected 2)', 'pattern')
  return [parts[0] ?? '', parts[1] ?? '']
}

/** The number of dims that a pattern's left side takes; with an ellipsis, the least. */
export function leftRank(machine: Machine, pattern: string, fail: Fail): { readonly dims: number; readonly open: boolean } {
  const side = parseSide(sidesOf(machine, pattern)[0], fail)
  return { dims: side.groups.length - (side.hasEllipsis ? 1 : 0), open: side.hasEllipsis }
}

/** Checks a pattern for an operation, and fits it to tensors of `rank` dims. `given` names the axes whose length is given. */
export function prepare(machine: Machine, pattern: string, operation: string, given: readonly string[], rank: number, fail: Fail): Recipe {
  const [leftText, rightText] = sidesOf(machine, pattern)
  const left = parseSide(leftText, fail), right = parseSide(rightText, fail)
  if (!left.hasEllipsis && right.hasEllipsis) fail(`Ellipsis found in right side, but not left side of a pattern ${pattern}`)
  if (left.ellipsisInBrackets) fail(`Ellipsis inside parenthesis in the left side is not allowed: ${pattern}`)
  checkAgreement(left, right, operation, given, fail)
  const plain = left.groups.length - 1
  if (left.hasEllipsis && rank < plain) fail(`Wrong shape: expected >=${plain} dims. Received ${rank}-dim tensor.`)
  if (!left.hasEllipsis && rank !== left.groups.length) fail(`Wrong shape: expected ${left.groups.length} dims. Received ${rank}-dim tensor.`)
  const covered = Array.from({ length: left.hasEllipsis ? rank - plain : 0 }, (_, index): Axis => ({ name: `${ellipsis}${index}`, length: undefined }))
  const recipe = { left: spread(left, covered), right: spread(right, covered), names: new Set([...left.axes, ...right.axes].filter((axis) => axis.length === undefined).map((axis) => axis.name)) }
  checkNames(recipe, given, fail)
  return recipe
}

const without = (axes: readonly Axis[], others: readonly Axis[]): Axis[] => axes.filter((axis) => axis.length !== undefined || !others.some((other) => other.name === axis.name))

function checkAgreement(left: Side, right: Side, operation: string, given: readonly string[], fail: Fail): void {
  const onlyLeft = without(left.axes, right.axes), onlyRight = without(right.axes, left.axes)
  if (operation === 'rearrange') {
    if (left.hasNumbers || right.hasNumbers) fail('Non-unitary anonymous axes are not supported in rearrange (exception is length 1)')
    if (onlyLeft.length + onlyRight.length > 0) fail(`Identifiers only on one side of expression (should be on both): ${printedAxes([...onlyLeft, ...onlyRight])}`)
  } else if (operation === 'repeat') {
    if (onlyLeft.length > 0) fail(`Unexpected identifiers on the left side of repeat: ${printedAxes(onlyLeft)}`)
    const unsized = onlyRight.filter((axis) => axis.length === undefined && !given.includes(axis.name))
    if (unsized.length > 0) fail(`Specify sizes for new axes in repeat: ${printedAxes(unsized)}`)
  } else if ((reductions as readonly string[]).includes(operation)) {
    if (onlyRight.length > 0) fail(`Unexpected identifiers on the right side of reduce ${operation}: ${printedAxes(onlyRight)}`)
  } else fail(`Unknown reduction ${operation}. Expect one of (${reductions.map((each) => `'${each}'`).join(', ')}).`)
}

/** The dims that an ellipsis covers, each by itself; within brackets all in one. */
const spread = (side: Side, covered: readonly Axis[]): (readonly Axis[])[] =>
  side.groups.flatMap((group) => (group === ellipsis ? covered.map((axis) => [axis]) : [group.flatMap((axis) => (axis === ellipsisAxis ? covered : [axis]))]))

function checkNames({ left, names }: Recipe, given: readonly string[], fail: Fail): void {
  for (const name of given) {
    if (badName(name) !== undefined) fail(`('Invalid name for an axis', '${name}')`)
    if (!names.has(name)) fail(`Axis ${name} is not used in transform`)
  }
  for (const group of left) {
    const open = group.filter((axis) => axis.length === undefined && !given.includes(axis.name))
    if (open.length > 1) fail(`Could not infer sizes for ${printedAxes(open)}`)
  }
}

/** The result's shape. A dim made of several axes is their product, which the input's must be. */
export function transformed(machine: Machine, { left, right }: Recipe, shape: Shape, given: ReadonlyMap<string, Dim>, fail: Fail): Shape {
  const lengths = new Map<string, Dim>(given)
  const lengthOf = (axis: Axis): Dim => axis.length ?? lengths.get(axis.name) ?? 1
  for (const [dim, group] of left.entries()) {
    const length = shape[dim] ?? 1
    const open = group.find((axis) => axis.length === undefined && !lengths.has(axis.name))
    const known = group.filter((axis) => axis !== open).reduce<Dim>((product, axis) => mul(product, lengthOf(axis)), 1)
    if (open && group.length === 1) lengths.set(open.name, length)
    else if (open) {
      machine.require(divisible(length, known), () => fail(`Shape mismatch, can't divide axis of length ${show(length)} in chunks of ${show(known)}`))
      lengths.set(open.name, floorDiv(length, known))
    } else machine.require(equals(length, known), () => fail(`Shape mismatch, ${show(length)} != ${show(known)}`))
  }
  return right.map((group) => group.reduce<Dim>((product, axis) => mul(product, lengthOf(axis)), 1))
}

/** What an input of unknown shape is taken to be: its axes by name. Undefined with an ellipsis. */
export function expectedShape(pattern: string, given: ReadonlyMap<string, Dim>): readonly (Dim | string)[] | undefined {
  const side = parseSide(pattern.split('->')[0] ?? '', () => { throw new Error('a pattern that was checked') })
  if (side.hasEllipsis) return undefined
  return side.groups.map((group) => {
    if (group === ellipsis || group.length === 0) return 1
    const open = group.find((axis) => axis.length === undefined && !given.has(axis.name))
    return open ? open.name.toUpperCase() : group.reduce<Dim>((product, axis) => mul(product, axis.length ?? given.get(axis.name) ?? 1), 1)
  })
}
