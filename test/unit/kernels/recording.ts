import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { fromData, type NumericArray } from '../../../core/arrays/index.ts'

/** A number as it was recorded: JSON has no word for those that are not finite. */
export type RecordedNumber = number | 'NaN' | 'Infinity' | '-Infinity'

export interface RecordedArray {
  readonly shape: readonly number[]
  readonly data: readonly RecordedNumber[]
}

/** The lines of a gzipped file of recordings. */
export function readRecording<Line>(path: string): Line[] {
  const lines = gunzipSync(readFileSync(new URL(path, import.meta.url))).toString('utf8').trim().split('\n')
  return lines.map(line => JSON.parse(line) as Line)
}

export function toArray(recorded: RecordedArray): NumericArray {
  return fromData(recorded.shape, recorded.data.map(Number))
}

/**
 * Where an array differs from the recorded one, or undefined. Elements agree within a relative 1e-9, and within
 * `rounding` of what the recording itself rounded away: half a unit of its last digit.
 */
export function difference(actual: NumericArray, recorded: RecordedArray, rounding: 'exact' | 'nine digits'): string | undefined {
  if (String(actual.shape) !== String(recorded.shape)) return `shape [${actual.shape}], recorded [${recorded.shape}]`
  for (const [index, text] of recorded.data.entries()) {
    const expected = Number(text)
    const found = actual.data[index]!
    if (Object.is(found, expected) || found === expected) continue
    const lastDigit = rounding === 'exact' || expected === 0 ? 0 : 10 ** (Math.floor(Math.log10(Math.abs(expected))) - 8)
    const tolerance = 1e-9 * Math.abs(expected) + lastDigit / 2 + 1e-13
    if (!(Math.abs(found - expected) <= tolerance)) return `element ${index} is ${found}, recorded ${text}`
  }
  return undefined
}
