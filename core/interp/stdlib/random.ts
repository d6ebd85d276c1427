/**
 * The module `random`: what is drawn is not known, its type and its range are.
 * Source: https://docs.python.org/3/library/random.html
 */
import { asDim, builtin, instance, int, list, none, openList, unknown, unknownFloat, unknownInt, type Arguments, type BuiltinValue, type Machine, type Value } from '../../values/index.ts'
import { objectClass } from '../builtins/object.ts'
import { anyOfValues, content, define, forget, type Attribute } from '../builtins/support.ts'
import { givingMethods, silentMethods } from './inert.ts'
import { type Table } from './module.ts'

const argument = (args: Arguments, place: number, name: string): Value | undefined => args.positional[place] ?? args.keywords.get(name)
const drawn = 'a random choice'

/** An int between two bounds, both of which it may be. */
function between(lower: Value | undefined, upper: Value | undefined): Value {
  const least = lower && asDim(lower), most = upper && asDim(upper)
  if (typeof least !== 'number') return unknownInt()
  return least === most ? int(least) : unknownInt(least)
}

/** `count` values, each any of the items. */
function several(machine: Machine, population: Value, count: Value | undefined): Value {
  const items = machine.knownItems(population)
  const times = count ? asDim(count) : 1
  if (typeof times !== 'number' || times > 100_000) return openList()
  return list(Array.from({ length: Math.max(0, times) }, () => (items ? anyOfValues(items, drawn) : unknown(drawn))))
}

const rules: Readonly<Record<string, (machine: Machine, args: Arguments) => Value>> = {
  randint: (_machine, args) => between(argument(args, 0, 'a'), argument(args, 1, 'b')),
  randrange: (_machine, args) => {
    const start = argument(args, 0, 'start'), stop = argument(args, 1, 'stop')
    return stop === undefined || stop.kind === 'none' ? unknownInt(0) : between(start, undefined)
  },
  choice: (machine, args) => {
    const items = machine.knownItems(argument(args, 0, 'seq') ?? none)
    if (items?.length === 0) return machine.raise('IndexError', 'Cannot choose from an empty sequence', 'index')
    return items ? anyOfValues(items, drawn) : unknown(drawn)
  },
  choices: (machine, args) => several(machine, argument(args, 0, 'population') ?? none, args.keywords.get('k')),
  sample: (machine, args) => several(machine, argument(args, 0, 'population') ?? none, argument(args, 1, 'k')),
  shuffle: (machine, args) => {
    const [target = none] = args.positional
    const held = content(target)
    if (held.kind !== 'list') { forget(machine, target); return none }
    machine.touch(held)
    const items = held.items
    held.items = items.map(() => anyOfValues(items, 'an item of a shuffled list'))
    return none
  },
}
const floats = ['random', 'uniform', 'gauss', 'normalvariate', 'lognormvariate', 'betavariate', 'expovariate', 'gammavariate', 'triangular', 'vonmisesvariate', 'paretovariate', 'weibullvariate']

const functions: readonly BuiltinValue[] = [
  ...Object.entries(rules).map(([name, rule]) => builtin(`random.${name}`, rule)),
  ...floats.map((name) => builtin(`random.${name}`, () => unknownFloat)),
  builtin('random.getrandbits', () => unknownInt(0)), builtin('random.randbytes', () => ({ kind: 'bytes', value: undefined })),
  builtin('random.seed', () => none), builtin('random.setstate', () => none), builtin('random.getstate', () => unknown('the state of a generator')),
]

/** The same functions as methods of a generator of one's own. */
const methods: Attribute[] = Object.entries(rules).map(([name, rule]) => [name, builtin(`random.Random.${name}`, (machine, args) => rule(machine, { ...args, positional: args.positional.slice(1) }), { bindsSelf: true })])
const randomClass = define('random.Random', objectClass, [
  ...silentMethods('random.Random', '__init__', 'seed', 'setstate'), ...methods,
  ...givingMethods('random.Random', () => unknownFloat, ...floats), ...givingMethods('random.Random', () => unknownInt(0), 'getrandbits'),
], { create: (machine, cls) => instance(cls, machine.site) })

export const randomTable = (): Table => ({
  ...Object.fromEntries(functions.map((each) => [each.name.slice('random.'.length), each])),
  Random: randomClass,
  SystemRandom: define('random.SystemRandom', randomClass, []),
})
