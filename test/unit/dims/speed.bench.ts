/** How long dims take: `npx vitest bench test/unit/dims`. */
import { bench, describe } from 'vitest'
import * as dims from '../../../core/dims/index.ts'
import { condition, dim } from './python.ts'

const H = dims.symbol('H')
const W = dims.symbol('W')

function window(size: dims.Dim, kernel: number, stride: number, padding: number): dims.Dim {
  return dims.add(dims.floorDiv(dims.sub(dims.add(size, 2 * padding), kernel), stride), 1)
}

/** Fifty windows, every tenth of stride 2. */
function chain(size: dims.Dim, padding: number): dims.Dim {
  let result = size
  for (let layer = 1; layer <= 50; layer++) result = window(result, 3, layer % 10 === 0 ? 2 : 1, padding)
  return result
}

describe('a chain of 50 layers', () => {
  bench('numbers', () => void chain(224, 1))
  bench('symbolic, padded', () => void chain(H, 1))
  bench('symbolic, not padded', () => void chain(H, 0))
})

describe('decisions', () => {
  const questions = ['2*(H//2) == H', '32*(H//32) == H', 'H + W >= 2', 'H == W', 'N*(H//2)*(W//2)*4 == N*H*W', '256*(H//16)*(W//16) == H*W']
  for (const text of questions) {
    const question = condition(text)
    bench(text, () => void dims.decide(question))
  }
  const product = dim('N*(H//2)')
  const again = dim('N*(H//2)')
  bench('numbers', () => void dims.equal(224, 224))
  bench('the same structure', () => void dims.equal(product, again))
})

describe('the contract of a U-Net of four levels', () => {
  bench('H and W', () => {
    let known = dims.NO_ASSUMPTIONS
    for (const size of [H, W]) {
      const sizes = [size]
      for (let level = 0; level < 4; level++) sizes.push(dims.floorDiv(sizes[level] ?? 0, 2))
      for (let level = 4; level > 0; level--) {
        const decision = dims.equal(dims.mul(2, sizes[level] ?? 0), sizes[level - 1] ?? 0, known)
        if (typeof decision !== 'string') known = dims.assume(known, decision.when)
      }
    }
  })
})
