/** What the extension and the page say to each other is looked at by both. */
import { describe, expect, test } from 'vitest'
import { decodeFromPage, decodeToPage, sendable } from '../../../client/webview/messages.ts'

const setting = { steps: [], inputs: [], training: true }

describe('a message of the page', () => {
  test.each([
    [{ type: 'ready' }], [{ type: 'follow', on: true }], [{ type: 'apply', setting }], [{ type: 'copy', text: 'x' }], [{ type: 'save', name: 'a.svg', content: '<svg/>' }], [{ type: 'save', name: 'a.png', content: new Uint8Array(1) }],
  ])('%j is taken', (message) => { expect(decodeFromPage(message)).toBe(message) })

  test.each([
    [undefined], ['ready'], [[]], [{}], [{ type: 'toString' }], [{ type: '__proto__' }], [{ type: 'follow', on: 1 }], [{ type: 'apply', setting: [] }], [{ type: 'apply' }], [{ type: 'copy', text: 3 }], [{ type: 'save', name: 'a', content: [1] }], [{ type: 'lab' }],
  ])('%j is left alone', (message) => { expect(decodeFromPage(message)).toBeUndefined() })
})

describe('a message of the extension', () => {
  test('is taken or left alone', () => {
    expect(decodeToPage({ type: 'gone', reason: 'closed' })).toEqual({ type: 'gone', reason: 'closed' })
    expect(decodeToPage({ type: 'lab', model: { title: 'ReLU', call: 'ReLU()', readOnly: [] }, cause: 'opened' })).toBeDefined()
    for (const wrong of [null, { type: 'lab', model: {}, cause: 'opened' }, { type: 'lab', model: { title: '', call: '', readOnly: [] }, cause: 'other' }, { type: 'lab', model: { title: '', call: '', readOnly: [] }, cause: 'opened', first: {} }, { type: 'notice', kind: 'other', text: '' }, { type: 'ready' }]) expect(decodeToPage(wrong)).toBeUndefined()
  })
})

test('settings are sent without typed arrays', () => {
  const inputs = [{ shape: [2], dtype: 'float32', data: { source: { kind: 'given', shape: [2], data: Float64Array.of(1.5, 2) } } }] as const
  expect(sendable({ ...setting, inputs })).toEqual({ ...setting, inputs: [{ shape: [2], dtype: 'float32', data: { source: { kind: 'given', shape: [2], data: [1.5, 2] } } }] })
})
