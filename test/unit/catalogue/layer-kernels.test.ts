/** What a layer's kernel computes has the shape that its forward promises and is what its terms make up, and every layer can say what it does. */
import { beforeAll, expect, test } from 'vitest'
import { Analyses } from '../../../core/analysis.ts'
import { inputArrays, weightArrays } from '../../../core/exec/lab/arrays.ts'
import type { LabInput } from '../../../core/exec/lab/index.ts'
import { inputNames } from '../../../core/exec/lab/inputs.ts'
import { full, type NumericArray } from '../../../core/arrays/index.ts'
import type { RanStep } from '../../../core/exec/lab/engine.ts'
import { exactEntry } from '../../../core/torch/library/layers.ts'
import { unexplained } from '../lab/explained.ts'
import { explanationOf, type LayerCase } from './layers.ts'
import { hostOf, loadParser } from '../../oracle/support/analyse.ts'
import type { Value } from '../../../core/values/index.ts'

beforeAll(loadParser)

const image = 'torch.rand(2, 4, 6, 6)', rows = 'torch.rand(3, 8)', sequence = 'torch.rand(5, 3, 8)', indices = 'torch.zeros(2, 4, dtype=torch.long)'
const cases: readonly LayerCase[] = [
  ...['ReLU', 'ReLU6', 'LeakyReLU', 'ELU', 'SELU', 'CELU', 'SiLU', 'Mish', 'Hardswish', 'Hardsigmoid', 'Sigmoid', 'Tanh', 'LogSigmoid', 'Softplus', 'Softshrink', 'Hardshrink', 'Softsign', 'Tanhshrink', 'GELU', 'RReLU', 'Hardtanh', 'Identity', 'Dropout', 'Dropout2d', 'AlphaDropout', 'Softmax2d', 'Flatten']
    .map((name): LayerCase => [`nn.${name}()`, image]),
  ['nn.Threshold(0.1, 20)', image], ['nn.Softmax(1)', image], ['nn.LogSoftmax(-1)', image], ['nn.Softmin(1)', image], ['nn.GLU(1)', image], ['nn.PReLU(4)', image],
  ['nn.Linear(8, 5)', rows], ['nn.Linear(8, 5, bias=False)', sequence], ['nn.Bilinear(8, 4, 3)', rows, 'torch.rand(3, 4)'], ['nn.Unflatten(1, (2, -1))', image],
  ['nn.BatchNorm2d(4)', image], ['nn.BatchNorm2d(4).eval()', image], ['nn.BatchNorm1d(8)', rows], ['nn.InstanceNorm2d(4, affine=True)', image], ['nn.GroupNorm(2, 4)', image], ['nn.LayerNorm([6, 6])', image], ['nn.RMSNorm(8)', rows], ['nn.LocalResponseNorm(3)', image],
  ['nn.Embedding(10, 3)', indices], ['nn.EmbeddingBag(10, 3)', indices],
  ['nn.RNN(8, 6, 2)', sequence], ['nn.LSTM(8, 6, 2, bidirectional=True)', sequence], ['nn.LSTM(8, 6, proj_size=2, batch_first=True)', sequence], ['nn.GRU(8, 6, batch_first=True)', sequence],
  ['nn.RNNCell(8, 6)', rows], ['nn.LSTMCell(8, 6)', rows], ['nn.GRUCell(8, 6)', rows],
  ['nn.MultiheadAttention(8, 2)', sequence, sequence, sequence], ['nn.TransformerEncoderLayer(8, 2, 16)', sequence], ['nn.TransformerDecoderLayer(8, 2, 16)', sequence, sequence],
  ['nn.CosineSimilarity()', rows, rows], ['nn.PairwiseDistance(keepdim=True)', rows, rows],
  ...['L1Loss', 'MSELoss', 'SmoothL1Loss', 'HuberLoss', 'KLDivLoss', 'PoissonNLLLoss', 'SoftMarginLoss', 'HingeEmbeddingLoss', 'BCELoss', 'BCEWithLogitsLoss', 'MultiLabelSoftMarginLoss'].flatMap((name): LayerCase[] => [[`nn.${name}()`, rows, rows], [`nn.${name}(reduction='none')`, rows, rows]]),
  ['nn.MSELoss()', 'torch.rand(3, 9, 8)', 'torch.rand(9, 8)'], ["nn.BCEWithLogitsLoss(reduction='sum')", 'torch.rand(2, 80, 3)', 'torch.rand(2, 80, 3)'],
  ["nn.CrossEntropyLoss(reduction='none')", 'torch.rand(2, 12, 7)', 'torch.zeros(2, 7, dtype=torch.long)'], ['nn.NLLLoss()', 'torch.rand(3, 12)', 'torch.zeros(3, dtype=torch.long)'],
  ["nn.TripletMarginLoss(reduction='none')", rows, rows, rows], ['nn.CosineEmbeddingLoss()', rows, rows, 'torch.ones(3)'], ["nn.MarginRankingLoss(reduction='none')", 'torch.rand(3)', 'torch.rand(3)', 'torch.rand(3)'], ['nn.MultiMarginLoss()', 'torch.rand(3, 12)', 'torch.zeros(3, dtype=torch.long)'], ['nn.GaussianNLLLoss()', rows, rows, rows],
]

/** Numbers at which rounding and overflow show. */
const strange = [0, 1e300, Infinity, NaN]

/** Kernels refuse what PyTorch refuses with a RangeError. */
function refusedOr(act: () => string | undefined): string | undefined {
  try { return act() } catch (problem) {
    if (problem instanceof RangeError) return undefined
    throw problem
  }
}

const shapesIn = (value: Value | undefined): unknown[] => (value?.kind === 'tensor' ? [value.shape] : value?.kind === 'tuple' ? value.items.flatMap(shapesIn) : [])

for (const [made, ...inputs] of cases) {
  test(made, () => {
    const names = inputs.map((_, index) => `x${index}`)
    const text = `import torch, torch.nn as nn\nm = ${made}\n${inputs.map((input, index) => `x${index} = ${input}\n`).join('')}y = m(${names.join(', ')})\n`
    const file = '/workspace/main.py'
    const analysis = new Analyses(hostOf(new Map([[file, text]]), undefined)).analyse(file)
    const globals = analysis?.execution.globals
    const layer = globals?.get('m'), output = globals?.get('y')
    if (layer?.kind !== 'instance' || !output) throw new Error(`${made} was not made`)
    const entry = exactEntry(layer.cls)!
    const samples = names.map((name, index): LabInput => {
      const value = globals?.get(name)
      const kind = entry.sample?.(layer, 2).numbers?.[index] === 'probabilities' ? 'uniform' : 'random'
      return { shape: value?.kind === 'tensor' ? value.shape as readonly number[] : [], dtype: value?.kind === 'tensor' ? value.dtype ?? 'float32' : 'float32', data: { source: { kind, seed: 1 } } }
    })
    const arrays = inputArrays(samples, entry, layer, undefined), weights = weightArrays(() => entry, layer, {})
    if ('message' in arrays || 'message' in weights) throw new Error(JSON.stringify([arrays, weights]))
    const own = { self: layer, names: inputNames(entry, samples), dtypes: samples.map(({ dtype }) => dtype), weights: weights.arrays }
    const ran = (given: readonly NumericArray[]): RanStep => ({ entry, layer: own, inputs: given, outputs: entry.kernel!(own, given), terms: entry.terms?.(own, given) })
    const usual = ran(arrays.arrays)
    expect(usual.outputs.map((each) => [...each.shape])).toEqual(shapesIn(output))
    expect(unexplained(usual)).toBeUndefined()
    for (const value of strange) {
      const given = arrays.arrays.map((array, index) => (/int/.test(samples[index]!.dtype) ? array : full(array.shape, value)))
      expect(refusedOr(() => unexplained(ran(given))), `of ${value}`).toBeUndefined()
    }
    expect(explanationOf(layer, output).lines.length).toBeGreaterThan(0)
  })
}
