/** An array of any rank seen as grids: the last two dims are a grid, the dims before them are picked. */
import type { NamedArray } from '../../server/protocol.ts'

export interface Grid {
  readonly rows: number
  readonly columns: number
  /** Row-major numbers of one slice. */
  readonly cells: readonly number[]
}

/** The sizes of the dims in front of the grid. */
export function leading(shape: readonly number[]): readonly number[] {
  return shape.slice(0, Math.max(0, shape.length - 2))
}

/** The slice at some indices of the leading dims; a vector is one row, a number one cell. */
export function grid({ shape, data }: NamedArray, indices: readonly number[]): Grid {
  const columns = shape.at(-1) ?? 1
  const rows = shape.at(-2) ?? 1
  const start = leading(shape).reduce((offset, size, axis) => offset * size + (indices[axis] ?? 0), 0) * rows * columns
  return { rows, columns, cells: data.slice(start, start + rows * columns) }
}

/** What a dim in front of the grid is usually called; a weight's dims have no names that hold for every layer. */
export function axisName(shape: readonly number[], axis: number, kind: string): string {
  const names = kind === 'weights' ? [] : [[], ['channel'], ['batch', 'channel'], ['batch', 'channel', 'depth']][leading(shape).length] ?? []
  return names[axis] ?? `dim ${axis}`
}

/** How many digits behind the point an array's numbers need, at most three: one width reads better than many. */
export function decimals(data: readonly number[]): number {
  const needs = (value: number): number => [0, 1, 2].find(digits => Math.abs(value * 10 ** digits - Math.round(value * 10 ** digits)) < 1e-4) ?? 3
  return data.reduce((most, value) => (most === 3 || !Number.isFinite(value) ? most : Math.max(most, needs(value))), 0)
}

export function showNumber(value: number, digits: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  const size = Math.abs(value)
  return size >= 1e5 || (size !== 0 && size < 0.5 * 10 ** -digits) ? value.toExponential(1) : value.toFixed(digits)
}
