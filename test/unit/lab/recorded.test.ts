/** The lab opened on calls that PyTorch ran: the same numbers, and every one of them is what its terms make up. */
import { beforeAll, expect, test } from 'vitest'
import { ranSetting } from '../../../core/exec/lab/engine.ts'
import type { LabData, LabSetting } from '../../../core/exec/lab/index.ts'
import { createProject } from '../../../core/index.ts'
import { hostOf, loadParser, mainFile } from '../../oracle/support/analyse.ts'
import { difference, readRecording, type RecordedArray } from '../kernels/recording.ts'
import { unexplained } from './explained.ts'

interface Case {
  readonly id: number
  readonly layer: string
  readonly call: string
  readonly input: RecordedArray
  readonly weight?: RecordedArray
  readonly bias?: RecordedArray
  readonly indices?: RecordedArray
  readonly output: RecordedArray
  readonly indices_out?: RecordedArray
}

beforeAll(loadParser)

const cases = readRecording<Case>('../../oracle/kernels.jsonl.gz')
/** Functions that no layer of PyTorch does. */
const withoutLayer = new Set(['grid_sample'])
const project = createProject(hostOf(new Map([[mainFile, '']]), undefined))

const layers = [...new Set(cases.map(({ layer }) => layer))].filter((layer) => !withoutLayer.has(layer))
test.each(layers)('%s', (layer) => {
  const own = cases.filter((each) => each.layer === layer)
  expect(own.flatMap((each) => problemWith(each) ?? [])).toEqual([])
}, 60_000)

function problemWith(one: Case): string | undefined {
  const said = (problem: string): string => `case ${one.id}, ${one.call}: ${problem}`
  const call = one.call.startsWith('nn.') && !one.call.endsWith('(input)') ? `${one.call}(input)` : one.call
  const made = (['input', 'weight', 'bias', 'indices'] as const).flatMap((name) => {
    const array = one[name]
    if (!array) return name === 'bias' ? ['bias = None'] : []
    return [`${name} = torch.zeros(${JSON.stringify(array.shape)}${name === 'indices' ? ', dtype=torch.long' : ''})`]
  })
  const text = ['import torch', 'import torch.nn as nn', 'import torch.nn.functional as F', ...made, `y = ${call}`, ''].join('\n')
  project.setText(mainFile, text)
  const model = project.lab(mainFile, text.indexOf('y = ') + 'y = '.length)
  if (!model?.setting) return callsForNothing(one) ? undefined : said(model?.reason ?? 'the lab finds nothing')
  const { result, ran } = ranSetting(withNumbers(model.setting, one))
  if (!ran) return said(result.ok ? 'it was not run' : result.message)
  const { outputs } = ran.steps.at(-1)!
  const wrong = difference(outputs[0]!, one.output, 'nine digits') ?? (one.indices_out && outputs[1] && difference(outputs[1], one.indices_out, 'exact'))
  if (wrong !== undefined) return said(wrong)
  const unclear = unexplained(ran.steps[0]!)
  return unclear === undefined ? undefined : said(unclear)
}

/** No layer resizes with antialiasing, pads or cuts other than whole dims, or multiplies with a row alone. */
const callsForNothing = ({ call, weight }: Case): boolean => /antialias=True/.test(call) || (call.startsWith('F.linear') && weight?.shape.length === 1)

/** The recorded numbers in place of samples. */
function withNumbers(setting: LabSetting, one: Case): LabSetting {
  const given = (array: RecordedArray): LabData => ({ source: { kind: 'given', shape: array.shape, data: array.data.map(Number) } })
  const inputs = [one.input, ...(one.indices ? [one.indices] : [])]
  const weights = Object.fromEntries((['weight', 'bias'] as const).flatMap((name) => (one[name] ? [[name, given(one[name])]] : [])))
  return {
    ...setting,
    steps: setting.steps.map((step) => ({ ...step, weights })),
    inputs: setting.inputs.map((input, index) => ({ ...input, shape: inputs[index]!.shape, data: given(inputs[index]!) })),
  }
}
