/**
 * The error function `2/√π ∫₀ˣ exp(-t²) dt`. Up to 3 by the series `2/√π exp(-x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!`, whose terms all have
 * one sign; beyond by the continued fraction of the complement.
 * Source: https://dlmf.nist.gov/7.6.E2, https://dlmf.nist.gov/7.9.E1
 */
export function erf(x: number): number {
  const size = Math.abs(x)
  if (Number.isNaN(x)) return NaN
  if (size > 6) return Math.sign(x)
  if (size > 3) return Math.sign(x) * (1 - complement(size))
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}

/** `exp(-x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …))))` for x well above zero. */
function complement(x: number): number {
  let fraction = x
  for (let n = 60; n > 0; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction
}

/** `1 / (1 + exp(-x))`. */
export function sigmoidOf(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/** `log(sigmoid(x))`, without overflow. */
export function logSigmoidOf(x: number): number {
  return Math.min(0, x) - Math.log1p(Math.exp(-Math.abs(x)))
}

/** `x * log(y)`, which is 0 for x = 0 whatever the logarithm. */
export function xlogy(x: number, y: number): number {
  return x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y)
}
