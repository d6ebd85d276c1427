import { beforeAll, describe, expect, test } from 'vitest'
import { createLabEngine, type LabArray, type LabModel, type LabStepResult } from '../../../core/exec/lab/index.ts'
import { loadParser } from '../support/parser.ts'
import { at, resultOf } from './support.ts'

beforeAll(loadParser)

const panelOf = (text: string): LabStepResult => resultOf(at(text).lab).steps[0]!
const labOf = (text: string): LabModel => at(text).lab!
const weight = (panel: LabStepResult, name: string): LabArray => panel.weights.find((array) => array.name === name)!
const item = (array: LabArray, ...index: number[]): number => array.data[index.reduce((offset, each, dim) => offset * array.shape[dim]! + each, 0)]!

describe('the lab runs a layer, and its numbers are those of a computation by hand', () => {
  test('Linear: one output is the sum of products and the bias', () => {
    const panel = panelOf('nn.Linear$0(3, 2)(torch.zeros(4, 3))')
    const [x] = panel.inputs, [y] = panel.outputs
    const w = weight(panel, 'weight'), b = weight(panel, 'bias')
    expect(y!.shape).toEqual([1, 2])
    expect(item(y!, 0, 1)).toBeCloseTo(item(x!, 0, 0) * item(w, 1, 0) + item(x!, 0, 1) * item(w, 1, 1) + item(x!, 0, 2) * item(w, 1, 2) + item(b, 1))
  })

  test('Conv2d: a corner with padding reads only the cells that exist', () => {
    const panel = panelOf('nn.Conv2d$0(1, 2, 3, stride=2, padding=1)(torch.zeros(1, 1, 5, 5))')
    const [x] = panel.inputs, [y] = panel.outputs
    const w = weight(panel, 'weight'), b = weight(panel, 'bias')
    let sum = item(b, 1)
    for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) sum += item(x!, 0, 0, i, j) * item(w, 1, 0, i + 1, j + 1)
    expect(y!.shape).toEqual([1, 2, 3, 3])
    expect(item(y!, 0, 1, 0, 0)).toBeCloseTo(sum)
  })

  test('ConvTranspose2d: with stride 2 and kernel 2 every output cell comes from one input cell', () => {
    const panel = panelOf('up = nn.ConvTranspose2d(1, 1, 2, stride=2)\nu$0p(torch.zeros(1, 1, 3, 3))')
    const [x] = panel.inputs, [y] = panel.outputs
    expect(y!.shape).toEqual([1, 1, 6, 6])
    expect(item(y!, 0, 0, 3, 4)).toBeCloseTo(item(x!, 0, 0, 1, 2) * item(weight(panel, 'weight'), 0, 0, 1, 0) + item(weight(panel, 'bias'), 0))
  })

  test('Upsample repeats cells, PixelShuffle moves channels', () => {
    const up = panelOf('nn.Upsample$0(scale_factor=2)(torch.zeros(1, 1, 2, 2))')
    expect(item(up.outputs[0]!, 0, 0, 3, 0)).toBe(item(up.inputs[0]!, 0, 0, 1, 0))
    const shuffled = panelOf('nn.PixelShuffle$0(2)(torch.zeros(1, 4, 2, 2))')
    expect(shuffled.outputs[0]!.shape).toEqual([1, 1, 4, 4])
    expect(item(shuffled.outputs[0]!, 0, 0, 1, 2)).toBe(item(shuffled.inputs[0]!, 0, 2, 0, 1))
  })

  test('MaxPool2d gives maxima and where they are; MaxUnpool2d puts them back', () => {
    const pool = panelOf('nn.MaxPool2d$0(2, return_indices=True)(torch.zeros(1, 1, 4, 4))')
    const [maxima, indices] = pool.outputs
    const [x] = pool.inputs
    expect(item(maxima!, 0, 0, 0, 0)).toBe(Math.max(item(x!, 0, 0, 0, 0), item(x!, 0, 0, 0, 1), item(x!, 0, 0, 1, 0), item(x!, 0, 0, 1, 1)))
    expect(x!.data[item(indices!, 0, 0, 1, 1)]).toBe(item(maxima!, 0, 0, 1, 1))
    const back = panelOf('pool, unpool = nn.MaxPool2d(2, return_indices=True), nn.MaxUnpool2d(2)\ny, where = pool(torch.zeros(1, 1, 4, 4))\nunp$0ool(y, where)')
    const [values, places] = back.inputs
    expect(back.outputs[0]!.shape).toEqual([1, 1, 4, 4])
    values!.data.forEach((value, place) => { expect(back.outputs[0]!.data[places!.data[place]!]).toBe(value) })
    expect(back.outputs[0]!.data.filter((value) => value !== 0).length).toBe(4)
  })

  test('BatchNorm2d trains: every channel has mean 0 and variance 1 before weight and bias', () => {
    const panel = panelOf('nn.BatchNorm2d$0(2)(torch.zeros(8, 2, 4, 4))')
    const [y] = panel.outputs
    const channel = y!.data.slice(0, 16).map((value) => (value - item(weight(panel, 'bias'), 0)) / item(weight(panel, 'weight'), 0))
    expect(channel.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0)
    expect(channel.reduce((sum, value) => sum + value * value, 0) / 16).toBeCloseTo(1, 2)
  })
})

describe('the sample', () => {
  test('is cut to what a person can look at, as far as the layer accepts it', () => {
    const panel = panelOf('nn.Conv2d$0(3, 8, 16, stride=16)(torch.zeros(4, 3, 224, 224))')
    expect(panel.inputs[0]!.shape).toEqual([1, 3, 16, 16])
    expect(labOf('nn.Conv2d$0(3, 8, 16, stride=16)(torch.zeros(4, 3, 224, 224))').sample).toBe('The sample is smaller than the inferred input [4, 3, 224, 224]; the layer is the same.')
  })

  test('keeps two rows where a batch norm needs them', () => {
    expect(panelOf('nn.BatchNorm1d$0(5)(torch.zeros(32, 5))').inputs[0]!.shape).toEqual([2, 5])
  })

  test('keeps the features that the last dim must have', () => {
    expect(panelOf('nn.Linear$0(64, 2)(torch.zeros(8, 100, 64))').inputs[0]!.shape).toEqual([1, 12, 64])
  })

  test('stands for letters with sizes that the layer accepts', () => {
    const panel = panelOf('class Net(nn.Module):\n  def __init__(self):\n    super().__init__()\n    self.conv = nn.Conv2d$0(3, 4, 11)\n  def forward(self, x):  # given: x [N, 3, H, W]\n    return self.conv(x)')
    expect(panel.inputs[0]!.shape).toEqual([1, 3, 12, 12])
  })

  test('is a natural one where nothing calls the layer', () => {
    expect(panelOf('nn.Conv2d$0(3, 4, 3)').inputs[0]!.shape).toEqual([1, 3, 8, 8])
  })

  test('keeps the times of a sequence, and cuts its batch wherever it stands', () => {
    const shapeOf = (made: string, shape: string): unknown => labOf(`nn.${made.replace('(', '$0(')}(torch.zeros(${shape}))`).setting?.inputs[0]!.shape
    expect(shapeOf('LSTM(4, 3)', '5, 8, 4')).toEqual([5, 1, 4])
    expect(shapeOf('LSTM(4, 3, batch_first=True)', '8, 5, 4')).toEqual([1, 5, 4])
    expect(shapeOf('GRU(4, 3)', '5, 4')).toEqual([5, 4])
    expect(shapeOf('TransformerEncoderLayer(4, 2)', '5, 8, 4')).toEqual([5, 1, 4])
  })

  test('of a loss has several samples, and targets that mean something', () => {
    const dataOf = (call: string): unknown => labOf(`nn.${call}`).setting?.inputs.map(({ shape, data }) => [shape, data.source.kind])
    expect(dataOf('BCELoss$0()(torch.zeros(4, 3), torch.zeros(4, 3))')).toEqual([[[4, 3], 'uniform'], [[4, 3], 'uniform']])
    expect(dataOf('HingeEmbeddingLoss$0()(torch.zeros(4), torch.zeros(4))')).toEqual([[[4], 'random'], [[4], 'signs']])
    const { inputs: [, target] } = panelOf('nn.CrossEntropyLoss$0()(torch.zeros(9, 3), torch.zeros(9, dtype=torch.long))')
    expect(new Set(target!.data)).toEqual(new Set([0, 1, 2]))
  })

  test('has token numbers for an embedding', () => {
    const panel = panelOf('nn.Embedding$0(5, 2)(torch.zeros(1, 3, dtype=torch.long))')
    expect(panel.inputs[0]!.data.every((token) => Number.isInteger(token) && token >= 0 && token < 5)).toBe(true)
    expect(item(panel.outputs[0]!, 0, 1, 1)).toBe(item(weight(panel, 'weight'), panel.inputs[0]!.data[1]!, 1))
  })
})

const refusalOf = (text: string): string => {
  const { setting, reason } = at(text).lab!
  const run = setting && createLabEngine().run({ slot: 'left', setting })
  return run?.ok === false ? run.message : reason ?? ''
}

test.each([
  ["F.cross_entropy$0(torch.zeros(4, 3), torch.zeros(4, dtype=torch.long), label_smoothing=0.1)", 'torch.nn.CrossEntropyLoss', { label_smoothing: '0.1' }],
  ["F.kl_div$0(torch.zeros(4, 3), torch.zeros(4, 3), reduction='batchmean')", 'torch.nn.KLDivLoss', { reduction: "'batchmean'" }],
  ['F.cosine_similarity$0(torch.zeros(4, 3), torch.zeros(4, 3), dim=0)', 'torch.nn.CosineSimilarity', { dim: '0' }],
  ['F.embedding$0(torch.tensor([1, 2]), torch.zeros(5, 3))', 'torch.nn.Embedding', { num_embeddings: '5', embedding_dim: '3' }],
  ['F.prelu$0(torch.zeros(1, 3, 4), torch.zeros(3))', 'torch.nn.PReLU', { num_parameters: '3' }],
  ['F.glu$0(torch.zeros(4, 6), dim=-1)', 'torch.nn.GLU', { dim: '-1' }],
])('%s is the layer that does the same', (call, layer, given) => {
  expect(labOf(`import torch.nn.functional as F\n${call}`).setting?.steps).toMatchObject([{ layer, arguments: given }])
})

test('a recurrent layer opens with the arguments that the manual names', () => {
  expect(labOf('nn.RNN$0(4, 3, 2, "relu", bidirectional=True)(torch.zeros(5, 1, 4))').setting?.steps[0]!.arguments).toEqual({ input_size: '4', hidden_size: '3', num_layers: '2', nonlinearity: '"relu"', bidirectional: 'True' })
  expect(createLabEngine().parameters({ layer: 'torch.nn.LSTM' }).map(({ name }) => name)).toEqual(['input_size', 'hidden_size', 'num_layers', 'bias', 'batch_first', 'dropout', 'bidirectional', 'proj_size'])
})

test('tensors are handed on in the order of forward, and those that have no place are named', () => {
  const call = (given: string): LabModel => labOf(`attend = nn.MultiheadAttention(4, 2)\nx, y = torch.zeros(3, 1, 4), torch.zeros(5, 1, 4)\natt$0end(${given})`)
  expect(call('key=y, value=y, query=x').setting?.inputs.map(({ shape }) => shape)).toEqual([[3, 1, 4], [5, 1, 4], [5, 1, 4]])
  expect(labOf('encode = nn.TransformerEncoderLayer(4, 2)\nenc$0ode(torch.zeros(5, 1, 4), torch.zeros(5, 5))').reason).toBe("TransformerEncoderLayer can't be run here yet with src_mask.")
})

describe('what a call gives besides its first tensors', () => {
  const inputsOf = (code: string): readonly (readonly unknown[])[] | undefined => labOf(code).setting?.inputs.map(({ name, shape, dtype }) => [name, shape, dtype])
  const namesOf = (code: string): readonly (readonly string[])[] => {
    const { inputs, outputs } = panelOf(code)
    return [inputs.map(({ name }) => name), outputs.map(({ name }) => name)]
  }

  test('has the manual\'s names', () => {
    expect(namesOf('nn.LSTM$0(4, 3)(torch.zeros(5, 1, 4), (torch.zeros(1, 1, 3), torch.zeros(1, 1, 3)))')).toEqual([['input', 'h_0', 'c_0'], ['output', 'h_n', 'c_n']])
    expect(namesOf('nn.GRU$0(4, 3)(torch.zeros(5, 1, 4), hx=torch.zeros(1, 1, 3))')).toEqual([['input', 'h_0'], ['output', 'h_n']])
    expect(namesOf('nn.LSTMCell$0(4, 3)(torch.zeros(2, 4), (torch.zeros(2, 3), torch.zeros(2, 3)))')).toEqual([['input', 'h_0', 'c_0'], ['h_1', 'c_1']])
    expect(namesOf('x = torch.zeros(3, 1, 4)\nnn.MultiheadAttention$0(4, 2)(x, x, x, attn_mask=torch.zeros(3, 3))')).toEqual([['query', 'key', 'value', 'attn_mask'], ['attn_output', 'attn_output_weights']])
    expect(namesOf('nn.EmbeddingBag$0(5, 2, mode="sum")(torch.zeros(2, 3, dtype=torch.long), None, torch.zeros(2, 3))')).toEqual([['input', 'per_sample_weights'], ['output']])
    expect(namesOf('nn.MSELoss$0()(torch.zeros(4), torch.zeros(4))')).toEqual([['input', 'target'], ['output']])
    expect(namesOf('nn.MaxPool2d$0(2, return_indices=True)(torch.zeros(1, 1, 4, 4))')).toEqual([['input'], ['output', 'indices']])
  })

  test('is cut to a sample together with them', () => {
    expect(inputsOf('nn.LSTM$0(4, 3, batch_first=True)(torch.zeros(64, 5, 4), (torch.zeros(1, 64, 3), torch.zeros(1, 64, 3)))')).toEqual([[undefined, [1, 5, 4], 'float32'], ['h_0', [1, 1, 3], 'float32'], ['c_0', [1, 1, 3], 'float32']])
    for (const batch of [1, 2]) {
      expect(inputsOf(`x = torch.zeros(3, ${batch}, 4)\nnn.MultiheadAttention$0(4, 2)(x, x, x, attn_mask=torch.zeros(3, 3))`)?.map(([, shape]) => shape)).toEqual([[3, 1, 4], [3, 1, 4], [3, 1, 4], [3, 3]])
    }
    expect(inputsOf('x = torch.zeros(9, 64, 4)\nnn.MultiheadAttention$0(4, 2)(x, x, x, torch.zeros(64, 9, dtype=torch.bool))')?.at(-1)).toEqual(['key_padding_mask', [1, 9], 'bool'])
  })

  test('may be no tensor, which is said', () => {
    expect(labOf('up = nn.ConvTranspose2d(1, 1, 3, stride=2)\nup$0(torch.zeros(1, 1, 3, 3), output_size=(8, 8))').sample).toBe('As in the code, its call is given output_size=(8, 8).')
    expect(panelOf('up = nn.ConvTranspose2d(1, 1, 3, stride=2)\nup$0(torch.zeros(1, 1, 3, 3), output_size=(8, 8))').outputs[0]?.shape).toEqual([1, 1, 8, 8])
    expect(namesOf('x = torch.zeros(3, 1, 4)\nnn.MultiheadAttention$0(4, 2)(x, x, x, need_weights=False)')[1]).toEqual(['attn_output'])
    expect(panelOf('x = torch.zeros(3, 1, 4)\nnn.MultiheadAttention$0(4, 2)(x, x, x, average_attn_weights=False)').outputs[1]?.shape).toEqual([1, 2, 3, 3])
  })

  test('is left out where too little is known of it, which is said', () => {
    const model = labOf('import os\nstate = os.environ.get("STATE")\nnn.GRU$0(4, 3)(torch.zeros(5, 1, 4), state)')
    expect(model.setting?.inputs).toHaveLength(1)
    expect(model.sample).toBe('The call gives h_0, of which too little is known here: the lab runs the layer without.')
  })

  test('may be weights of a loss, which are edited as other weights are', () => {
    for (const code of ['weights = torch.rand(3)\nnn.CrossEntropyLoss$0(weight=weights)(torch.zeros(4, 3), torch.zeros(4, dtype=torch.long))', 'F.cross_entropy$0(torch.zeros(4, 3), torch.zeros(4, dtype=torch.long), torch.rand(3))']) {
      expect(panelOf(code).weights).toMatchObject([{ name: 'weight', shape: [3], data: Float64Array.of(1, 1, 1) }])
    }
  })

  test('stands in the program that computes the same', () => {
    const { setting } = labOf('nn.LSTM$0(2, 1)(torch.zeros(1, 1, 2), (torch.zeros(1, 1, 1), torch.zeros(1, 1, 1)))')
    const engine = createLabEngine()
    engine.run({ slot: 'left', setting: setting! })
    expect(engine.code({ slot: 'left' })).toMatchObject({ code: expect.stringContaining('y = layer(x, hx=(h_0, c_0))') })
  })
})

test('dropout that is left out of the numbers is said', () => {
  const notes = (code: string): readonly string[] => panelOf(code).notes.filter((note) => note.startsWith('Dropout'))
  expect(notes('nn.LSTM$0(4, 3, 2, dropout=0.5)(torch.zeros(5, 1, 4))')).toHaveLength(1)
  expect(notes('nn.LSTM$0(4, 3, dropout=0.5)(torch.zeros(5, 1, 4))')).toEqual([])
  expect(notes('m = nn.TransformerEncoderLayer(4, 2).eval()\nm$0(torch.zeros(5, 1, 4))')).toEqual([])
})

describe('a refusal', () => {
  test('is what PyTorch says', () => {
    expect(refusalOf('nn.Conv2d$0(3, 4, 3)(torch.zeros(1, 2, 8, 8))')).toContain('expected input[1, 2, 8, 8] to have 3 channels, but got 2 channels instead')
  })

  test('says that a run would be too large', () => {
    expect(refusalOf('nn.Linear$0(4000, 4000)(torch.zeros(1, 4000))')).toMatch(/more than 4,000,000 numbers/)
    expect(refusalOf('nn.Conv2d$0(512, 512, 7)(torch.zeros(1, 512, 64, 64))')).toMatch(/more than 4,000,000 numbers/)
  })

  test('is that of numbers which PyTorch refuses', () => {
    const { setting } = labOf('nn.BCELoss$0()(torch.zeros(4), torch.zeros(4))')
    const refused = createLabEngine().run({ slot: 'left', setting: { ...setting!, inputs: setting!.inputs.map((input) => ({ ...input, data: { source: { kind: 'constant', value: 2 } } })) } })
    expect(refused).toMatchObject({ ok: false, message: "it can't be run on this sample: all elements of input should be between 0 and 1" })
  })

  test('says that no shape is known', () => {
    expect(refusalOf('nn.ReLU$0()')).toContain('The shape of its input is not known here')
  })

  test('there is no lab where there is no layer', () => {
    expect(at('x$0 = 1').lab).toBeUndefined()
  })
})
