/** The first picture travels as text and is what the engine answers later. */
import { expect, test } from 'vitest'
import { createLabEngine, firstPicture, type LabSetting } from '../../../core/exec/lab/index.ts'
import { readFirst } from '../../../client/webview/messages.ts'

const settingOf = (layer: string, given: Readonly<Record<string, string>>, text: string, shape: readonly number[]): LabSetting => ({
  steps: [{ layer, arguments: given, weights: {} }], inputs: [{ shape, dtype: 'float32', data: { source: { kind: 'typed', text } } }], training: false,
})

test.each([
  ['a pooling with its geometry', settingOf('torch.nn.MaxPool2d', { kernel_size: '2', padding: '1' }, '[[1, 2], [3, 4]]', [1, 1, 2, 2])],
  ['weights', settingOf('torch.nn.Linear', { in_features: '2', out_features: '3' }, '[1, 2]', [1, 2])],
  ['numbers that JSON has no words for', settingOf('torch.nn.ReLU', {}, '[nan, inf, -inf]', [3])],
])('%s', (_, setting) => {
  const engine = createLabEngine(), { layer } = setting.steps[0]!
  expect(readFirst(firstPicture(setting))).toEqual({ run: engine.run({ slot: 'left', setting }), parameters: { [layer]: engine.parameters({ layer }) } })
})

test('there is none for what is refused or takes time', () => {
  expect(firstPicture(settingOf('torch.nn.Linear', { in_features: '3', out_features: '1' }, '[1, 2]', [1, 2]))).toBeUndefined()
  expect(firstPicture(settingOf('torch.nn.Linear', { in_features: '2', out_features: '20_000' }, '[1, 2]', [1, 2]))).toBeUndefined()
  expect(firstPicture(settingOf('torch.nn.ReLU', {}, '7', [300, 300]))).toBeUndefined()
})
