import { describe, expect, test } from 'vitest'
import { boardOf, type ArrayPlace } from '../../../client/webview/lab/boards.ts'
import { highlightOf, inputSlice, outputSlice, termsShown, weightSlice, type ShownBoard, type Story } from '../../../client/webview/lab/highlights.ts'
import { play, played, settingOf, type Played } from './support.ts'

const shown = ({ step }: Played, role: ArrayPlace['role'], picked: readonly number[] = [], drawing: 'plain' | 'spread' = 'plain'): ShownBoard => {
  const place = { role, number: 0 }
  return { place, picked, board: boardOf(step, place, picked, drawing)! }
}
const places = (layer: Played, on: ShownBoard, story: Story, drawing: 'plain' | 'spread' = 'plain'): readonly string[] => highlightOf(layer.step, on, story, undefined, drawing).marks.map(({ row, column }) => `${row},${column}`)

describe('an output cell marks what made it', () => {
  const layer = played('Conv2d', { in_channels: '1', out_channels: '1', kernel_size: '3', padding: '1', dilation: '2' }, [1, 1, 5, 5])

  test('the input with padding and the gaps of the dilation', () => {
    // The output's first row reads rows -1, 1 and 3 of the input, which lie on rows 0, 2 and 4 of the board.
    const marks = places(layer, shown(layer, 'input'), layer.cell(0, 0, 0, 1))
    expect(marks).toEqual(['0,1', '0,3', '0,5', '2,1', '2,3', '2,5', '4,1', '4,3', '4,5'])
    expect(highlightOf(layer.step, shown(layer, 'input'), layer.cell(0, 0, 0, 1), undefined).outline).toMatchObject({ from: { row: 0, column: 1 }, to: { row: 4, column: 5 } })
  })

  test('every tap of the kernel, and itself', () => {
    expect(places(layer, shown(layer, 'weight'), layer.cell(0, 0, 0, 1))).toHaveLength(9)
    expect(places(layer, shown(layer, 'output'), layer.cell(0, 0, 0, 1))).toEqual(['0,1'])
  })

  test('a term that is pointed at stands out on both', () => {
    const story = layer.cell(0, 0, 0, 1)
    const strong = (role: 'input' | 'weight'): readonly string[] => highlightOf(layer.step, shown(layer, role), story, 4).marks.filter(mark => mark.strong).map(({ row, column }) => `${row},${column}`)
    expect(strong('input')).toEqual(['2,3'])
    expect(strong('weight')).toEqual(['1,1'])
  })
})

describe('a transposed convolution', () => {
  const layer = played('ConvTranspose2d', { in_channels: '1', out_channels: '1', kernel_size: '3', stride: '2', padding: '1' }, [1, 1, 3, 3])

  test('an input cell marks where the kernel is added, inside of what is cropped', () => {
    expect(places(layer, shown(layer, 'output'), layer.reach(0, 0, 1, 1))).toEqual(['2,2', '2,3', '2,4', '3,2', '3,3', '3,4', '4,2', '4,3', '4,4'])
    expect(places(layer, shown(layer, 'output'), layer.reach(0, 0, 0, 0))).toEqual(['1,1', '1,2', '2,1', '2,2'])
  })

  test('only cells of the input are marked on its plain drawing; the inserted zeros on the spread one', () => {
    const story = layer.cell(0, 0, 1, 1)
    expect([...places(layer, shown(layer, 'input'), story)].sort()).toEqual(['0,0', '0,1', '1,0', '1,1'])
    expect([...places(layer, shown(layer, 'weight'), story)].sort()).toEqual(['0,0', '0,2', '2,0', '2,2'])
    expect(places(layer, shown(layer, 'input', [], 'spread'), story, 'spread')).toHaveLength(9)
    expect(places(layer, shown(layer, 'weight'), story, 'spread')).toHaveLength(9)
    if (story.kind !== 'cell') throw new Error('a cell was asked for')
    expect(termsShown(layer.step, story.cell, 'plain')).toHaveLength(4)
    expect(termsShown(layer.step, story.cell, 'spread')).toHaveLength(9)
  })
})

describe('slices follow the cell that is looked at', () => {
  const layer = played('Conv2d', { in_channels: '4', out_channels: '4', kernel_size: '1', groups: '2' }, [1, 4, 2, 2])

  test('an output of the second group shows an input of that group and its weights', () => {
    const story = layer.cell(0, 3, 0, 0)
    const input = inputSlice(layer.step, story, [0, 0])
    expect(input).toEqual([0, 2])
    expect(weightSlice(layer.step, story, 0, input)).toEqual([3, 0])
    expect(places(layer, shown(layer, 'input', input), story)).toEqual(['0,0'])
    expect(places(layer, shown(layer, 'input', [0, 0]), story)).toEqual([])
  })

  test('an input slice that takes part stays on show', () => {
    expect(inputSlice(layer.step, layer.cell(0, 3, 0, 0), [0, 3])).toEqual([0, 3])
    expect(weightSlice(layer.step, layer.cell(0, 3, 0, 0), 0, [0, 3])).toEqual([3, 1])
  })

  test('an input cell shows an output that it reaches', () => {
    expect(outputSlice(layer.step.outputs[0]!.shape, layer.reach(0, 3, 1, 1), [0, 0])).toEqual([0, 2])
    expect(outputSlice(layer.step.outputs[0]!.shape, layer.reach(0, 3, 1, 1), [0, 3])).toEqual([0, 3])
  })
})

test('the copies on circular padding are marked where they are read', () => {
  const layer = played('Conv1d', { in_channels: '1', out_channels: '1', kernel_size: '3', padding: '1', padding_mode: "'circular'" }, [1, 1, 4])
  expect(places(layer, shown(layer, 'input'), layer.cell(0, 0, 0))).toEqual(['0,0', '0,1', '0,2'])
})

describe('a cell that is made of parts', () => {
  const layer = played('RNN', { input_size: '2', hidden_size: '3' }, [4, 1, 2])

  test('marks the state before it on the output, and faintly what took part by way of it', () => {
    const story = layer.cell(2, 0, 1)
    expect(places(layer, shown(layer, 'output', [2]), story)).toEqual(['0,1'])
    expect(places(layer, shown(layer, 'output', [1]), story)).toEqual(['0,0', '0,1', '0,2'])
    // Elements of its own time, of the first time, and of none that comes later.
    expect([0, 2, 3].map(time => places(layer, shown(layer, 'input', [time]), story).length)).toEqual([2, 2, 0])
  })

  test('marks the part that is looked into instead', () => {
    const whole = layer.cell(2, 0, 1)
    if (whole.kind !== 'cell') throw new Error('a cell was asked for')
    const term = whole.cell.terms.findIndex(({ from }) => from.kind === 'part')
    const earlier = layer.cell(1, 0, 0)
    if (earlier.kind !== 'cell') throw new Error('a cell was asked for')
    const story: Story = { ...whole, opened: [{ term, cell: earlier.cell }] }
    expect(places(layer, shown(layer, 'output', [0]), story)).toEqual(['0,0', '0,1', '0,2'])
    expect(inputSlice(layer.step, story, [2])).toEqual([1])
  })

  test('has no factor to write beside what it reaches', () => {
    expect(highlightOf(layer.step, shown(layer, 'output', [3]), layer.reach(0, 0, 0), undefined).marks).toEqual([0, 1, 2].map(column => ({ row: 0, column, role: 'result' })))
  })
})

test('an embedding marks the index, and the number of the table that it chose', () => {
  const setting = settingOf('Embedding', { num_embeddings: '4', embedding_dim: '2' }, [3])
  const layer = play({ ...setting, inputs: [{ ...setting.inputs[0]!, dtype: 'int64' }] })
  expect(places(layer, shown(layer, 'weight'), layer.cell(2, 1))).toEqual(['2,1'])
  expect(places(layer, shown(layer, 'input'), layer.cell(2, 1))).toEqual(['0,2'])
})
