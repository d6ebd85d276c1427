/** The output while it is built, one element of the input after the other. */
import { describe, expect, test } from 'vitest'
import { createLabEngine, type LabBuilt, type LabSetting } from '../../../core/exec/lab/index.ts'

const engine = createLabEngine()
interface Walk { readonly output: Float64Array; readonly at: (upTo: readonly number[]) => LabBuilt; readonly stamp: (index: readonly number[]) => ReadonlyMap<number, number> }

function walk(layer: string, given: Readonly<Record<string, string>>, shape: readonly number[], leading: readonly number[]): Walk {
  const setting: LabSetting = { steps: [{ layer: `torch.nn.${layer}`, arguments: given, weights: {} }], inputs: [{ shape, dtype: 'float32', data: { source: { kind: 'random', seed: 3 } } }], training: false }
  const run = engine.run({ slot: 'left', setting })
  if (!run.ok) throw new Error(run.message)
  const [{ inputs, outputs }] = run.steps as [typeof run.steps[0]]
  const size = outputs[0]!.shape, plane = size.slice(-2).reduce((product, each) => product * each, 1)
  const flat = (index: readonly number[], of: readonly number[]): number => index.reduce((place, each, dim) => place * of[dim]! + each, 0)
  const first = flat([...leading, ...size.slice(-2).map(() => 0)], size)
  return {
    output: outputs[0]!.data.slice(first, first + plane),
    at: (upTo) => engine.built({ slot: 'left', step: 0, leading, upTo })!,
    stamp: (index) => {
      const added = new Map<number, number>()
      for (const each of engine.scatter({ slot: 'left', step: 0, input: 0, index }) ?? []) {
        const place = flat(each.index, size) - first
        if (place >= 0 && place < plane) added.set(place, (added.get(place) ?? 0) + each.factor! * inputs[0]!.data[flat(index, shape)]!)
      }
      return added
    },
  }
}

const places = (shape: readonly number[]): readonly (readonly number[])[] => shape.reduce<readonly (readonly number[])[]>((all, size) => all.flatMap((index) => Array.from({ length: size }, (_, each) => [...index, each])), [[]])

describe('a sum grows by what its input cell is multiplied by', () => {
  test.each([
    ['ConvTranspose2d', { in_channels: '2', out_channels: '2', kernel_size: '3', stride: '2', padding: '1', output_padding: '1' }, [1, 2, 3, 3], [0, 1]],
    ['ConvTranspose2d', { in_channels: '1', out_channels: '1', kernel_size: '2', stride: '3', bias: 'False' }, [1, 1, 2, 2], [0, 0]],
    ['ConvTranspose1d', { in_channels: '2', out_channels: '4', kernel_size: '3', groups: '2', dilation: '2' }, [1, 2, 4], [0]],
    ['Conv2d', { in_channels: '1', out_channels: '2', kernel_size: '3', padding: '1', padding_mode: "'circular'" }, [1, 1, 4, 4], [0, 1]],
    ['AvgPool2d', { kernel_size: '2' }, [1, 1, 4, 4], [0, 0]],
    ['Upsample', { scale_factor: '2', mode: "'bilinear'" }, [1, 1, 3, 3], [0, 0]],
    ['Linear', { in_features: '3', out_features: '2' }, [2, 3], []],
  ] as const)('%s %j', (layer, given, shape, leading) => {
    const { output, at, stamp } = walk(layer, given, shape, leading)
    let before: LabBuilt | undefined
    for (const index of places(shape)) {
      const now = at(index), added = stamp(index)
      if (before) for (const [place, value] of now.data.entries()) expect(value - before.data[place]!).toBeCloseTo(added.get(place) ?? 0, 9)
      for (const place of added.keys()) expect(now.reached[place]).toBe(1)
      before = now
    }
    expect(before!.data).toEqual(output)
    expect(before!.reached.every((each) => each === 1)).toBe(true)
  })
})

test('what is no sum is there once all that it reads is', () => {
  const { at } = walk('MaxPool2d', { kernel_size: '2' }, [1, 1, 2, 4], [0, 0])
  expect([[0, 3], [1, 0], [1, 1], [1, 3]].map(([row, column]) => [...at([0, 0, row!, column!]).reached])).toEqual([[0, 0], [0, 0], [1, 0], [1, 1]])
})

test('an element that nothing is ever added to is there from the beginning', () => {
  const { at } = walk('ConvTranspose1d', { in_channels: '1', out_channels: '1', kernel_size: '1', stride: '2', bias: 'False' }, [1, 1, 3], [0])
  expect([...at([0, 0, 0]).reached]).toEqual([1, 1, 0, 1, 0])
})

test('places outside of the arrays are not answered', () => {
  walk('ReLU', {}, [1, 1, 2, 2], [0, 0])
  expect(engine.built({ slot: 'left', step: 0, leading: [0, 0], upTo: [0, 0, 2, 0] })).toBeNull()
  expect(engine.built({ slot: 'left', step: 0, leading: [0, 1], upTo: [0, 0, 0, 0] })).toBeNull()
})
