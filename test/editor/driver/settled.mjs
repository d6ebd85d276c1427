// Pages answer when they are ready: reading is repeated until it agrees.
import assert from 'node:assert/strict'

/** Waits until something reads as expected; numbers may differ by what six digits leave open. */
export async function settled(read, expected) {
  const since = performance.now()
  let seen
  while (performance.now() - since < 15_000) {
    seen = await read()
    if (agree(seen, expected)) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  assert.deepEqual(seen, expected)
}

function agree(seen, expected) {
  if (Array.isArray(expected)) return Array.isArray(seen) && seen.length === expected.length && expected.every((each, index) => agree(seen[index], each))
  return typeof expected === 'number' ? Math.abs(seen - expected) <= 1e-5 * Math.max(1, Math.abs(expected)) : seen === expected
}
