/** The recorded truth: what real PyTorch did, in the forms that the comparisons read. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const root = process.env['TORCH_SHAPE_LINT_ROOT'] ?? process.cwd()

export function readRecorded<T>(name: string): T {
  return JSON.parse(gunzipSync(readFileSync(`${root}/test/oracle/${name}`)).toString('utf8')) as T
}

export type RecordedShape = null | readonly number[] | { readonly t: readonly RecordedShape[] } | { readonly l: readonly RecordedShape[] } | { readonly d: Readonly<Record<string, RecordedShape>> }
  | { readonly o: string; readonly f: Readonly<Record<string, RecordedShape>> } | { readonly rep: number; readonly of: RecordedShape } | { readonly v: unknown } | { readonly x: string }
/** Lines from 1, columns in UTF-8 bytes from 0, end exclusive. */
export type RecordedRange = readonly [number, number, number, number]

export interface SeedProgram {
  readonly name: string
  readonly source: string
  readonly expected: {
    readonly ok: boolean
    readonly exception: null | { readonly type: string; readonly message: string; readonly line: number }
    readonly variables: Readonly<Record<string, { readonly kind: string; readonly shape?: readonly number[]; readonly value?: unknown; readonly line: number }>>
    readonly calls: readonly { readonly line: number; readonly call: string; readonly out: RecordedShape }[]
  }
}
export type MutantCall = readonly [number, number, number, number, string, readonly RecordedShape[]]
export interface Mutant {
  readonly id: string
  readonly edit: null | { readonly line: number; readonly col: number; readonly end_col: number; readonly old: string; readonly new: string }
  readonly verdict: 'ok' | 'error' | 'resource' | 'timeout' | 'crash'
  readonly etype?: string
  readonly message?: string
  readonly without_onednn?: string | { readonly message?: string }
  readonly range?: RecordedRange
  readonly calls: readonly MutantCall[]
}
export type Mutants = Readonly<Record<string, { readonly source: string; readonly records: readonly Mutant[] }>>

export interface PackageCall { readonly file: string; readonly range: RecordedRange; readonly callee: string; readonly kind: string; readonly shapes: readonly RecordedShape[]; readonly count: number; readonly dd?: number }
export interface PackageDriver { readonly package: string; readonly name: string; readonly source: string; readonly output: RecordedShape; readonly error: null | { readonly type: string; readonly message: string }; readonly calls: readonly PackageCall[] }
