/** Layers as PyTorch ran them: the same numbers, cells that are what their terms make up, and inputs that take part where PyTorch finds a gradient. */
import { beforeAll, expect, test } from 'vitest'
import { ranSetting } from '../../../core/exec/lab/engine.ts'
import type { LabData, LabSetting } from '../../../core/exec/lab/index.ts'
import { allEntries } from '../../../core/torch/library/catalogue.ts'
import { readsOf } from '../../../core/torch/terms/expression.ts'
import { difference, readRecording, type RecordedArray } from '../kernels/recording.ts'
import { loadParser } from '../support/parser.ts'
import { unexplained } from './explained.ts'

interface Case {
  readonly layer: string
  readonly arguments: Readonly<Record<string, string>>
  readonly training: boolean
  /** Inputs that PyTorch was not asked to differentiate by. */
  readonly fixed: readonly number[]
  readonly inputs: readonly (RecordedArray & { readonly name?: string; readonly dtype: string })[]
  readonly tensors: Readonly<Record<string, readonly number[]>>
  readonly weights: Readonly<Record<string, RecordedArray>>
  readonly outputs: readonly RecordedArray[]
  readonly reads: readonly (readonly [output: number, place: number, elements: readonly (readonly [input: number, place: number])[]])[]
}

beforeAll(loadParser)

const cases = readRecording<Case>('../../oracle/gradients.jsonl.gz')
test.each([...new Set(cases.map(({ layer }) => layer))])('%s', (layer) => {
  expect(cases.filter((each) => each.layer === layer).flatMap((each) => problemWith(each) ?? [])).toEqual([])
})

test('every layer that can be run can be followed', () => {
  expect(allEntries().flatMap((entry) => (entry.entry === 'layer' && entry.kernel && !entry.terms ? [entry.name] : []))).toEqual([])
})

function problemWith(one: Case): string | undefined {
  const said = (problem: string): string => `${one.layer}(${JSON.stringify(one.arguments)}): ${problem}`
  const { result, ran } = ranSetting(settingOf(one))
  const step = ran?.steps[0]
  if (!step) return said(result.ok ? 'it was not run' : result.message)
  for (const [number, recorded] of one.outputs.entries()) {
    const wrong = difference(step.outputs[number]!, recorded, 'exact')
    if (wrong !== undefined) return said(`output ${number}: ${wrong}`)
  }
  const unclear = unexplained(step)
  if (unclear !== undefined) return said(unclear)
  for (const [output, place, elements] of one.reads) {
    const stated = readsOf(step.terms!, output, place).filter(({ input }) => !one.fixed.includes(input)).flatMap(({ input, places }) => places.map((each) => `${input}:${each}`))
    const recorded = elements.map(([input, each]) => `${input}:${each}`)
    if (String([...new Set(stated)].sort()) !== String(recorded.sort())) return said(`output ${output} place ${place} is said to read ${stated.sort()}, PyTorch has gradients for ${recorded}`)
  }
  return undefined
}

function settingOf({ layer, arguments: given, training, inputs, tensors, weights }: Case): LabSetting {
  const numbers = ({ shape, data }: RecordedArray): LabData => ({ source: { kind: 'given', shape, data: data.map(Number) } })
  return {
    steps: [{ layer: `torch.nn.${layer}`, arguments: given, tensors, weights: Object.fromEntries(Object.entries(weights).map(([name, array]) => [name, numbers(array)])) }],
    inputs: inputs.map((array) => ({ ...(array.name === undefined ? {} : { name: array.name }), shape: array.shape, dtype: array.dtype, data: numbers(array) })), training,
  }
}
