/** What models of published packages say of their own size, against PyTorch's counts. */
import { beforeAll, expect, it } from 'vitest'
import { runCounts } from '../oracle/counts.ts'
import { loadParser } from '../oracle/support/analyse.ts'

beforeAll(loadParser)

it('every model has PyTorch’s numbers of parameters, trainable parameters and buffer elements', () => {
  const results = [...runCounts(process.env['PACKAGES_FOLDER'] ?? '')]
  expect(results.length).toBeGreaterThan(100)
  expect(results.filter(({ faults }) => faults.length > 0)).toEqual([])
}, 300_000)
