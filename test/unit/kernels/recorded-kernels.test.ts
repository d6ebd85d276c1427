/** Every exported kernel against PyTorch in double precision: `recorded.jsonl.gz`, which `record.py` writes. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { NumericArray } from '../../../core/arrays/index.ts'
import * as kernels from '../../../core/torch/kernels/index.ts'
import { difference, readRecording, toArray, type RecordedArray } from './recording.ts'

type Recorded = RecordedArray | string | number | boolean | null | readonly Recorded[] | { readonly [name: string]: Recorded }

interface Case {
  readonly kernel: string
  readonly arguments: readonly Recorded[]
  readonly expected: RecordedArray | Readonly<Record<string, RecordedArray>>
}

type Kernel = (...values: unknown[]) => NumericArray | Readonly<Record<string, NumericArray>>
const exported = kernels as unknown as Readonly<Record<string, Kernel>>
const cases = readRecording<Case>('./recorded.jsonl.gz')

describe('recorded kernels', () => {
  test.each([...new Set(cases.map(({ kernel }) => kernel))])('%s computes what PyTorch computed', name => {
    const wrong = cases.filter(({ kernel }) => kernel === name).flatMap((one, index) => {
      const found = problemWith(one)
      return found === undefined ? [] : [`case ${index}, ${JSON.stringify(one.arguments.at(-1))}: ${found}`]
    })
    expect(wrong).toEqual([])
  })
})

test('the index exports every file of kernels', () => {
  const folder = new URL('../../../core/torch/kernels/', import.meta.url)
  const files = readdirSync(folder).filter(file => file !== 'index.ts').sort()
  const exports = readFileSync(new URL('index.ts', folder), 'utf8').trim().split('\n')
  expect(exports).toEqual(files.map(file => `export * from './${file}'`))
})

function problemWith({ kernel, arguments: values, expected }: Case): string | undefined {
  const result = exported[kernel]!(...values.map(revive))
  if (isArray(expected)) return difference(result as NumericArray, expected, 'exact')
  const named = result as Readonly<Record<string, NumericArray>>
  for (const [name, recorded] of Object.entries(expected)) {
    const found = difference(named[name]!, recorded as RecordedArray, 'exact')
    if (found !== undefined) return `${name}: ${found}`
  }
  return undefined
}

function revive(value: Recorded): unknown {
  if (value === null) return undefined
  if (value === 'Infinity') return Infinity
  if (Array.isArray(value)) return value.map(revive)
  if (isArray(value)) return toArray(value)
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, revive(inner)]))
}

function isArray(value: unknown): value is RecordedArray {
  return typeof value === 'object' && value !== null && 'shape' in value && 'data' in value
}
