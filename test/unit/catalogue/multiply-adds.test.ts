/** Multiply-adds of one call: each product that the manual's formula sums counts once, biases not. */
import { beforeAll, expect, test } from 'vitest'
import { Analyses } from '../../../core/analysis.ts'
import type { Layer } from '../../../core/torch/vocabulary/entries.ts'
import { hostOf, loadParser } from '../../oracle/support/analyse.ts'

beforeAll(loadParser)

test.each([
  ['nn.Conv2d(3, 64, 11, stride=4, padding=2)', [1, 3, 224, 224], 64 * 55 * 55 * 3 * 11 * 11],
  ['nn.Conv2d(32, 32, 3, padding=1, groups=32)', [2, 32, 10, 10], 2 * 32 * 10 * 10 * 3 * 3],
  ['nn.ConvTranspose2d(8, 4, 2, stride=2)', [1, 8, 5, 5], 8 * 5 * 5 * 4 * 2 * 2],
  ['nn.Linear(9216, 4096)', [1, 9216], 9216 * 4096],
  ['nn.GRU(8, 6, batch_first=True)', [3, 5, 8], 3 * 5 * (3 * 6 * 8 + 3 * 6 * 6)],
  ['nn.LSTM(8, 6, 2, bidirectional=True)', [5, 3, 8], 5 * 3 * 2 * 4 * 6 * (8 + 6 + 12 + 6)],
])('%s on %j', (made, shape, expected) => {
  const file = '/workspace/main.py'
  const text = `import torch, torch.nn as nn\nm = ${made}\nout = m(torch.rand(${shape.join(', ')}))\ny = out[0] if isinstance(out, tuple) else out\n`
  const globals = new Analyses(hostOf(new Map([[file, text]]), undefined)).analyse(file)?.execution.globals
  const layer = globals?.get('m'), output = globals?.get('y')
  if (layer?.kind !== 'instance' || output?.kind !== 'tensor' || !output.shape) throw new Error(`${made} was not run`)
  const entry = layer.cls.native?.layer as Layer
  expect(entry.multiplyAdds?.(layer, shape, output.shape)).toBe(expected)
})
