/**
 * What single elements of a layer's output are made of. A layer states it beside its kernel, from the same geometry; that
 * both agree is a test over all layers. Elements are named by their flat row-major place.
 */

export interface Terms {
  /** What the element at `place` of output `output` is made of; undefined: this output can't be followed. */
  of(output: number, place: number): Made | undefined
  /** The places of output 0 that the element at `place` of input `input` takes part in. */
  reach(input: number, place: number): readonly number[]
}

/**
 * `sum`: bias + Σ factor·value. `maximum`: the value of the term at `winner`. `power`: (Σ factor·value^exponent)^(1/exponent).
 * `normalised`: (x - mean)/√(variance + eps)·weight + bias with x at `place` of the input, the statistics those of all terms or stored ones.
 * `pointwise`: a function of the one term.
 */
export type Made =
  | { readonly form: 'sum'; readonly terms: readonly Term[]; readonly bias?: WeightPlace | undefined }
  | { readonly form: 'maximum'; readonly terms: readonly Term[]; readonly winner: number }
  | { readonly form: 'power'; readonly terms: readonly Term[]; readonly exponent: number }
  | { readonly form: 'normalised'; readonly terms: readonly Term[]; readonly place: number; readonly statistics: Statistics; readonly weight?: WeightPlace | undefined; readonly bias?: WeightPlace | undefined }
  | { readonly form: 'pointwise'; readonly terms: readonly Term[] }

export interface Statistics { readonly mean: number; readonly variance: number; readonly eps: number }

export interface Term {
  readonly from: Origin
  /** What the value is multiplied by: a number, or an element of a weight. */
  readonly factor: number | WeightPlace
  /** The tap of the window, one number per spatial dim. */
  readonly tap?: readonly number[]
}

export interface WeightPlace { readonly name: string; readonly place: number }

/** Positions are spatial and count from the first element of the input. */
export type Origin =
  /** `position`, where set: the element's copy on the padding that was read. */
  | { readonly kind: 'input'; readonly input: number; readonly place: number; readonly position?: readonly number[] }
  /** Padding, which holds `value`. */
  | { readonly kind: 'padding'; readonly position: readonly number[]; readonly value: number }
  /** A zero between elements of a transposed convolution's input, `stride` apart; positions count those zeros. */
  | { readonly kind: 'inserted'; readonly position: readonly number[] }
