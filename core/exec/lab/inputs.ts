/** What the inputs of a layer are called, and how its call is given them. */
import type { Layer } from '../../torch/vocabulary/entries.ts'

/** The first ones have no name: they are given in the order of `forward`. */
interface Named { readonly name?: string | undefined }

/** The names of the inputs, as `forward` or the manual has them. */
export function inputNames(entry: Layer | undefined, inputs: readonly Named[]): readonly string[] {
  const parameters = entry?.forward?.signature.parameters ?? []
  return inputs.map(({ name }, index) => name ?? parameters[index]?.name ?? `input ${index + 1}`)
}

/** Where each input stands among all that the layer reads: the first ones, and those of `further` behind them. */
export function inputPlaces(entry: Layer | undefined, inputs: readonly Named[]): readonly number[] {
  const further = entry?.further ?? [], first = entry?.kernelInputs ?? 0
  return inputs.map(({ name }, index) => (name === undefined ? index : first + further.findIndex((each) => each.name === name)))
}

/** The parameters by which named inputs are given; several in a row where it takes a tuple. Undefined: the layer takes no input of one of the names. */
export function furtherArguments<T>(entry: Layer | undefined, inputs: readonly Named[], values: readonly T[]): ReadonlyMap<string, T | readonly T[]> | undefined {
  const given = new Map<string, T | T[]>()
  for (const [index, { name }] of inputs.entries()) {
    if (name === undefined) continue
    const taken = entry?.further?.find((each) => each.name === name)
    if (!taken) return undefined
    const parameter = taken.parameter ?? name, value = values[index]!
    const before = given.get(parameter)
    if (taken.at === undefined) given.set(parameter, value)
    else given.set(parameter, Array.isArray(before) ? [...before, value] : [value])
  }
  return given
}
