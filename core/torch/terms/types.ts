/**
 * What single elements of a layer's output are made of. A layer states it beside its kernel, from the same geometry; that
 * both agree is a test over all layers. Elements are named by their flat row-major place.
 */

export interface Terms {
  /** What the element at `place` of output `output` is made of; undefined: this output can't be followed. All cells of an output are of one form. */
  of(output: number, place: number): Made | undefined
  /** The places of output 0 that the element at `place` of input `input` takes part in, through parts as well. */
  reach(input: number, place: number): readonly number[]
  /** The elements of inputs that take part in an element of an output, through parts as well. Absent: those of its own terms. */
  readonly reads?: (output: number, place: number) => readonly Reads[]
}

/** Elements of one input; an input may come up more than once. */
export interface Reads { readonly input: number; readonly places: readonly number[] }

/**
 * `sum`: bias + Σ factor·value. `maximum`: the value of the term at `winner`. `formula`: the value of an expression.
 */
export type Made =
  | { readonly form: 'sum'; readonly terms: readonly Term[]; readonly bias?: WeightPlace | undefined }
  | { readonly form: 'maximum'; readonly terms: readonly Term[]; readonly winner: number }
  | Formula

/**
 * `where` is the case of the manual's formula that holds for these numbers: `x < 0`. `chosenBy` are elements whose numbers choose what is
 * read, as the index of an embedding and the class of a target do, and stand in the formula only by what they chose.
 */
export interface Formula { readonly form: 'formula'; readonly expression: Expression; readonly where?: string | undefined; readonly chosenBy?: readonly Origin[] | undefined }

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
  | { readonly kind: 'part'; readonly part: Part }

/**
 * A number that a layer computes on the way, under the name that PyTorch's manual gives it: a gate, a score, the loss of one element. Name and
 * index are one number's own within a layer. `value` is the kernel's, and what `made` makes up.
 */
export interface Part {
  readonly name: string
  /** Within the array of this name; empty for a single number. */
  readonly index: readonly number[]
  readonly value: number
  readonly made: () => Made
  /** The element of an output that it is as well. */
  readonly at?: { readonly output: number; readonly place: number } | undefined
}

/** What a number is computed from, as a tree whose leaves are terms, weights and the layer's own numbers. */
export type Expression =
  | { readonly kind: 'term'; readonly term: Term }
  | { readonly kind: 'weight'; readonly weight: WeightPlace }
  /** `name`: the parameter of the layer that it is, such as `eps`. */
  | { readonly kind: 'number'; readonly value: number; readonly name: string | undefined }
  | { readonly kind: 'operation'; readonly operation: OperationName; readonly operands: readonly Expression[] }

/** Sums, products, maxima and minima take any number of operands, functions one. */
export type OperationName = '+' | '−' | '·' | '/' | '^' | 'max' | 'min' | FunctionName
/** `Φ` is the distribution function of the standard normal distribution, `σ` the sigmoid. */
export type FunctionName = 'negative' | 'abs' | 'sqrt' | 'exp' | 'log' | 'log σ' | 'σ' | 'tanh' | 'softplus' | 'Φ'
