/**
 * Einstein summation.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.einsum.html
 */
import { equals, show, type Dim } from '../../dims/index.ts'
import { broadcastSize } from '../../shapes/broadcast.ts'
import { on, operation, promoted, tensor, type Machine, type Shape, type TensorValue, type Value } from '../vocabulary/index.ts'

export const einsum = operation({
  names: ['torch.einsum'], manual: 'https://docs.pytorch.org/docs/stable/generated/torch.einsum.html',
  overloads: [on('einsum(Any... args)', (machine, { args }) => {
    if (args.length < 2) machine.raise('ValueError', 'einsum(): must specify the equation string and at least one operand, or at least one operand and its subscripts list', 'argument')
    if (args[0]!.kind === 'tensor') return alternating(machine, args)
    const [equation, ...operands] = args
    if (equation?.kind !== 'str' || equation.value === undefined) return machine.undecided('an equation that is not known')
    return summed(machine, equation.value, tensorsOf(machine, operands))
  })],
  examples: `torch.einsum('bij,bjk->bik', torch.zeros(2, 3, 4), torch.zeros(2, 4, 5))   # shape: [2, 3, 5]`,
})

function tensorsOf(machine: Machine, operands: readonly Value[]): readonly TensorValue[] {
  const [only] = operands
  const items = operands.length === 1 && (only?.kind === 'list' || only?.kind === 'tuple') ? machine.items(only) : operands
  return items.map((each, index) => {
    if (each.kind === 'tensor') return each
    if (each.kind === 'unknown') return machine.undecided(each.reason)
    return machine.raise('TypeError', `expected Tensor as element ${index} in argument 1, but got ${each.kind === 'instance' ? each.cls.name : each.kind}`, 'argument-type')
  })
}

/** `einsum(a, [0, 1], b, [1, 2], [0, 2])`: operands with lists of numbers for letters. */
function alternating(machine: Machine, args: readonly Value[]): Value {
  const text = (list: Value): string => (list.kind === 'str' ? [...list.value ?? machine.undecided('subscripts that are not known')].map((letter): Value => ({ kind: 'str', value: letter })) : machine.items(list)).map((item) => subscript(machine, item)).join('')
  const lists = args.filter((_, index) => index % 2 === 1).map(text)
  const operands = tensorsOf(machine, args.filter((_, index) => index % 2 === 0 && index < lists.length * 2))
  const output = args.length % 2 === 1 ? `->${text(args.at(-1)!)}` : ''
  return summed(machine, lists.join(',') + output, operands)
}
function subscript(machine: Machine, item: Value): string {
  if (item.kind === 'ellipsis') return '...'
  if (item.kind === 'unknown') return machine.undecided(item.reason)
  if (item.kind !== 'int') return machine.raise('TypeError', `'>=' not supported between instances of '${item.kind}' and 'int'`, 'argument-type')
  const place = item.value
  if (typeof place !== 'number') return machine.undecided('a subscript that is not known')
  if (place < 0 || place >= 52) machine.raise('ValueError', 'einsum(): subscript in subscript list is not within the valid range [0, 52)', 'einsum')
  return String.fromCharCode(place < 26 ? 65 + place : 97 + place - 26)
}

const fail = (machine: Machine, text: string): never => machine.raise('RuntimeError', `einsum(): ${text}`, 'einsum')

/** One operand's labels; '...' stands for the dims that no letter names. */
type Labels = readonly string[]

function labelsOf(machine: Machine, text: string, operand: number | undefined): Labels {
  const labels: string[] = []
  const whose = operand === undefined ? 'for the output' : `for operand ${operand}`
  for (let index = 0; index < text.length; index++) {
    const letter = text[index]!
    if (letter === ' ') continue
    if (letter === '.') {
      if (labels.includes('...')) fail(machine, `found '.' ${whose} for which an ellipsis was already found`)
      if (text.slice(index, index + 3) !== '...') fail(machine, `found '.' ${whose} that is not part of any ellipsis`)
      labels.push('...')
      index += 2
    } else if (/[A-Za-z]/.test(letter)) labels.push(letter)
    else fail(machine, `invalid subscript given at index ${index} in the equation string, subscripts must be in [a-zA-Z]`)
  }
  return labels
}

function summed(machine: Machine, equation: string, operands: readonly TensorValue[]): Value {
  const arrow = equation.indexOf('->')
  const left = arrow < 0 ? equation : equation.slice(0, arrow)
  const terms = left.split(',')
  const inputs = terms.map((term, index) => labelsOf(machine, term, index))
  if (terms.length > operands.length) fail(machine, 'fewer operands were provided than specified in the equation')
  if (terms.length < operands.length) fail(machine, 'more operands were provided than specified in the equation')
  const shapes = operands.map((each) => machine.shapeOf(each))
  const ellipses = shapes.map((shape, index) => elided(machine, shape, inputs[index]!, index))
  const rank = Math.max(0, ...ellipses.map((each) => each.length))
  const sizes = sizesByLabel(machine, shapes, inputs, ellipses)
  const front = Array.from({ length: rank }, (_, dim) => ellipses.map((each) => each[dim - rank + each.length] ?? 1)
    .reduce((a, b) => broadcastSize(machine, a, b, () => fail(machine, `subscript ... has size ${show(b)} which does not broadcast with previously seen size ${show(a)}`))))
  const output = arrow < 0 ? implicit(inputs, rank > 0) : labelsOf(machine, equation.slice(arrow + 2), undefined)
  const seen = new Set<string>()
  const shape = output.flatMap((label) => {
    if (label === '...') return front
    if (seen.has(label)) fail(machine, `output subscript ${label} appears more than once in the output`)
    seen.add(label)
    return [sizes.get(label) ?? fail(machine, `output subscript ${label} does not appear in the equation for any input operand`)]
  })
  return tensor(shape, { dtype: operands.map((each) => each.dtype).reduce((a, b) => promoted(a, b)) })
}

/** The sizes that `...` stands for; without one every dim has its letter. */
function elided(machine: Machine, shape: Shape, labels: Labels, operand: number): Shape {
  const at = labels.indexOf('...')
  const named = labels.length - (at < 0 ? 0 : 1)
  if (at < 0 && named !== shape.length) fail(machine, `the number of subscripts in the equation (${named}) ${named > shape.length ? 'is more than the number of dimensions' : 'does not match the number of dimensions'} (${shape.length}) for operand ${operand}${named > shape.length ? '' : ' and no ellipsis was given'}`)
  if (named > shape.length) fail(machine, `the number of subscripts in the equation (${named}) is more than the number of dimensions (${shape.length}) for operand ${operand}`)
  return at < 0 ? [] : shape.slice(at, at + shape.length - named)
}

/** A letter has one size wherever it stands, but for 1, which broadcasts. */
function sizesByLabel(machine: Machine, shapes: readonly Shape[], inputs: readonly Labels[], ellipses: readonly Shape[]): ReadonlyMap<string, Dim> {
  const sizes = new Map<string, Dim>()
  for (const [operand, labels] of inputs.entries()) {
    let dim = 0
    const own = new Map<string, Dim>()
    for (const label of labels) {
      if (label === '...') { dim += ellipses[operand]!.length; continue }
      const size = shapes[operand]![dim++]!
      const before = own.get(label)
      if (before !== undefined) machine.require(equals(before, size), () => fail(machine, `subscript ${label} is repeated for operand ${operand} but the sizes don't match, ${show(size)} != ${show(before)}`))
      own.set(label, size)
    }
    for (const [label, size] of own) {
      const known = sizes.get(label)
      sizes.set(label, known === undefined ? size : broadcastSize(machine, known, size, () => fail(machine, `subscript ${label} has size ${show(size)} for operand ${operand} which does not broadcast with previously seen size ${show(known)}`)))
    }
  }
  return sizes
}

/** Without an arrow: the dims of `...`, then the letters that occur once, in the alphabet's order (capitals first). */
function implicit(inputs: readonly Labels[], hasEllipsis: boolean): Labels {
  const all = inputs.flat().filter((label) => label !== '...')
  const once = [...new Set(all)].filter((label) => all.filter((each) => each === label).length === 1).sort()
  return hasEllipsis ? ['...', ...once] : once
}
