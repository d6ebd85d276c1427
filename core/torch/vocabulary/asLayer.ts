/** Functions that a layer does as well: how the lab runs `F.max_pool2d(x, 2)`. */
import { bool, int, none, tuple, type Value } from '../../values/index.ts'

export interface AsLayer {
  /** The function's parameters in order. */
  readonly parameters: readonly string[]
  /** Those that are the layer's inputs. */
  readonly inputs: readonly string[]
  /** What the layer is for these arguments; undefined: no layer does this. */
  readonly of: (given: Given) => LayerCall | undefined
}
type Given = ReadonlyMap<string, Value>

export interface LayerCall {
  readonly name: string
  readonly given: Given
  /** Arguments of the layer's call beside its inputs. */
  readonly call?: Given
  /** Whether it trains; it does where this is absent. */
  readonly training?: boolean
}

/** The inputs and the names of the parameters behind them, as they stand in the function's signature. */
const parametersIn = (inputs: readonly string[], text: string): readonly string[] => [...inputs, ...text.split(' ').filter((name) => name !== '')]

/** All parameters but the inputs go by the same names. Those of `fixed` are none of the layer's, which does what they mean only for the values that are accepted. */
export function sameNames(layer: string, names: string, fixed: Readonly<Record<string, (value: Value) => boolean>> = {}, inputs: readonly string[] = ['input']): AsLayer {
  return {
    parameters: parametersIn(inputs, names), inputs,
    of: (given) => {
      const others = [...given].filter(([name]) => !inputs.includes(name))
      if (others.some(([name, value]) => fixed[name] && !fixed[name](value))) return undefined
      return { name: `torch.nn.${layer}`, given: new Map(others.filter(([name]) => !fixed[name])) }
    },
  }
}

/** Any layer that the arguments decide about. */
export const chosen = (names: string, of: AsLayer['of'], inputs: readonly string[] = ['input']): AsLayer => ({ parameters: parametersIn(['input'], names), inputs, of })

/** Takes its weights as arguments: what the constructor is given of sizes is read off the weight's shape. */
export function fromWeights(layer: string, names: string, sizes: (weight: readonly number[], given: Given) => Readonly<Record<string, number | readonly number[]>> | undefined): AsLayer {
  return chosen(names, (given) => {
    const weight = shapeIn(given, 'weight')
    const read = weight && sizes(weight, given)
    if (!read) return undefined
    const made = new Map<string, Value>(Object.entries(read).map(([name, size]) => [name, typeof size === 'number' ? int(size) : tuple(size.map(int))]))
    for (const [name, value] of given) if (!['input', 'weight', 'bias'].includes(name)) made.set(name, value)
    return { name: `torch.nn.${layer}`, given: made.set('bias', bool(isGiven(given, 'bias'))) }
  })
}

/** The channels and the kernel of a convolution's weight `(out, in / groups, *kernel_size)`, of a transposed one's `(in, out / groups, *kernel_size)`. */
export const convolutionSizes = (dims: number, transposed: 'plain' | 'transposed') => (weight: readonly number[], given: Given): Readonly<Record<string, number | readonly number[]>> | undefined => {
  const groups = numberIn(given, 'groups', 1)
  const [first, second, ...kernel_size] = weight
  if (groups === undefined || first === undefined || second === undefined || kernel_size.length !== dims) return undefined
  return transposed === 'plain' ? { in_channels: second * groups, out_channels: first, kernel_size } : { in_channels: first, out_channels: second * groups, kernel_size }
}

/** The number that an argument is; `otherwise` where it is left out, undefined where it is not known. */
export function numberIn(given: Given, name: string, otherwise: number): number | undefined {
  const value = given.get(name)
  if (!value) return otherwise
  return value.kind === 'int' && typeof value.value === 'number' ? value.value : undefined
}
export function shapeIn(given: Given, name: string): readonly number[] | undefined {
  const value = given.get(name)
  return value?.kind === 'tensor' && value.shape?.every((dim) => typeof dim === 'number') ? value.shape as readonly number[] : undefined
}
export const isGiven = (given: Given, name: string): boolean => (given.get(name) ?? none).kind !== 'none'
export const isFalse = (value: Value): boolean => value.kind === 'bool' && value.value === false
export const anyValue = (): boolean => true
export const isAbsent = (value: Value): boolean => value.kind === 'none'
/** Those of the arguments that go by these names. */
export const among = (given: Given, names: readonly string[]): Map<string, Value> => new Map([...given].filter(([name]) => names.includes(name)))
/** Whether an argument is True; `otherwise` where it is left out, undefined where it is not known. */
export function flagIn(given: Given, name: string, otherwise: boolean): boolean | undefined {
  const value = given.get(name)
  return value ? (value.kind === 'bool' ? value.value : undefined) : otherwise
}
