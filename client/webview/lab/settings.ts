/** Changes of a setting: each answers a new one. */
import type { DataSource, LabData, LabSetting, LabStep } from '../../../server/protocol.ts'
import type { CellPlace } from './highlights.ts'

/** Sets an argument's text; an empty one leaves the argument to its default. */
export function withArgument(setting: LabSetting, step: number, name: string, text: string): LabSetting {
  return withStep(setting, step, before => {
    const { [name]: _, ...others } = before.arguments
    return { ...before, arguments: text.trim() === '' ? others : { ...before.arguments, [name]: text } }
  })
}

/** The input's shape as a person writes it, `[1, 3, 8, 8]` or `1, 3, 8, 8`; undefined where that is no shape. */
export function parseShape(text: string): readonly number[] | undefined {
  const inner = text.trim().replace(/^[[(]/, '').replace(/[\])]$/, '').replace(/,\s*$/, '').trim()
  if (inner === '') return []
  const sizes = inner.split(/[\s,×x]+/).map(Number)
  return sizes.every(size => Number.isInteger(size) && size > 0) ? sizes : undefined
}

export function withShape(setting: LabSetting, input: number, shape: readonly number[]): LabSetting {
  return { ...setting, inputs: setting.inputs.map((each, index) => (index === input ? { ...each, shape } : each)) }
}

/** Typed numbers say how large the input is: their sizes are its last ones. Undefined sizes leave it as large as it is. */
export function withTyped(setting: LabSetting, input: number, text: string, sizes: readonly number[] | undefined): LabSetting {
  const before = setting.inputs[input]?.shape ?? []
  const sized = sizes && sizes.length <= before.length ? withShape(setting, input, [...before.slice(0, before.length - sizes.length), ...sizes]) : setting
  return withInputSource(sized, input, { kind: 'typed', text })
}

export function withInputSource(setting: LabSetting, input: number, source: DataSource): LabSetting {
  return { ...setting, inputs: setting.inputs.map((each, index) => (index === input ? { ...each, data: { source } } : each)) }
}

export function withWeightSource(setting: LabSetting, step: number, name: string, source: DataSource): LabSetting {
  return withStep(setting, step, before => ({ ...before, weights: { ...before.weights, [name]: { source } } }))
}

/** One number typed over. What a step computes can't be typed over. */
export function withEdit(setting: LabSetting, step: number, place: CellPlace, name: string, value: number): LabSetting {
  const at = place.index
  if (place.role === 'input' && step === 0) {
    return { ...setting, inputs: setting.inputs.map((each, index) => (index === place.number ? { ...each, data: edited(each.data, at, value) } : each)) }
  }
  if (place.role !== 'weight') return setting
  return withStep(setting, step, before => ({ ...before, weights: { ...before.weights, [name]: edited(before.weights[name] ?? initial, at, value) } }))
}

/** What a weight holds that the setting does not name. */
export const initial: LabData = { source: { kind: 'initialised', seed: 0 } }

const edited = (data: LabData, at: readonly number[], value: number): LabData => ({ ...data, edits: [...(data.edits ?? []).filter(([index]) => String(index) !== String(at)), [at, value]] })

const withStep = (setting: LabSetting, step: number, change: (before: LabStep) => LabStep): LabSetting =>
  ({ ...setting, steps: setting.steps.map((each, index) => (index === step ? change(each) : each)) })

/** Every whole number of a text moved by a step, `(3, 2)` becomes `(4, 3)`; where there is none, as in `None`, counting begins. */
export function nudged(text: string, by: number): string {
  if (!/\d/.test(text)) return by > 0 ? String(by) : text
  return text.replaceAll(/-?\d+/g, digits => String(Number(digits) + by))
}
