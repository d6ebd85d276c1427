/** `numpy.random`: the shapes of what is drawn. Source: https://numpy.org/doc/stable/reference/random/legacy.html */
import { arrayContents, asDim, builtin, changeElements, instance, none, tuple, unknown, type Arguments, type Machine, type Value } from '../../../values/index.ts'
import { objectClass } from '../../builtins/object.ts'
import { anyOfValues, content, define, forget, type Attribute } from '../../builtins/support.ts'
import { type Table } from '../module.ts'
import { arrayOf, arrayOrScalar, contentsOf, sizesOf, statedDtype, unknownDtype, type Shape } from './form.ts'

type Rule = (machine: Machine, args: Arguments) => Value
const lost = (): Value => unknown('a random array')

/** Drawn numbers of a shape. */
const drawn = (shape: Shape | undefined, dtype: string | undefined): Value => (shape ? arrayOrScalar({ shape, dtype: dtype === unknownDtype ? undefined : dtype, data: undefined }) : lost())

/** `rand(2, 3)`: the sizes one by one. */
const bySizes: Rule = (machine, { positional, open }) => (open ? lost() : drawn(sizesOf(machine, tuple(positional)), 'float64'))

/** `normal(loc, scale, size)`: a size, or one number per parameter where those are arrays. `place` is where `size` stands. */
const bySize = (place: number, dtype: string): Rule => (machine, args) => {
  const size = args.positional[place] ?? args.keywords.get('size') ?? none
  const stated = statedDtype(args.keywords.get('dtype')) ?? dtype
  if (args.open) return lost()
  if (size.kind !== 'none') return drawn(sizesOf(machine, size), stated)
  const parameters = [...args.positional.slice(0, place), ...[...args.keywords].filter(([name]) => name !== 'dtype' && name !== 'endpoint' && name !== 'size').map(([, value]) => value)]
  return parameters.every((each) => contentsOf(machine, each)?.shape.length === 0) ? drawn([], stated) : lost()
}

/** Of an int, that many; of an array, its rows in another order. */
const permutation: Rule = (machine, { positional: [of = none] }) => {
  const count = asDim(content(of))
  if (count !== undefined) return drawn([count], 'int64')
  const contents = contentsOf(machine, of)
  return contents ? arrayOf({ ...contents, data: undefined }) : lost()
}

const choice: Rule = (machine, args) => {
  const [of = none, second] = args.positional
  const size = second ?? args.keywords.get('size') ?? none
  if (size.kind === 'none') {
    if (asDim(content(of)) !== undefined) return drawn([], 'int64')
    const items = machine.knownItems(of)
    return items && items.length > 0 ? anyOfValues(items, 'a random choice') : lost()
  }
  const contents = asDim(content(of)) !== undefined ? { shape: [0], dtype: 'int64' } : contentsOf(machine, of)
  const sizes = sizesOf(machine, size)
  return contents?.shape.length === 1 && sizes ? drawn(sizes, contents.dtype) : lost()
}

const shuffle: Rule = (machine, { positional: [target = none] }) => {
  if (arrayContents(target)) changeElements(machine, target)
  else forget(machine, target)
  return none
}

const floats = { random: 0, random_sample: 0, ranf: 0, sample: 0, standard_normal: 0, standard_exponential: 0, normal: 2, uniform: 2, laplace: 2, logistic: 2, gumbel: 2, lognormal: 2, beta: 2, gamma: 2, exponential: 1, rayleigh: 1, chisquare: 1 }
const ints = { randint: 2, integers: 2, binomial: 2, poisson: 1, geometric: 1 }
const rules: Readonly<Record<string, Rule>> = {
  rand: bySizes, randn: bySizes, permutation, choice, shuffle,
  ...Object.fromEntries(Object.entries(floats).map(([name, place]) => [name, bySize(place, 'float64')])), ...Object.fromEntries(Object.entries(ints).map(([name, place]) => [name, bySize(place, 'int64')])),
  seed: () => none, set_state: () => none, get_state: () => unknown('the state of a generator'),
}

/** The same as methods of a generator of one's own. */
const generatorClass = (name: string): Value => define(`numpy.random.${name}`, objectClass, Object.entries(rules).map(([each, rule]): Attribute => [each, builtin(`numpy.random.${name}.${each}`, (machine, args) => rule(machine, { ...args, positional: args.positional.slice(1) }), { bindsSelf: true })]), {
  createsWhole: true, create: (machine, cls) => ({ ...instance(cls, machine.site), open: true }),
})

export const numpyRandomTable = (): Table => {
  const generator = generatorClass('Generator')
  return {
    ...Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, builtin(`numpy.random.${name}`, rule)])),
    Generator: generator, RandomState: generatorClass('RandomState'),
    default_rng: builtin('numpy.random.default_rng', (machine) => machine.call(generator, [])),
  }
}
