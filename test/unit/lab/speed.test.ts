/** How long the largest pictures take that a person waits for, in processor time. */
import { expect, test } from 'vitest'
import { createLabEngine, type LabSetting } from '../../../core/exec/lab/index.ts'

test('32 channels of 128 × 128 go through a 3 × 3 convolution within a second', () => {
  const setting: LabSetting = {
    steps: [{ layer: 'torch.nn.Conv2d', arguments: { in_channels: '32', out_channels: '32', kernel_size: '3', padding: '1' }, weights: {} }],
    inputs: [{ shape: [1, 32, 128, 128], dtype: 'float32', data: { source: { kind: 'random', seed: 1 } } }], training: true,
  }
  const engine = createLabEngine()
  const least = Math.min(...[0, 1, 2].map(() => {
    const since = process.cpuUsage()
    expect(engine.run({ slot: 'left', setting })).toMatchObject({ ok: true })
    return process.cpuUsage(since).user / 1000
  }))
  expect(least).toBeLessThan(1000)
}, 60_000)
