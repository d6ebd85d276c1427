/** Functions that a layer does as well: how the lab runs `F.max_pool2d(x, 2)`. */
import { bool, int, none, tuple, type Value } from '../../values/index.ts'

export interface AsLayer {
  /** The function's parameters in order; the first is the input. */
  readonly parameters: readonly string[]
  /** The layer's class and arguments for the function's; undefined: no layer does this. */
  readonly of: (given: ReadonlyMap<string, Value>) => LayerCall | undefined
}
export interface LayerCall { readonly name: string; readonly given: ReadonlyMap<string, Value> }

/** All parameters but the input go by the same names. Those of `only` must have the value given, or be left out. */
export function sameNames(name: string, parameters: readonly string[], only: Readonly<Record<string, (value: Value) => boolean>> = {}): AsLayer {
  return {
    parameters,
    of: (given) => {
      const others = [...given].filter(([each]) => each !== parameters[0])
      if (others.some(([each, value]) => only[each] && !only[each](value))) return undefined
      return { name, given: new Map(others.filter(([each]) => !only[each])) }
    },
  }
}

/** Takes weights as arguments; what the layer's constructor is given is read off their shapes. */
export function fromWeights(name: string, parameters: readonly string[], sizes: (weight: readonly number[], given: ReadonlyMap<string, Value>) => Readonly<Record<string, number | readonly number[]>> | undefined): AsLayer {
  return {
    parameters,
    of: (given) => {
      const weight = given.get('weight')
      if (weight?.kind !== 'tensor' || !weight.shape?.every((dim) => typeof dim === 'number')) return undefined
      const read = sizes(weight.shape as readonly number[], given)
      if (!read) return undefined
      const made = new Map<string, Value>(Object.entries(read).map(([each, size]) => [each, typeof size === 'number' ? int(size) : tuple(size.map(int))]))
      for (const [each, value] of given) if (!['input', 'weight', 'bias'].includes(each)) made.set(each, value)
      const bias = given.get('bias') ?? none
      return { name, given: made.set('bias', bool(bias.kind !== 'none')) }
    },
  }
}

/** The number that an argument is; `otherwise` where it is left out. */
export function numberIn(given: ReadonlyMap<string, Value>, name: string, otherwise: number): number | undefined {
  const value = given.get(name)
  if (!value) return otherwise
  return value.kind === 'int' && typeof value.value === 'number' ? value.value : undefined
}
export const isFalse = (value: Value): boolean => value.kind === 'bool' && value.value === false
