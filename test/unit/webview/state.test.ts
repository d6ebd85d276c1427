import { describe, expect, test } from 'vitest'
import { createLabEngine, type LabModel, type LabSetting } from '../../../core/exec/lab/index.ts'
import { centred, initialState, movedTo, opened, pickedSlice, pinned, positions, ran, withSide, type LabState } from '../../../client/webview/lab/state.ts'
import { filledWith, valueAt } from '../../../client/webview/draw/board.ts'
import { boardOf } from '../../../client/webview/lab/boards.ts'
import { filledOf } from '../../../client/webview/lab/filling.ts'
import { nudged, parseShape, withArgument, withEdit, withInputSource, withShape, withTyped } from '../../../client/webview/lab/settings.ts'
import { settingOf } from './support.ts'

const conv = (given: Readonly<Record<string, string>> = {}): LabSetting => settingOf('Conv2d', { in_channels: '1', out_channels: '2', kernel_size: '3', ...given }, [1, 1, 5, 6])
const modelOf = (setting: LabSetting): LabModel => ({ title: 'Conv2d', call: 'nn.Conv2d(1, 2, 3)', manual: undefined, setting, reason: undefined, sample: undefined, readOnly: [undefined] })
const engine = createLabEngine()
const run = (state: LabState): LabState => ran(state, 'left', engine.run({ slot: 'left', setting: state.left!.setting }))
const change = (state: LabState, setting: LabSetting): LabState => run(withSide(state, 'left', side => ({ ...side, setting })))
const start = (): LabState => run(opened(initialState, modelOf(conv()), 'opened'))

describe('the slider', () => {
  test('starts in the middle of the output and runs through a slice of it', () => {
    const state = start()
    expect(positions(state)).toEqual({ count: 12, at: 5 })
    expect(state.pinned).toMatchObject({ role: 'output', index: [0, 0, 1, 1] })
    expect(movedTo(state, 11).pinned?.index).toEqual([0, 0, 2, 3])
  })

  test('runs around at both ends, forwards and backwards', () => {
    const state = movedTo(start(), 11)
    expect(positions(movedTo(state, positions(state).at + 1)).at).toBe(0)
    expect(positions(movedTo(movedTo(state, 0), -1)).at).toBe(11)
  })

  test('runs through the input where it is asked to', () => {
    const state = centred({ ...start(), walk: 'input' })
    expect(positions(state)).toEqual({ count: 30, at: 14 })
    expect(state.pinned).toMatchObject({ role: 'input', index: [0, 0, 2, 2] })
  })

  test('stays at its place when another channel is picked', () => {
    const state = pickedSlice(movedTo(start(), 7), { role: 'output', number: 0 }, [0, 1])
    expect(positions(state).at).toBe(7)
    expect(state.pinned?.index).toEqual([0, 1, 1, 3])
  })
})

describe('the output is filled', () => {
  const output = { role: 'output', number: 0 } as const
  const filled = (state: LabState, picked: readonly number[]): string | undefined => {
    const { steps: [step] } = state.left!.result!
    const there = filledOf(state, 'left', step!, output, picked)
    return there && Array.from({ length: 12 }, (_, at) => (there.isThere(at) ? 'x' : '.')).join('')
  }

  test('to where the slider is, one slice after the other', () => {
    const state = { ...movedTo(start(), 4), filling: true }
    expect(filled(state, [0, 0])).toBe('xxxxx.......')
    expect(filled(state, [0, 1])).toBe('............')
    expect(filled(movedTo(pickedSlice(state, output, [0, 1]), 0), [0, 0])).toBe('xxxxxxxxxxxx')
    expect(filled({ ...state, filling: false }, [0, 0])).toBeUndefined()
  })

  test('from the input with what the engine has built for the slice on show', () => {
    const state = centred({ ...start(), walk: 'input', filling: true })
    expect(filled(state, [0, 0])).toBeUndefined()
    const built = engine.built({ slot: 'left', step: 0, leading: [0, 0], upTo: [0, 0, 1, 5] })!
    const answered = withSide(state, 'left', side => ({ ...side, built }))
    expect(filled(answered, [0, 0])).toBe('xxxxxxxx....')
    expect(filled(answered, [0, 1])).toBeUndefined()
    const { steps: [step] } = state.left!.result!
    const board = filledWith(boardOf(step!, output, [0, 0])!, filledOf(answered, 'left', step!, output, [0, 0]))
    expect(valueAt(board, { row: 2, column: 0 })).toBeUndefined()
    expect(valueAt(board, { row: 1, column: 3 })).toBe(built.data[7])
  })
})

describe('a refused setting', () => {
  test('keeps the last good numbers and says why', () => {
    const state = start()
    const refused = change(state, withArgument(state.left!.setting, 0, 'kernel_size', '9'))
    expect(refused.left?.refusal?.message).toContain("Kernel size can't be greater than actual input size")
    expect(refused.left?.result).toBe(state.left?.result)
    expect(refused.pinned).toEqual(state.pinned)
  })

  test('is forgotten with the next good one', () => {
    const state = start()
    const refused = change(state, withArgument(state.left!.setting, 0, 'kernel_size', '9'))
    const good = change(refused, withArgument(refused.left!.setting, 0, 'kernel_size', '2'))
    expect(good.left?.refusal).toBeUndefined()
    expect(good.left?.result?.steps[0]?.outputs[0]?.shape).toEqual([1, 2, 4, 5])
  })
})

describe('a pin', () => {
  test('is freed where it is set again', () => {
    const place = { slot: 'left', role: 'output', number: 0, index: [0, 0, 0, 0] } as const
    const state = pinned(start(), place)
    expect(state.pinned).toEqual(place)
    expect(pinned(state, { ...place, index: [0, 0, 0, 0] }).pinned).toBeUndefined()
  })

  test('moves into the output where that became smaller', () => {
    const state = movedTo(start(), 11)
    const smaller = change(state, withArgument(state.left!.setting, 0, 'kernel_size', '5'))
    expect(smaller.left?.result?.steps[0]?.outputs[0]?.shape).toEqual([1, 2, 1, 2])
    expect(smaller.pinned?.index).toEqual([0, 0, 0, 0])
  })
})

describe('the code', () => {
  test('after an edit the data that was chosen stays, and the arguments are those of the code', () => {
    const state = start()
    const chosen = change(state, withInputSource(state.left!.setting, 0, { kind: 'checkerboard' }))
    const edited = opened(chosen, modelOf(conv({ padding: '1' })), 'edited')
    expect(edited.left?.setting.inputs[0]?.data.source).toEqual({ kind: 'checkerboard' })
    expect(edited.left?.setting.steps[0]?.arguments['padding']).toBe('1')
    expect(edited.pinned).toEqual(chosen.pinned)
  })

  test('an edit elsewhere changes nothing of what is shown', () => {
    const state = start()
    const tried = change(state, withArgument(state.left!.setting, 0, 'stride', '2'))
    expect(opened(tried, modelOf(conv()), 'edited').left?.setting).toBe(tried.left?.setting)
  })

  test('after an edit a typed input is as large as it was typed, until the code gives the layer another one', () => {
    const state = start()
    const typed = change(state, withTyped(state.left!.setting, 0, '[[1, 2, 3], [4, 5, 6], [7, 8, 9]]', [3, 3]))
    expect(opened(typed, modelOf(conv({ padding: '1' })), 'edited').left?.setting.inputs[0]?.shape).toEqual([1, 1, 3, 3])
    const larger = settingOf('Conv2d', { in_channels: '1', out_channels: '2', kernel_size: '3' }, [1, 1, 8, 8])
    expect(opened(typed, modelOf(larger), 'edited').left?.setting.inputs).toEqual(larger.inputs)
  })

  test('another layer begins anew', () => {
    const other = opened(start(), modelOf(conv({ padding: '1' })), 'opened')
    expect(other.left?.result).toBeUndefined()
    expect(other.left?.setting.inputs[0]?.data.source).toEqual({ kind: 'ramp' })
    expect(other.pinned).toBeUndefined()
  })
})

describe('settings', () => {
  test('an emptied argument has its default', () => {
    expect(withArgument(conv({ padding: '1' }), 0, 'padding', ' ').steps[0]?.arguments).not.toHaveProperty('padding')
  })

  test('a number typed over a cell takes the place of an earlier one', () => {
    const place = { role: 'input', number: 0, index: [0, 0, 0, 4] } as const
    const twice = withEdit(withEdit(conv(), 0, place, 'input', 7), 0, place, 'input', 9)
    expect(twice.inputs[0]?.data.edits).toEqual([[[0, 0, 0, 4], 9]])
    const setting = conv()
    expect(withEdit(setting, 0, { ...place, role: 'output' }, 'output', 1)).toBe(setting)
    expect(withEdit(setting, 1, place, 'input', 1)).toBe(setting)
  })

  test('a cell that was typed over keeps its number through other shapes', () => {
    const typed = withEdit(conv(), 0, { role: 'input', number: 0, index: [0, 0, 4, 4] }, 'input', 7)
    const there = change(start(), withShape(typed, 0, [1, 1, 3, 3])), back = change(there, withShape(there.left!.setting, 0, [1, 1, 5, 6]))
    expect([...there.left!.result!.steps[0]!.inputs[0]!.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(back.left!.result!.steps[0]!.inputs[0]!.data[4 * 6 + 4]).toBe(7)
  })

  test('typed numbers say how large the input is', () => {
    expect(withTyped(conv(), 0, '[[1, 2], [3, 4]]', [2, 2]).inputs[0]).toEqual({ shape: [1, 1, 2, 2], dtype: 'float32', data: { source: { kind: 'typed', text: '[[1, 2], [3, 4]]' } } })
    expect(withTyped(conv(), 0, '[[1, 2', undefined).inputs[0]?.shape).toEqual([1, 1, 5, 6])
    expect(withTyped(conv(), 0, '[[[[[1]]]]]', [1, 1, 1, 1, 1]).inputs[0]?.shape).toEqual([1, 1, 5, 6])
  })

  test.each([
    ['[1, 3, 8, 8]', [1, 3, 8, 8]], ['1, 3', [1, 3]], ['(4,)', [4]], ['2x3', [2, 3]], ['[]', []],
    ['[1, a]', undefined], ['[0, 2]', undefined], ['[1, 2.5]', undefined], ['[1, -2]', undefined],
  ])('%s is read as a shape', (text, shape) => expect(parseShape(text)).toEqual(shape))

  test.each([['3', 1, '4'], ['(3, 2)', 1, '(4, 3)'], ['1', -1, '0'], ['None', 1, '1'], ['None', -1, 'None'], ["'same'", 1, '1']])('%s nudged by %i is %s', (text, by, expected) => expect(nudged(text, by)).toBe(expected))
})
