import { describe, expect, test } from 'vitest'
import { boardOf, canSpread, leadingOf } from '../../../client/webview/lab/boards.ts'
import { fitting, hit, kindAt, layoutOf, plainAxis, placeOf, valueAt, ZOOMS, boxOf, elementAt, type Board } from '../../../client/webview/draw/board.ts'
import { played } from './support.ts'

/** A board as text: numbers, `.` for zeros of padding, `o` for inserted ones, `/` for what is cropped, `+` for what was added, `_` for what no tap reaches. */
function drawn(board: Board): readonly string[] {
  return board.rows.map((_, row) => board.columns.map((__, column) => {
    const kind = kindAt(board, { row, column }), value = valueAt(board, { row, column })
    switch (kind) {
      case 'padding': return [board.rows[row], board.columns[column]].some(cell => cell?.index === undefined) ? '.' : `(${value})`
      case 'inserted': return 'o'
      case 'cropped': return '/'
      case 'added': return '+'
      case 'unreached': return '_'
      case 'cell': return String(value)
    }
  }).join(' '))
}
const input = { role: 'input', number: 0 } as const, output = { role: 'output', number: 0 } as const, weight = { role: 'weight', number: 0 } as const

describe('what lies around an array is drawn as what it is', () => {
  test('a convolution reads zeros of padding', () => {
    const { step } = played('Conv2d', { in_channels: '1', out_channels: '1', kernel_size: '3', padding: '1' }, [1, 1, 2, 3])
    expect(drawn(boardOf(step, input, [])!)).toEqual(['. . . . .', '. 0 1 2 .', '. 3 4 5 .', '. . . . .'])
  })

  test('circular padding shows the copies that are read', () => {
    const { step } = played('Conv1d', { in_channels: '1', out_channels: '1', kernel_size: '3', padding: '1', padding_mode: "'circular'" }, [1, 1, 3])
    expect(drawn(boardOf(step, input, [])!)).toEqual(['(2) 0 1 2 (0)'])
  })

  test('reflected padding leaves the edge out, replicated padding repeats it', () => {
    const board = (mode: string): Board => boardOf(played('Conv1d', { in_channels: '1', out_channels: '1', kernel_size: '3', padding: '2', padding_mode: `'${mode}'` }, [1, 1, 4]).step, input, [])!
    expect(drawn(board('reflect'))).toEqual(['(2) (1) 0 1 2 3 (2) (1)'])
    expect(drawn(board('replicate'))).toEqual(['(0) (0) 0 1 2 3 (3) (3)'])
  })

  test('a transposed convolution crops by padding and adds by output_padding', () => {
    const { step } = played('ConvTranspose2d', { in_channels: '1', out_channels: '1', kernel_size: '3', stride: '2', padding: '1', output_padding: '1' }, [1, 1, 2, 2])
    const rows = drawn(boardOf(step, output, [])!)
    expect(rows).toHaveLength(5)
    expect(rows[0]).toBe('/ / / / /')
    expect(rows[1]).toMatch(/^\/ .* \+$/)
    expect(rows[4]).toBe('/ + + + +')
  })

  test('a stride beyond the kernel leaves elements out, a dilation leaves gaps', () => {
    const drawnOf = (given: Readonly<Record<string, string>>): readonly string[] => drawn(boardOf(played('ConvTranspose1d', { in_channels: '1', out_channels: '1', bias: 'False', ...given }, [1, 1, 3], { weight: { source: { kind: 'constant', value: 1 } } }).step, output, [])!)
    expect(drawnOf({ kernel_size: '2', stride: '3', output_padding: '1' })).toEqual(['0 0 _ 1 1 _ 2 2 +'])
    expect(drawnOf({ kernel_size: '1', stride: '2', padding: '1' })).toEqual(['/ _ 1 _ /'])
    expect(drawnOf({ kernel_size: '2', stride: '4', dilation: '2' })).toEqual(['0 _ 0 _ 1 _ 1 _ 2 _ 2'])
    const { step } = played('Fold', { output_size: '5', kernel_size: '1', stride: '2' }, [1, 1, 9])
    expect(drawn(boardOf(step, output, [])!)[1]).toBe('_ _ _ _ _')
  })

  test('and reads its input with zeros between the elements, as the convolution that answers the same', () => {
    const { step } = played('ConvTranspose2d', { in_channels: '1', out_channels: '1', kernel_size: '3', stride: '2', padding: '1', output_padding: '1' }, [1, 1, 2, 2])
    expect(canSpread(step)).toBe(true)
    expect(drawn(boardOf(step, input, [], 'spread')!)).toEqual(['. . . . . .', '. 0 o 1 . .', '. o o o . .', '. 2 o 3 . .', '. . . . . .', '. . . . . .'])
    expect(drawn(boardOf(step, input, [], 'plain')!)).toEqual(['0 1', '2 3'])
  })

  test('a kernel slides over the spread input as often as there are outputs', () => {
    for (const [kernel, stride, padding, output_padding, dilation] of [[3, 2, 1, 1, 1], [4, 2, 1, 0, 1], [3, 1, 0, 0, 2], [2, 3, 0, 2, 1], [5, 3, 2, 1, 1]] as const) {
      const { step } = played('ConvTranspose1d', { in_channels: '1', out_channels: '1', kernel_size: `${kernel}`, stride: `${stride}`, padding: `${padding}`, output_padding: `${output_padding}`, dilation: `${dilation}` }, [1, 1, 4])
      const length = boardOf(step, input, [], 'spread')!.columns.length
      expect(length - dilation * (kernel - 1)).toBe(step.outputs[0]!.shape[2])
    }
  })

  test('channels of one dim are rows, and only the last one is padded', () => {
    const { step } = played('Conv1d', { in_channels: '2', out_channels: '3', kernel_size: '3', padding: '1' }, [1, 2, 3])
    expect(drawn(boardOf(step, input, [])!)).toEqual(['. 0 1 2 .', '. 3 4 5 .'])
    expect(boardOf(step, weight, [2])!.rows).toHaveLength(2)
    expect(boardOf(step, output, [])!.rows).toHaveLength(3)
  })

  test('an unfolded output lists blocks, which have no padding', () => {
    const pair = [1, 1], { step: plain } = played('Unfold', { kernel_size: '2', padding: '1' }, [1, 1, 2, 2])
    const step = { ...plain, geometry: { slides: 'input', kernel_size: [2, 2], stride: pair, dilation: pair, before: pair, behind: pair, output_padding: [0, 0], padding_mode: 'zeros' } as const }
    expect(drawn(boardOf(step, input, [])!)).toEqual(['. . . .', '. 0 1 .', '. 2 3 .', '. . . .'])
    expect(new Set(boardOf(step, output, [])!.columns.map(({ kind }) => kind))).toEqual(new Set(['cell']))
  })
})

describe('slices', () => {
  test('are chosen by the dims in front of the last two, within their sizes', () => {
    const { step } = played('Conv2d', { in_channels: '2', out_channels: '1', kernel_size: '1' }, [1, 2, 1, 2])
    expect(drawn(boardOf(step, input, [0, 1])!)).toEqual(['2 3'])
    expect(leadingOf([1, 2, 5, 5], [4, 9])).toEqual([0, 1])
    expect(leadingOf([3], [1])).toEqual([])
  })

  test('share one scale', () => {
    const { step } = played('Conv2d', { in_channels: '2', out_channels: '1', kernel_size: '1' }, [1, 2, 1, 2])
    expect(boardOf(step, input, [0, 0])!.extent).toBe(3)
  })
})

describe('places on the page', () => {
  const board: Board = { name: 'x', rows: [{ kind: 'padding', index: undefined }, ...plainAxis(3)], columns: plainAxis(4), values: Float64Array.from({ length: 12 }, (_, index) => index), width: 4, extent: 11 }

  test.each(ZOOMS)('a cell of %i pixels is hit in its middle', cell => {
    const layout = layoutOf(board, cell)
    for (let row = 0; row < 4; row++) {
      for (let column = 0; column < 4; column++) {
        const { x, y, width, height } = boxOf(layout, { row, column })
        expect(hit(board, layout, { x: x + width / 2, y: y + height / 2 })).toEqual({ row, column })
      }
    }
    expect(hit(board, layout, { x: layout.left - 1, y: layout.top + 1 })).toBeUndefined()
    expect(hit(board, layout, { x: layout.width + cell, y: layout.top + 1 })).toBeUndefined()
  })

  test('elements and places answer to each other, and padding is no element', () => {
    expect(elementAt(board, { row: 0, column: 1 })).toBeUndefined()
    expect(elementAt(board, placeOf(board, 2, 3)!)).toEqual({ row: 2, column: 3 })
    expect(placeOf(board, 3, 0)).toBeUndefined()
  })

  test('the zoom is the largest that fits', () => {
    expect(layoutOf({ rows: [], columns: plainAxis(8) }, fitting(8, 300, 44)).width).toBeLessThanOrEqual(300)
    expect(fitting(1000, 300, 44)).toBe(ZOOMS[0])
  })
})
