/** The lab's engine: chains, refusals, sample data and weights, pairs, matrices and overlaps. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { ranSetting } from '../../../core/exec/lab/engine.ts'
import { createLabEngine, type DataSource, type LabArray, type LabInput, type LabResult, type LabSetting, type LabStep, type LabStepResult } from '../../../core/exec/lab/index.ts'
import { at, resultOf } from '../ide/support.ts'
import { loadParser } from '../support/parser.ts'
import { unexplained } from './explained.ts'

beforeAll(loadParser)

const engine = createLabEngine()
const step = (layer: string, given: LabStep['arguments'], weights: LabStep['weights'] = {}): LabStep => ({ layer: `torch.nn.${layer}`, arguments: given, weights })
const on = (shape: readonly number[], steps: readonly LabStep[], source: DataSource = { kind: 'random', seed: 1 }): LabSetting => ({ steps, inputs: [{ shape, dtype: 'float32', data: { source } }], training: true })
function run(setting: LabSetting): LabResult {
  const ran = engine.run({ slot: 'left', setting })
  if (!ran.ok) throw new Error(ran.message)
  return ran
}
const outputOf = (setting: LabSetting): LabArray => run(setting).steps.at(-1)!.outputs[0]!
const inputOf = (shape: readonly number[], source: DataSource): number[] => [...run(on(shape, [step('Identity', {})], source)).steps[0]!.inputs[0]!.data]

describe('a chain', () => {
  test('gives each step what the one before returned', () => {
    const { steps } = run(on([1, 1, 6, 6], [step('Conv2d', { in_channels: '1', out_channels: '2', kernel_size: '3' }), step('ReLU', {}), step('MaxPool2d', { kernel_size: '2' })]))
    expect(steps.map(({ title }) => title)).toEqual(['Conv2d', 'ReLU', 'MaxPool2d'])
    expect(steps.map(({ outputs }) => outputs[0]!.shape)).toEqual([[1, 2, 4, 4], [1, 2, 4, 4], [1, 2, 2, 2]])
    expect(steps[1]!.inputs[0]!.data).toEqual(steps[0]!.outputs[0]!.data)
  })

  test('is followed at every step, each of them with its own inputs', () => {
    const words: LabSetting = {
      steps: [step('Embedding', { num_embeddings: '5', embedding_dim: '3' }), step('LayerNorm', { normalized_shape: '3' }), step('Linear', { in_features: '3', out_features: '6' }), step('GLU', {}), step('Softmax', { dim: '-1' })],
      inputs: [{ shape: [4, 2], dtype: 'int64', data: { source: { kind: 'random', seed: 1 } } }], training: true,
    }
    expect(run(words).steps.map(({ followed }) => followed)).toEqual(words.steps.map(() => true))
    expect(ranSetting(words).ran!.steps.flatMap((ran) => unexplained(ran) ?? [])).toEqual([])
    expect(engine.cell({ slot: 'left', step: 4, output: 0, index: [0, 0, 1] })?.names.map(({ text }) => text).join('')).toBe('exp(x₀₀₁ − max₀₀) / (exp(x₀₀₀ − max₀₀) + exp(x₀₀₁ − max₀₀) + exp(x₀₀₂ − max₀₀))')
  })

  test('hands on what a layer returns, as a Sequential does: a tuple is no input', () => {
    const recurrent = on([4, 2, 3], [step('LSTM', { input_size: '3', hidden_size: '4' }), step('Linear', { in_features: '4', out_features: '2' })])
    expect(engine.run({ slot: 'right', setting: recurrent })).toMatchObject({ ok: false, by: 'pytorch', step: 1, message: expect.stringContaining('must be Tensor, not tuple') })
  })

  test('is opened from a Sequential, with the layers of those inside of it', () => {
    const { setting } = at('net = nn.Sequential$0(nn.Conv2d(1, 2, 3), nn.Sequential(nn.BatchNorm2d(2), nn.ReLU()))\nnet.eval()\nnet(torch.zeros(1, 1, 8, 8))').lab!
    expect(setting?.steps.map(({ layer, name }) => [name, layer])).toEqual([['0', 'torch.nn.Conv2d'], ['1.0', 'torch.nn.BatchNorm2d'], ['1.1', 'torch.nn.ReLU']])
    expect(setting?.training).toBe(false)
  })

  test('that is refused says in which step', () => {
    const answer = engine.run({ slot: 'right', setting: on([1, 1, 6, 6], [step('ReLU', {}), step('Conv2d', { in_channels: '3', out_channels: '2', kernel_size: '3' })]) })
    expect(answer).toMatchObject({ ok: false, by: 'pytorch', step: 1 })
  })
})

describe('a refusal', () => {
  const refused = (setting: LabSetting): unknown => engine.run({ slot: 'left', setting })

  test('is PyTorch\'s, and blames the argument', () => {
    expect(refused(on([1, 1, 4, 4], [step('ConvTranspose2d', { in_channels: '1', out_channels: '1', kernel_size: '3', stride: '2', output_padding: '2' })])))
      .toMatchObject({ ok: false, by: 'pytorch', parameter: 'output_padding', message: expect.stringContaining('output padding must be smaller than either stride or dilation') })
    expect(refused(on([1, 4, 4, 4], [step('Conv2d', { in_channels: '4', out_channels: '4', kernel_size: '3', groups: '3' })]))).toMatchObject({ by: 'pytorch', parameter: 'groups', message: 'in_channels must be divisible by groups' })
  })

  test('says where an argument stops being a literal', () => {
    expect(refused(on([1, 1, 4, 4], [step('MaxPool2d', { kernel_size: '(2, k)' })]))).toMatchObject({ by: 'lab', parameter: 'kernel_size', at: 4 })
  })

  test('says where a typed matrix is ragged, or has more dims than there are', () => {
    const typed = (text: string): unknown => refused(on([1, 1, 2, 2], [step('ReLU', {})], { kind: 'typed', text }))
    expect(typed('[[0, 1], [2]]')).toMatchObject({ by: 'lab', parameter: 'input', at: 9, message: expect.stringContaining('this row has 1 element') })
    expect(typed('[[[[[0]]]]]')).toMatchObject({ message: 'the numbers have 5 dims, and 1×1×2×2 has 4' })
  })

  test('keeps the last good run', () => {
    run(on([1, 1, 4, 4], [step('MaxPool2d', { kernel_size: '2' })]))
    expect(refused(on([1, 1, 4, 4], [step('MaxPool2d', { kernel_size: '9' })]))).toMatchObject({ ok: false })
    expect(engine.cell({ slot: 'left', step: 0, output: 0, index: [0, 0, 1, 1] })?.terms).toHaveLength(4)
  })

  test('of a token that the table lacks is PyTorch\'s', () => {
    const setting: LabSetting = { steps: [step('Embedding', { num_embeddings: '3', embedding_dim: '2' })], inputs: [{ shape: [2], dtype: 'int64', data: { source: { kind: 'given', shape: [2], data: [1, 7] } } }], training: true }
    expect(refused(setting)).toMatchObject({ ok: false, by: 'pytorch', message: 'index out of range in self' })
  })
})

describe('sample data', () => {
  test('ramp, impulse, checkerboard, constant, frame, typed and edited', () => {
    expect(inputOf([1, 1, 2, 3], { kind: 'ramp' })).toEqual([0, 1, 2, 3, 4, 5])
    expect(inputOf([1, 2, 3, 3], { kind: 'impulse' })).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0])
    expect(inputOf([1, 1, 2, 2], { kind: 'impulse', at: [0, 1] })).toEqual([0, 1, 0, 0])
    expect(inputOf([1, 1, 2, 3], { kind: 'checkerboard' })).toEqual([0, 1, 0, 1, 0, 1])
    expect(inputOf([2], { kind: 'constant', value: 2.5 })).toEqual([2.5, 2.5])
    expect(inputOf([1, 1, 3, 3], { kind: 'framed', seed: 1, border: 1 }).filter((value) => value !== 0)).toHaveLength(1)
    expect(inputOf([1, 2, 2, 2], { kind: 'typed', text: '[[0,1],[2,3]]' })).toEqual([0, 1, 2, 3, 0, 1, 2, 3])
    const edited: LabSetting = { ...on([3], [step('Identity', {})]), inputs: [{ shape: [3], dtype: 'float32', data: { source: { kind: 'ramp' }, edits: [[[1], 9], [[77], 1]] } }] }
    expect([...outputOf(edited).data]).toEqual([0, 9, 2])
  })

  test('a kernel typed for another size keeps what fits, says so, and is whole again when its size is back', () => {
    const kernel = (kernel_size: string): LabStepResult => {
      const weights: LabStep['weights'] = { weight: { source: { kind: 'typed', text: '[[1, 2, 3], [4, 5, 6], [7, 8, 9]]' }, edits: [[[0, 0, 2, 1], 80]] } }
      return run(on([1, 1, 4, 4], [step('Conv2d', { in_channels: '1', out_channels: '1', kernel_size }, weights)])).steps[0]!
    }
    const numbers = ({ weights, fitted }: LabStepResult): unknown => [[...weights[0]!.data], fitted['weight']]
    expect(numbers(kernel('3'))).toEqual([[1, 2, 3, 4, 5, 6, 7, 80, 9], undefined])
    expect(numbers(kernel('2'))).toEqual([[1, 2, 4, 5], 'The first 2×2 of the 3×3 numbers are used.'])
    expect(numbers(kernel('4'))).toEqual([[1, 2, 3, 0, 4, 5, 6, 0, 7, 80, 9, 0, 0, 0, 0, 0], 'The 3×3 numbers are used, with zeros up to 4×4.'])
    expect(numbers(kernel('(4, 1)'))).toEqual([[1, 4, 7, 0], 'The first 3×1 of the 3×3 numbers are used, with zeros up to 4×1.'])
    expect(numbers(kernel('3'))).toEqual([[1, 2, 3, 4, 5, 6, 7, 80, 9], undefined])
  })

  test('numbers from 0 to 1, and signs', () => {
    expect(inputOf([50], { kind: 'uniform', seed: 1 }).every((value) => value > 0 && value < 1)).toBe(true)
    expect(new Set(inputOf([50], { kind: 'signs', seed: 1 }))).toEqual(new Set([1, -1]))
  })

  test('a picture is averaged down, in colours for three channels and in grey else', () => {
    const rgba = [255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255, 255]
    expect(inputOf([1, 3, 1, 1], { kind: 'picture', width: 2, height: 2, rgba })).toEqual([0.25, 0, 0.25])
    expect(inputOf([1, 1, 2, 2], { kind: 'picture', width: 2, height: 2, rgba })).toEqual([0.299, 0, 0, 0.114])
  })

  test('random numbers are those of their seed', () => {
    expect(inputOf([8], { kind: 'random', seed: 4 })).toEqual(inputOf([8], { kind: 'random', seed: 4 }))
    expect(inputOf([8], { kind: 'random', seed: 4 })).not.toEqual(inputOf([8], { kind: 'random', seed: 5 }))
  })

  test('weights begin where PyTorch lets them begin', () => {
    const { weights } = run(on([1, 4, 5, 5], [step('Conv2d', { in_channels: '4', out_channels: '8', kernel_size: '3' })])).steps[0]!
    const bound = 1 / Math.sqrt(4 * 9)
    for (const { data } of weights) {
      expect(data.every((value) => Math.abs(value) <= bound)).toBe(true)
      expect(data.some((value) => Math.abs(value) > bound / 2)).toBe(true)
    }
    const norm = run(on([2, 3, 4], [step('BatchNorm1d', { num_features: '3' })])).steps[0]!
    expect(Object.fromEntries(norm.weights.map(({ name, data }) => [name, data[0]]))).toMatchObject({ weight: 1, bias: 0, running_mean: 0, running_var: 1 })
  })

  test('a bilinear kernel interpolates', () => {
    const up = step('ConvTranspose2d', { in_channels: '1', out_channels: '1', kernel_size: '4', stride: '2', padding: '1', bias: 'False' }, { weight: { source: { kind: 'bilinear' } } })
    const { data, shape } = outputOf(on([1, 1, 4, 4], [up], { kind: 'constant', value: 1 }))
    expect(shape).toEqual([1, 1, 8, 8])
    expect(data[3 * 8 + 3]).toBe(1)
  })
})

const small = fc.integer({ min: 1, max: 3 })
const convolutions = fc.record({ kernel: small, stride: small, padding: fc.integer({ min: 0, max: 1 }), dilation: fc.integer({ min: 1, max: 2 }), groups: fc.integer({ min: 1, max: 2 }), size: fc.integer({ min: 5, max: 7 }) })

describe('a convolution and its transposed partner', () => {
  test('share their weight: <C x, y> = <x, Cᵀ y>', () => {
    fc.assert(fc.property(convolutions, ({ kernel, stride, padding, dilation, groups, size }) => {
      const conv = step('Conv2d', { in_channels: '2', out_channels: '4', kernel_size: `${kernel}`, stride: `${stride}`, padding: `${padding}`, dilation: `${dilation}`, groups: `${groups}`, bias: 'False' })
      const { inputs: [x], outputs: [y] } = run(on([1, 2, size, size], [conv])).steps[0]!
      const partner = engine.partner({ slot: 'left', step: 0 })
      if (!('setting' in partner)) throw new Error(partner.reason)
      const back = engine.run({ slot: 'right', setting: partner.setting })
      // PyTorch refuses an output padding that the stride and the dilation leave no room for.
      if (!back.ok) return expect(back.by).toBe('pytorch')
      const returned = back.steps[0]!.outputs[0]!
      expect(returned.shape).toEqual(x!.shape)
      const dot = (one: LabArray, other: LabArray): number => one.data.reduce((sum, value, place) => sum + value * other.data[place]!, 0)
      expect(dot(x!, returned)).toBeCloseTo(dot(y!, y!), 8)
    }), { numRuns: 60 })
  })

  test('as a matrix: the product is the output without bias, and transposed it is what the partner computes', () => {
    const conv = step('Conv2d', { in_channels: '1', out_channels: '1', kernel_size: '3', padding: '1', bias: 'False' })
    const output = outputOf(on([1, 1, 4, 4], [conv]))
    const matrix = engine.matrix({ slot: 'left', step: 0 })!
    expect([matrix.rows, matrix.columns]).toEqual([16, 16])
    matrix.product.forEach((value, row) => { expect(value).toBeCloseTo(output.data[row]!, 10) })
    const partner = engine.partner({ slot: 'left', step: 0 })
    if ('reason' in partner) throw new Error(partner.reason)
    const back = outputOf(partner.setting)
    matrix.transposed.forEach((value, column) => { expect(value).toBeCloseTo(back.data[column]!, 10) })
  })
})

describe('the overlap', () => {
  const overlap = (kernel: number, stride: number): unknown => {
    run(on([1, 1, 4, 4], [step('ConvTranspose2d', { in_channels: '1', out_channels: '1', kernel_size: `${kernel}`, stride: `${stride}` })]))
    return engine.overlap({ slot: 'left', step: 0 })
  }

  test('is even where the kernel is a multiple of the stride, and else says what would be', () => {
    expect(overlap(4, 2)).toMatchObject({ of: 'output', even: true })
    expect(overlap(3, 2)).toMatchObject({ of: 'output', even: false, explanation: expect.stringContaining('A kernel of 2 or 4 overlaps evenly') })
  })

  test('counts the taps that reach each element', () => {
    const { counts, shape } = overlap(3, 2) as { readonly counts: Float64Array; readonly shape: readonly number[] }
    expect(shape).toEqual([9, 9])
    expect([...counts.slice(4 * 9, 4 * 9 + 5)]).toEqual([2, 2, 4, 2, 4])
  })
})

/** Attention of three sequences, with arguments of the call. */
function attention(call: Readonly<Record<string, string>>): LabSetting {
  const inputs = [1, 2, 3].map((seed) => ({ shape: [3, 2, 4], dtype: 'float32', data: { source: { kind: 'random', seed } } } as const))
  return { steps: [{ ...step('MultiheadAttention', { embed_dim: '4', num_heads: '2' }), call }], inputs, training: true }
}

test('arguments of a call decide which outputs there are', () => {
  const shapes = (call: Readonly<Record<string, string>>): unknown => run(attention(call)).steps[0]!.outputs.map(({ shape }) => shape)
  expect([shapes({}), shapes({ need_weights: 'False' }), shapes({ average_attn_weights: 'False' })]).toEqual([[[3, 2, 4], [2, 3, 3]], [[3, 2, 4]], [[3, 2, 4], [2, 2, 3, 3]]])
})

describe('every cell is what its terms make up', () => {
  const cases: readonly (readonly [string, LabSetting])[] = [
    ['GroupNorm', on([2, 4, 3, 3], [step('GroupNorm', { num_groups: '2', num_channels: '4' })])],
    ['InstanceNorm1d without a batch', on([3, 5], [step('InstanceNorm1d', { num_features: '3', affine: 'True' })])],
    ['RMSNorm', on([2, 4], [step('RMSNorm', { normalized_shape: '4' })])],
    ['BatchNorm2d, evaluating', { ...on([2, 3, 2, 2], [step('BatchNorm2d', { num_features: '3' })]), training: false }],
    ['Flatten', on([2, 3, 2], [step('Flatten', {})])],
    ['LeakyReLU', on([2, 3], [step('LeakyReLU', {})])],
    ['FractionalMaxPool2d', on([2, 3, 7, 8], [step('FractionalMaxPool2d', { kernel_size: '(2, 3)', output_size: '(3, 4)' })])],
    ['FractionalMaxPool3d', on([1, 2, 5, 6, 6], [step('FractionalMaxPool3d', { kernel_size: '2', output_ratio: '(0.5, 0.5, 0.7)' })])],
    ...[{ need_weights: 'False' }, { average_attn_weights: 'False' }].map((call): readonly [string, LabSetting] => [`MultiheadAttention, ${Object.keys(call).join()}`, attention(call)]),
    ['Upsample, trilinear', on([1, 1, 2, 3, 2], [step('Upsample', { scale_factor: '2', mode: "'trilinear'" })])],
  ]
  test.each(cases)('%s', (_, setting) => { expect(unexplained(ranSetting(setting).ran!.steps[0]!)).toBeUndefined() })
})

test('the sizes come with numbers and with names', () => {
  const { sizes } = resultOf(at('nn.ConvTranspose2d$0(4, 2, 3, stride=2)(torch.zeros(1, 4, 5, 7))').lab).steps[0]!
  expect(sizes.map(({ label, text, names }) => [label, text, names])).toEqual([
    ['H', '(5 - 1)*2 - 2*0 + 1*(3 - 1) + 0 + 1 = 11', '(H - 1)*stride - 2*padding + dilation*(kernel_size - 1) + output_padding + 1'],
    ['W', '(7 - 1)*2 - 2*0 + 1*(3 - 1) + 0 + 1 = 15', '(W - 1)*stride - 2*padding + dilation*(kernel_size - 1) + output_padding + 1'],
  ])
})

describe('numbers that PyTorch refuses are refused in its words', () => {
  /** A first input of zeros, and a second one of these whole numbers. */
  const refusal = (layer: LabStep, first: Pick<LabInput, 'shape' | 'dtype'>, shape: readonly number[], text: string): string | undefined => {
    const answer = engine.run({ slot: 'right', setting: { steps: [layer], inputs: [{ ...first, data: { source: { kind: 'constant', value: 0 } } }, { shape, dtype: 'int64', data: { source: { kind: 'typed', text } } }], training: true } })
    return answer.ok ? undefined : answer.message
  }
  const bag = step('EmbeddingBag', { num_embeddings: '5', embedding_dim: '2' })

  test('a class that the input lacks', () => {
    expect(refusal(step('MultiMarginLoss', {}), { shape: [2, 4], dtype: 'float32' }, [2], '[0, 7]')).toContain('target out of range')
    expect(refusal(step('MultiLabelMarginLoss', {}), { shape: [1, 4], dtype: 'float32' }, [1, 4], '[[0, 7, -1, 0]]')).toContain("argument #2 'target' is out of range")
  })

  test('bags that do not lie within the indices', () => {
    expect(refusal(bag, { shape: [3], dtype: 'int64' }, [2], '[1, 2]')).toContain('offsets[0] has to be 0')
    expect(refusal(bag, { shape: [3], dtype: 'int64' }, [2], '[0, 7]')).toContain("offsets[-1] can not be greater than input's length 3 but got offsets[-1] of 7")
    expect(refusal(bag, { shape: [3], dtype: 'int64' }, [2], '[0, 2]')).toBeUndefined()
  })
})
