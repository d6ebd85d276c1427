/** A setting as a PyTorch program that computes the same numbers. */
import { toNested, type Nested, type NumericArray } from '../../arrays/index.ts'
import type { Ran, RanStep } from './engine.ts'
import { furtherArguments } from './inputs.ts'
import type { LabStep } from './types.ts'

/** Programs with more numbers than this are not written. */
const longestData = 20_000

export function codeOf(ran: Ran | undefined): { readonly code: string } | { readonly reason: string } {
  if (!ran) return { reason: 'The layer has not been run yet.' }
  const arrays = ran.steps.flatMap(({ layer }) => Object.values(layer.weights)).concat(ran.steps[0]?.inputs ?? [])
  const count = arrays.reduce((sum, array) => sum + (array?.data.length ?? 0), 0)
  if (count > longestData) return { reason: `The program would hold ${count.toLocaleString('en-US')} numbers. Choose a smaller input or fewer channels.` }
  const { steps, inputs } = ran.setting
  const names = steps.map((_, index) => (steps.length === 1 ? 'layer' : `layer${index}`))
  const isAlone = inputs.filter(({ name }) => name === undefined).length === 1
  const given = inputs.map(({ name }, index) => name ?? (isAlone ? 'x' : `x${index + 1}`))
  const calls = steps.map((step, index) => `y = ${names[index]}(${[...(index === 0 ? callTexts(ran, given) : ['y']), ...keywords(step.call ?? {})].join(', ')})`)
  const lines = [
    'import torch', 'from torch import nn', '',
    ...steps.map((step, index) => constructorLine(names[index]!, step)),
    ...(ran.setting.training ? [] : names.map((name) => `${name}.eval()`)),
    ...withWeights(names, ran.steps),
    '',
    ...inputs.map(({ dtype }, index) => `${given[index]} = ${tensorText(ran.steps[0]!.inputs[index]!, dtype, 0)}`),
    'with torch.no_grad():',
    ...calls.map((call) => `    ${call}`),
    'print(y)', '',
  ]
  return { code: lines.join('\n') }
}

/** The inputs as the first call is given them, each by its text. */
export function callTexts({ setting: { inputs }, steps }: Ran, texts: readonly string[]): readonly string[] {
  const further = [...furtherArguments(steps[0]!.entry, inputs, texts) ?? []]
  return [...texts.filter((_, index) => inputs[index]!.name === undefined), ...further.map(([name, text]) => `${name}=${typeof text === 'string' ? text : `(${text.join(', ')})`}`)]
}

/** Tensors of the constructor hold their numbers once weights and buffers are filled. */
export function constructorLine(name: string, step: LabStep): string {
  const tensors = Object.entries(step.tensors ?? {}).map(([parameter, shape]) => `${parameter}=torch.ones(${JSON.stringify(shape)})`)
  return `${name} = ${step.layer.replace(/^torch\.nn\./, 'nn.')}(${[...keywords(step.arguments), ...tensors].join(', ')})`
}
export const keywords = (texts: Readonly<Record<string, string>>): string[] => Object.entries(texts).map(([name, text]) => `${name}=${text}`)

function withWeights(names: readonly string[], steps: readonly RanStep[]): string[] {
  const copies = steps.flatMap(({ layer }, index) => Object.entries(layer.weights).flatMap(([name, array]) =>
    (array ? [`    ${names[index]}.${name}.copy_(${tensorText(array, 'float32', 4)})`] : [])))
  return copies.length === 0 ? [] : ['with torch.no_grad():', ...copies]
}

function tensorText(array: NumericArray, dtype: string, indent: number): string {
  const type = dtype === 'float32' ? '' : `, dtype=torch.${dtype}`
  if (array.data.length === 0) return `torch.zeros(${array.shape.join(', ')}${type})`
  const whole = /int|bool/.test(dtype)
  return `torch.tensor(${nestedText(toNested(array), whole, indent + 4)}${type})`
}

/** Rows of numbers stand on lines of their own, once there are several. */
function nestedText(nested: Nested, whole: boolean, indent: number): string {
  if (typeof nested === 'number') return numberText(nested, whole)
  const items = nested.map((item) => nestedText(item, whole, indent + 1))
  const inRows = nested.length > 1 && typeof nested[0] !== 'number'
  return `[${items.join(inRows ? `,\n${' '.repeat(indent)}` : ', ')}]`
}

function numberText(value: number, whole: boolean): string {
  if (Number.isNaN(value)) return "float('nan')"
  if (!Number.isFinite(value)) return value < 0 ? "-float('inf')" : "float('inf')"
  return whole || !Number.isInteger(value) ? String(value) : `${value}.0`
}
