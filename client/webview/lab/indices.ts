/** Elements of arrays by their row-major places and by one number per dim. */

export function flatPlace(index: readonly number[], shape: readonly number[]): number {
  return index.reduce((place, each, dim) => place * shape[dim]! + each, 0)
}

/** The inverse of `flatPlace`. */
export function indexAt(place: number, shape: readonly number[]): readonly number[] {
  const index: number[] = []
  let rest = place
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return index
}
