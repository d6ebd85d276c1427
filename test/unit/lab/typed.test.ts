/** What a person types into the lab: matrices and arguments, with the place where they go wrong. */
import { describe, expect, test } from 'vitest'
import { decodeSetting } from '../../../core/exec/lab/index.ts'
import { readLiteral, writeLiteral } from '../../../core/exec/lab/literal.ts'
import { parseMatrix } from '../../../core/exec/lab/matrixText.ts'

describe('a matrix', () => {
  const read = (text: string): unknown => {
    const parsed = parseMatrix(text)
    return parsed.ok ? [parsed.shape, [...parsed.data]] : `${parsed.message} (line ${parsed.line}, column ${parsed.column})`
  }

  test.each([
    ['[[0,1],[2,3]]', [[2, 2], [0, 1, 2, 3]]],
    ['  [[ 0.5, -1e2 ],\n   [ .25 , +3. ]]', [[2, 2], [0.5, -100, 0.25, 3]]],
    ['tensor([[1., 2.]], dtype=torch.float64)', [[1, 2], [1, 2]]],
    ['array([1, 2, 3])', [[3], [1, 2, 3]]],
    ['1 2 3\n4 5 6', [[2, 3], [1, 2, 3, 4, 5, 6]]],
    ['1, 2\n3, 4\n', [[2, 2], [1, 2, 3, 4]]],
    ['[[[1], [2]], [[3], [4]]]', [[2, 2, 1], [1, 2, 3, 4]]],
    ['[inf, -inf, nan]', [[3], [Infinity, -Infinity, NaN]]],
    ['7', [[1], [7]]],
  ])('%j', (text, expected) => { expect(read(text)).toEqual(expected) })

  test.each([
    ['[[0,1],[2]]', 'this row has 1 element, the first one has 2 (line 1, column 8)'],
    ['[[0,1],\n [2,x]]', "'x' is not a number (line 2, column 5)"],
    ['[[0,1],2]', 'a number stands where a list of 2 elements is expected (line 1, column 8)'],
    ['[0,[1]]', 'a list stands where a number is expected (line 1, column 4)'],
    ['[[0,1]', 'a bracket is not closed (line 1, column 1)'],
    ['[0]]', 'a bracket closes that was not opened (line 1, column 4)'],
    ['1 2\n3', 'this row has 1 element, the first one has 2 (line 2, column 1)'],
    ['[1, 2a]', "'2a' is not a number (line 1, column 5)"],
    ['', 'no numbers are given (line 1, column 1)'],
  ])('%j is refused', (text, expected) => { expect(read(text)).toBe(expected) })
})

describe('an argument', () => {
  test.each([
    ['3', '3'], ['-1', '-1'], ['1_000', '1000'], ['(3, 3)', '(3, 3)'], ['3, 5', '(3, 5)'], ['(3,)', '(3,)'], ['(3)', '3'], ['[1, [2]]', '[1, [2]]'],
    ['"same"', "'same'"], ['True', 'True'], ['None', 'None'], ['1e-05', '1e-05'], ['2.0', '2.0'], ['.5', '0.5'], ['()', '()'],
  ])('%s', (text, expected) => {
    const read = readLiteral(text)
    expect('value' in read ? writeLiteral(read.value) : read.message).toBe(expected)
  })

  test.each([['k', 0], ['3 +', 2], ['(3', 2], ['[1 2]', 3], ['', 0], ["'a", 0], ['3)', 1]])('%j is none from %d on', (text, place) => {
    expect(readLiteral(text)).toMatchObject({ at: place })
  })
})

describe('a setting from outside', () => {
  const setting = { steps: [{ layer: 'torch.nn.ReLU', arguments: {}, weights: {} }], inputs: [{ shape: [2], dtype: 'float32', data: { source: { kind: 'ramp' } } }], training: true }

  test('is taken where it is one', () => { expect(decodeSetting(setting)).toEqual(setting) })

  test.each([
    ['no object', 'x'],
    ['no steps', { ...setting, steps: [] }],
    ['a class that is none of torch.nn', { ...setting, steps: [{ ...setting.steps[0], layer: 'os.system' }] }],
    ['a class with more behind its name', { ...setting, steps: [{ ...setting.steps[0], layer: 'torch.nn.ReLU()\nimport os' }] }],
    ['an argument whose name is none', { ...setting, steps: [{ ...setting.steps[0], arguments: { 'a=1, b': '2' } }] }],
    ['a dtype with more behind its name', { ...setting, inputs: [{ ...setting.inputs[0], dtype: 'float32); import os' }] }],
    ['a size below zero', { ...setting, inputs: [{ ...setting.inputs[0], shape: [-1] }] }],
    ['data of no kind', { ...setting, inputs: [{ ...setting.inputs[0], data: { source: { kind: 'other' } } }] }],
    ['an edit that is no pair', { ...setting, inputs: [{ ...setting.inputs[0], data: { source: { kind: 'ramp' }, edits: [[1]] } }] }],
  ])('%s is refused', (_, given) => { expect(decodeSetting(given)).toBeUndefined() })
})
