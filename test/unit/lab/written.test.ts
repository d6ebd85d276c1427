/** What cells of layers that are no plain sums say of themselves: their formulas, with names and with numbers, down through their parts. */
import { beforeAll, describe, expect, test } from 'vitest'
import { createLabEngine, type DataSource, type LabCell, type LabSetting, type LabToken } from '../../../core/exec/lab/index.ts'
import { loadParser } from '../support/parser.ts'

beforeAll(loadParser)

const engine = createLabEngine()
const text = (tokens: readonly LabToken[]): string => tokens.map((token) => token.text).join('')
const typed = (shape: readonly number[], numbers: string, dtype = 'float32'): LabSetting['inputs'][number] => ({ shape, dtype, data: { source: { kind: 'typed', text: numbers } } })
const ones: DataSource = { kind: 'constant', value: 1 }

/** Runs one layer and asks for one of its cells, or for a part of it: the part of that name, and then the part of it, and so on. */
function cellOf(layer: string, given: Readonly<Record<string, string>>, inputs: LabSetting['inputs'], index: readonly number[], parts: readonly string[] = [], weights: Readonly<Record<string, DataSource>> = {}): LabCell {
  const setting: LabSetting = { steps: [{ layer: `torch.nn.${layer}`, arguments: given, weights: Object.fromEntries(Object.entries(weights).map(([name, source]) => [name, { source }])) }], inputs, training: false }
  const run = engine.run({ slot: 'left', setting })
  if (!run.ok) throw new Error(run.message)
  const ask = (within: readonly number[]): LabCell => {
    const cell = engine.cell({ slot: 'left', step: 0, output: 0, index, within })
    if (!cell) throw new Error(`no cell ${within.join()}`)
    return cell
  }
  return parts.reduce<{ cell: LabCell; within: readonly number[] }>(({ cell, within }, name) => {
    const inner = [...within, cell.terms.findIndex(({ from }) => from.kind === 'part' && `${from.name}${from.index.join('')}` === name)]
    return { cell: ask(inner), within: inner }
  }, { cell: ask([]), within: [] }).cell
}

const row = typed([1, 3], '[[1, 3, 2]]')

test.each<readonly [string, Readonly<Record<string, string>>, LabSetting['inputs'], readonly number[], string, string]>([
  ['Softmax', { dim: '1' }, [row], [0, 2], 'exp(x₂ − max₀) / (exp(x₀ − max₀) + exp(x₁ − max₀) + exp(x₂ − max₀))', 'exp(2 − 3) / (exp(1 − 3) + exp(3 − 3) + exp(2 − 3)) = 0.2447'],
  ['LogSoftmax', { dim: '1' }, [row], [0, 0], 'x₀ − max₀ − log(exp(x₀ − max₀) + exp(x₁ − max₀) + exp(x₂ − max₀))', '1 − 3 − log(exp(1 − 3) + exp(3 − 3) + exp(2 − 3)) = −2.4076'],
  ['GLU', {}, [typed([1, 4], '[[1, 3, 0, 2]]')], [0, 1], 'x₁·σ(x₃)', '3·σ(2) = 2.6424'],
  ['PReLU', {}, [typed([1, 2], '[[-4, 4]]')], [0, 0], 'w·x₀ where x ≤ 0', '0.25·(−4) = −1 where x ≤ 0'],
  ['LayerNorm', { normalized_shape: '3' }, [row], [0, 1], '((x₁ − mean₀) / √(var₀ + eps))·w₁ + b₁', '((3 − 2) / √(0.6667 + 1e-5))·1 + 0 = 1.2247'],
  ['LocalResponseNorm', { size: '3', alpha: '0.3' }, [typed([1, 3, 1], '[[[1], [3], [2]]]')], [0, 1, 0], 'x₁₀ / (k + (alpha / size)·(x₀₀² + x₁₀² + x₂₀²))^beta', '3 / (1 + (0.3 / 3)·(1² + 3² + 2²))^0.75 = 1.5558'],
  ['CosineSimilarity', {}, [typed([1, 2], '[[3, 4]]'), typed([1, 2], '[[1, 0]]')], [0], '(x1₀·x2₀ + x1₁·x2₁) / (max(‖x1‖₀, eps)·max(‖x2‖₀, eps))', '(3·1 + 4·0) / (max(5, 1e-8)·max(1, 1e-8)) = 0.6'],
  ['MSELoss', {}, [typed([1, 2], '[[3, 4]]'), typed([1, 2], '[[1, 0]]')], [], '(l₀₀ + l₀₁) / 2', '(4 + 16) / 2 = 10'],
  ['HuberLoss', { reduction: "'none'" }, [typed([1, 2], '[[3, 4]]'), typed([1, 2], '[[1, 4]]')], [0, 0], 'delta·(|x₀ − y₀| − 0.5·delta) where |x − y| > delta', '1·(|3 − 1| − 0.5·1) = 1.5 where |x − y| > delta'],
  ['CrossEntropyLoss', { reduction: "'sum'" }, [row, typed([1], '[2]', 'int64')], [], 'l₀', '1.4076 = 1.4076'],
])('%s', (layer, given, inputs, index, names, numbers) => {
  const cell = cellOf(layer, given, inputs, index)
  expect([text(cell.names), text(cell.numbers)]).toEqual([names, numbers])
})

test('the loss of a class is the logarithm of its share, which is made of all classes', () => {
  const target = typed([1], '[2]', 'int64')
  expect(text(cellOf('CrossEntropyLoss', {}, [row, target], [], ['l0']).names)).toBe('−log p₀₂')
  const share = cellOf('CrossEntropyLoss', {}, [row, target], [], ['l0', 'log p02'])
  expect(text(share.numbers)).toBe('2 − 3 − log(exp(1 − 3) + exp(3 − 3) + exp(2 − 3)) = −1.4076')
  // The target chose the class: it takes part without standing in the formula.
  expect(cellOf('CrossEntropyLoss', {}, [row, target], [], ['l0']).terms.at(-1)?.from).toEqual({ kind: 'input', input: 1, index: [0] })
})

test('an embedding is a number of the table that an index chose', () => {
  const cell = cellOf('Embedding', { num_embeddings: '3', embedding_dim: '2' }, [typed([2], '[2, 0]', 'int64')], [0, 1], [], { weight: { kind: 'ramp' } })
  expect(text(cell.names)).toBe('w₂₁')
  expect(cell.terms.map(({ from }) => from)).toEqual([{ kind: 'input', input: 0, index: [0] }])
})

describe('a recurrent layer', () => {
  const lstm = (index: readonly number[], parts: readonly string[]): LabCell => cellOf('LSTM', { input_size: '1', hidden_size: '1' }, [typed([3, 1, 1], '[[[1]], [[2]], [[3]]]')], index, parts, { weight_ih_l0: ones, weight_hh_l0: ones, bias_ih_l0: ones, bias_hh_l0: ones })

  test('is made of gates at its time and of the states of the time before', () => {
    expect(text(lstm([1, 0, 0], []).names)).toBe('o₁₀₀·tanh(c₁₀₀)')
    expect(text(lstm([1, 0, 0], ['c100']).names)).toBe('f₁₀₀·c₀₀₀ + i₁₀₀·g₁₀₀')
    expect(text(lstm([1, 0, 0], ['c100', 'g100']).names)).toBe('tanh(x₁₀₀·w_ih_l0₂₀ + b_ih_l0₂ + h₀₀₀·w_hh_l0₂₀ + b_hh_l0₂)')
    expect(text(lstm([1, 0, 0], ['c100', 'g100']).numbers)).toBe('tanh(2·1 + 1 + 0.7038·1 + 1) = 0.9998')
  })

  test('says which earlier elements take part, and where the state before stands', () => {
    expect(lstm([1, 0, 0], []).through).toEqual([{ input: 0, places: Int32Array.of(0, 1) }])
    const state = lstm([1, 0, 0], ['o100']).terms.find(({ from }) => from.kind === 'part')
    expect(state?.from).toEqual({ kind: 'part', name: 'h', index: [0, 0, 0], at: { output: 0, index: [0, 0, 0] } })
  })

  test('begins at zero, which adds nothing', () => {
    expect(text(lstm([0, 0, 0], ['c000']).names)).toBe('i₀₀₀·g₀₀₀')
    expect(text(lstm([0, 0, 0], ['o000']).names)).toBe('σ(x₀₀₀·w_ih_l0₃₀ + b_ih_l0₃ + b_hh_l0₃)')
  })
})

describe('attention', () => {
  const given = { embed_dim: '2', num_heads: '1', bias: 'False' }
  const sequence = (numbers: string): LabSetting['inputs'][number] => typed([2, 1, 2], numbers)
  const cell = (parts: readonly string[]): LabCell => cellOf('MultiheadAttention', given, [sequence('[[[1, 0]], [[0, 1]]]'), sequence('[[[1, 1]], [[2, 0]]]'), sequence('[[[1, 2]], [[3, 4]]]')], [1, 0, 0], parts)

  test('is a mean of the values, weighed by how well query and key agree', () => {
    expect(text(cell([]).names)).toBe('head₀₀₁₀·out_proj.w₀₀ + head₀₀₁₁·out_proj.w₀₁')
    expect(text(cell(['head0010']).names)).toBe('attn₀₀₁₀·v₀₀₀₀ + attn₀₀₁₁·v₀₀₁₀')
    expect(text(cell(['head0010', 'attn0010']).names)).toBe('exp(score₀₀₁₀ − max₀₀₁) / (exp(score₀₀₁₀ − max₀₀₁) + exp(score₀₀₁₁ − max₀₀₁))')
    expect(text(cell(['head0010', 'attn0010', 'score0010']).names)).toBe('(q₀₀₁₀·k₀₀₀₀ + q₀₀₁₁·k₀₀₀₁) / √d')
    expect(text(cell(['head0010', 'attn0010', 'score0010', 'q0010']).names)).toBe('query₁₀₀·in_proj_w₀₀ + query₁₀₁·in_proj_w₀₁')
  })
})

test('a part that is none is no cell', () => {
  cellOf('MSELoss', {}, [typed([2], '[3, 4]'), typed([2], '[1, 0]')], [])
  expect(engine.cell({ slot: 'left', step: 0, output: 0, index: [], within: [7] })).toBeNull()
  expect(engine.cell({ slot: 'left', step: 0, output: 0, index: [], within: [0, 0] })).toBeNull()
})
