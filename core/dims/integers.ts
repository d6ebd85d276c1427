/** Arithmetic on plain integers, with Python's rounding. Exact for safe integers. */

/** `left // right`, rounded towards minus infinity; `right` is not 0. */
export function floorQuotient(left: number, right: number): number {
  return Math.floor(left / right) + 0
}

/** `left % right` with the sign of `right`; `right` is not 0. */
export function remainder(left: number, right: number): number {
  const rest = left % right
  return (rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest) + 0
}

export function ceilQuotient(left: number, right: number): number {
  return Math.ceil(left / right) + 0
}

/** The greatest common divisor, at least 0. */
export function gcd(left: number, right: number): number {
  let a = Math.abs(left)
  let b = Math.abs(right)
  while (b !== 0) {
    const rest = a % b
    a = b
    b = rest
  }
  return a
}

/** The least common multiple of two positive integers; infinite where one of them is. */
export function lcm(left: number, right: number): number {
  if (left === Infinity || right === Infinity) return Infinity
  return (left / gcd(left, right)) * right
}
