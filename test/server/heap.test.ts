import { cachedDataVersionTag } from 'node:v8'
import { expect, it } from 'vitest'
import { onSmallHeap } from '../../server/host/heap.ts'

it('leaves V8 as it was: code that it keeps under one set of flags is of no use under another', async () => {
  const before = cachedDataVersionTag()
  const meanwhile = await onSmallHeap(async () => Promise.resolve(cachedDataVersionTag()))
  expect(meanwhile).not.toBe(before)
  await expect(onSmallHeap(async () => Promise.reject(new Error('a file that can not be read')))).rejects.toThrow('a file that can not be read')
  expect(cachedDataVersionTag()).toBe(before)
})
