/** Milliseconds, in the order in which they were measured. */
export type Timings = readonly number[]

export function quantile(timings: Timings, part: number): number {
  const sorted = [...timings].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN
}

export const median = (timings: Timings): number => quantile(timings, 0.5)
export const p95 = (timings: Timings): number => quantile(timings, 0.95)

export const milliseconds = (time: number): string => (Number.isNaN(time) ? '–' : time < 10 ? time.toFixed(1) : time.toFixed(0))

/** The exponent b of time ≈ a·size^b that fits best: 1 is linear growth. */
export function growthExponent(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([size, time]) => [Math.log(size), Math.log(time)] as const)
  const mean = (index: 0 | 1): number => logs.reduce((sum, each) => sum + each[index], 0) / logs.length
  const [x, y] = [mean(0), mean(1)]
  return logs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / logs.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
}
