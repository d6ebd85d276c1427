import { describe, expect, test } from 'vitest'
import { decimals, fitNumber, showNumber } from '../../../client/webview/draw/numbers.ts'
import { hatchLines } from '../../../client/webview/draw/painter.ts'
import { svgPainter } from '../../../client/webview/draw/svgPainter.ts'
import { axisName, brief, nestedText, subscript, termText } from '../../../client/webview/lab/words.ts'
import { played } from './support.ts'

describe('numbers', () => {
  test.each([[0.5, 2, '0.50'], [-3, 0, '−3'], [-0.0001, 3, '−1.0e-4'.replace('-', '−')], [123456, 1, '1.2e5'], [Number.NaN, 2, 'nan'], [-Infinity, 2, '−inf'], [-0, 2, '0.00']])('%d with %i digits is %s', (value, digits, text) => expect(showNumber(value, digits)).toBe(text))

  test.each([[-0.4567, 3, 6, '−0.457'], [-0.4567, 3, 5, '−.457'], [-0.4567, 3, 4, '−.46'], [12.345, 3, 4, '12.3'], [1234.5, 2, 3, '']])('%d in %i digits and %i characters is %s', (value, digits, characters, text) => expect(fitNumber(value, digits, characters)).toBe(text))

  test('whole numbers need no digits, thirds all of them', () => {
    expect(decimals([1, 2, -3])).toBe(0)
    expect(decimals([1, 0.25])).toBe(2)
    expect(decimals([1 / 3])).toBe(3)
  })

  test('a typed matrix begins with the numbers on show', () => {
    expect(nestedText([2, 2], [0, 1, 0.5, -2])).toBe('[[0, 1],\n [0.5, -2]]')
    expect(nestedText([3], [1, 2, 3])).toBe('[1, 2, 3]')
  })
})

describe('names', () => {
  test('indices stand below; large ones are kept apart', () => {
    expect(subscript('x', [0, 1])).toBe('x₀₁')
    expect(subscript('x', [10, 1])).toBe('x₁₀‚₁')
  })

  test('a term is a product of numbers, or of names', () => {
    const story = played('Conv2d', { in_channels: '1', out_channels: '1', kernel_size: '2', padding: '1' }, [1, 1, 2, 2], { weight: { source: { kind: 'constant', value: -2 } } }).cell(0, 0, 1, 0)
    if (story.kind !== 'cell') throw new Error('a cell was asked for')
    expect(story.cell.terms.map(term => termText(term, true, 2))).toEqual(['0·w₀₀', 'x₀₀·w₀₁', '0·w₁₀', 'x₁₀·w₁₁'])
    expect(story.cell.terms.map(term => termText(term, false, 2))).toEqual(['0·(−2)', '0·(−2)', '0·(−2)', '2·(−2)'])
    expect(brief(1 / 3)).toBe('0.333')
  })

  test('dims are called what they are', () => {
    const { step } = played('ConvTranspose2d', { in_channels: '1', out_channels: '1', kernel_size: '2' }, [1, 1, 2, 2])
    expect([0, 1, 2, 3].map(axis => axisName(step, { shape: [1, 1, 2, 2] }, axis, 'input'))).toEqual(['batch', 'channel', 'row', 'column'])
    expect([0, 1].map(axis => axisName(step, { shape: [1, 1, 2, 2] }, axis, 'weight'))).toEqual(['from channel', 'to channel'])
    expect(axisName(step, { shape: [1, 2, 2] }, 0, 'input')).toBe('channel')
    const { step: recurrent } = played('GRU', { input_size: '2', hidden_size: '3' }, [4, 1, 2])
    expect([0, 1, 2].map(axis => axisName(recurrent, recurrent.outputs[0]!, axis, 'output'))).toEqual(['time', 'batch', 'feature'])
    expect(axisName(recurrent, recurrent.outputs[1]!, 0, 'output')).toBe('layer')
  })
})

describe('a picture for a file', () => {
  test('is SVG whose text can do no harm', () => {
    const painter = svgPainter({ text: 'a "font"', numbers: 'mono' })
    painter.text('<script>&', { x: 1, y: 2 }, { colour: 'red', size: 10, align: 'center', family: 'text' })
    painter.rect({ x: 0, y: 0, width: 10, height: 10 }, { stroke: { colour: 'red', width: 2 } })
    expect(painter.document(20, 10, 'white')).toBe('<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10" viewBox="0 0 20 10"><rect width="100%" height="100%" fill="white"/>'
      + '<text x="1" y="2" fill="red" font-family="a &quot;font&quot;" font-size="10" text-anchor="middle" dominant-baseline="central">&lt;script>&amp;</text>'
      + '<rect x="1" y="1" width="8" height="8" fill="none" stroke="red" stroke-width="2"/></svg>\n')
  })

  test('a hatching stays within its box', () => {
    for (const [from, to] of hatchLines({ x: 5, y: 7, width: 30, height: 12 })) {
      for (const { x, y } of [from, to]) {
        expect(x).toBeGreaterThanOrEqual(5)
        expect(x).toBeLessThanOrEqual(35)
        expect(y).toBeGreaterThanOrEqual(7)
        expect(y).toBeLessThanOrEqual(19)
      }
    }
  })
})
