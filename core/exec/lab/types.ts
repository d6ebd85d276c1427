/**
 * What the layer lab is asked and what it answers: plain data that can be posted between the page, its worker and the
 * extension. Arrays are row-major. An index names one element of an array, one number per dim.
 */
import type { Geometry } from '../../torch/vocabulary/entries.ts'

/** One layer, or a chain of them in which each step is given what the one before returned. */
export interface LabSetting {
  readonly steps: readonly LabStep[]
  /** What the first step is given; several for layers that take several tensors. */
  readonly inputs: readonly LabInput[]
  /** `layer.train()` or `layer.eval()`: decides what BatchNorm and Dropout do. */
  readonly training: boolean
}

export interface LabStep {
  /** `torch.nn.ConvTranspose2d`. */
  readonly layer: string
  /** Constructor arguments as Python literals by parameter name, `{ kernel_size: '(3, 3)', padding_mode: "'circular'" }`. Absent ones have their default. */
  readonly arguments: Readonly<Record<string, string>>
  /** Arguments of the call beside the inputs, in the same form: `{ output_size: '(7, 7)' }`. */
  readonly call?: Readonly<Record<string, string>>
  /** The shapes of tensors that the constructor is given, such as a loss's weights of the classes. Their numbers are those of the buffer of this name. */
  readonly tensors?: Readonly<Record<string, readonly number[]>>
  /** The numbers of weights and buffers by name; absent ones are initialised as PyTorch does, with seed 0. */
  readonly weights: Readonly<Record<string, LabData>>
  /** Its name in a Sequential: `0`, `conv`. */
  readonly name?: string
}

export interface LabInput {
  /** The manual's name of a tensor that the call may be given besides, `h_0`; absent for the first ones, which stand in the order of `forward`. */
  readonly name?: string
  readonly shape: readonly number[]
  /** `float32`, `int64` …: whole numbers are made for integer types. */
  readonly dtype: string
  readonly data: LabData
}

/**
 * Where the numbers of an array come from, and single cells that were typed over. Numbers and cells that an array of another size has no
 * place for are left out, and count again when it has.
 */
export interface LabData { readonly source: DataSource; readonly edits?: readonly (readonly [index: readonly number[], value: number])[] }

export type DataSource =
  /** 0, 1, 2 … in row-major order. */
  | { readonly kind: 'ramp' }
  /** A one in the middle of every plane, or at the given spatial index, and zeros around it. */
  | { readonly kind: 'impulse'; readonly at?: readonly number[] }
  /** Zeros and ones in turn. */
  | { readonly kind: 'checkerboard' }
  | { readonly kind: 'constant'; readonly value: number }
  /** Numbers of the standard normal distribution with two decimals; whole numbers from 0 to 9 for integer types. */
  | { readonly kind: 'random'; readonly seed: number }
  /** Numbers from 0 to 1 with two decimals. */
  | { readonly kind: 'uniform'; readonly seed: number }
  /** 1 and -1. */
  | { readonly kind: 'signs'; readonly seed: number }
  /** As random, with a border of zeros around every plane. */
  | { readonly kind: 'framed'; readonly seed: number; readonly border: number }
  /** `[[0, 1], [2, 3]]` as a person types or pastes it; fewer dims than the array's are its last dims, in every plane alike. Where sizes differ what fits is kept, and zeros fill up the rest. */
  | { readonly kind: 'typed'; readonly text: string }
  /** A decoded picture, four bytes per pixel; it is averaged down to the size, and grey where the array has not three channels. */
  | { readonly kind: 'picture'; readonly width: number; readonly height: number; readonly rgba: Uint8Array | Uint8ClampedArray | readonly number[] }
  /** The numbers themselves; fitted as those that are typed. */
  | { readonly kind: 'given'; readonly shape: readonly number[]; readonly data: readonly number[] | Float64Array }
  /** Inputs of MaxUnpool: the maxima of random data under the same window, and their places. */
  | { readonly kind: 'pooled'; readonly seed: number }
  /** Weights only: PyTorch's own distribution for this layer (`reset_parameters`), drawn with a seed. */
  | { readonly kind: 'initialised'; readonly seed: number }
  /** Weights only: the kernel with which a transposed convolution interpolates linearly, one channel to one channel. */
  | { readonly kind: 'bilinear' }

/** `dims`: what its dims are called, where that is no matter of channels and space. */
export interface LabArray { readonly name: string; readonly shape: readonly number[]; readonly data: Float64Array; readonly dims?: readonly string[] }

/** Why a setting has no numbers. `message` is PyTorch's own where `by` is `pytorch`. */
export interface LabRefusal {
  readonly ok: false
  readonly by: 'pytorch' | 'lab'
  /** The step it happened in. */
  readonly step: number
  /** The argument to blame, by its parameter's name; `input`, or a weight's name, where those are. */
  readonly parameter: string | undefined
  readonly message: string
  /** The place in the text of the blamed argument or of typed data where it stops making sense. */
  readonly at: number | undefined
}

export interface LabResult { readonly ok: true; readonly steps: readonly LabStepResult[] }
export type LabRun = LabResult | LabRefusal

export interface LabStepResult {
  /** `ConvTranspose2d`. */
  readonly title: string
  readonly manual: string | undefined
  readonly inputs: readonly LabArray[]
  readonly weights: readonly LabArray[]
  readonly outputs: readonly LabArray[]
  /** By an input's or weight's name: how numbers that were given for another size were made to fit. */
  readonly fitted: Readonly<Record<string, string>>
  /** The size formula for each spatial dim: with numbers in `text`, what it does in `comment`. */
  readonly sizes: readonly LabSize[]
  /** What a reviewer would add, such as what causes a checkerboard. */
  readonly notes: readonly string[]
  /** Trainable numbers of the layer. */
  readonly parameters: number
  readonly multiplyAdds: number | undefined
  /** How the geometry is drawn; undefined for layers that have no window. */
  readonly geometry: LabGeometry | undefined
  /** Whether `cell` and `scatter` answer. */
  readonly followed: boolean
  /** Whether `matrix` answers, else why not. */
  readonly matrix: true | string
}

export interface LabSize {
  /** The name of the size: `H`. */
  readonly label: string
  readonly text: string
  readonly comment: string | undefined
  /** The same formula with PyTorch's parameter names, `(H + 2*padding - dilation*(kernel_size - 1) - 1)//stride + 1`. */
  readonly names: string | undefined
}

/** A window that slides, as the layer states it. */
export type LabGeometry = Geometry

/** How one element of an output, or a part of it, comes about. */
export interface LabCell {
  /** The part's name; undefined for an element of the output itself. */
  readonly part: string | undefined
  readonly index: readonly number[]
  readonly value: number
  /** `sum`: the value is bias + Σ products, divided by nothing: all factors are in the terms. `maximum`: the term with `winner` is the value. `formula`: as it is written out. */
  readonly form: 'sum' | 'maximum' | 'formula'
  readonly terms: readonly LabTerm[]
  readonly bias: LabWeight | undefined
  /** Weights that stand in a formula by themselves. */
  readonly weights: readonly LabWeight[]
  /** Elements of inputs that take part by way of parts, beside those of the terms: their flat row-major places. */
  readonly through: readonly { readonly input: number; readonly places: Int32Array }[]
  /** Written out with numbers: `0·2 + 1·1 + … = 3`; long sums are cut in the middle. */
  readonly numbers: readonly LabToken[]
  /** Written out with names: `x₀₀·w₁₁ + …`. Indices are without the batch, and without channels where there is only one. */
  readonly names: readonly LabToken[]
}

/** A piece of a written formula. `term`: it is the term with this number. */
export interface LabToken { readonly text: string; readonly term?: number | undefined }

export interface LabTerm {
  readonly from: LabOrigin
  /** What is read there. */
  readonly value: number
  /** The weight it is multiplied by, where the factor is one. */
  readonly weight: LabWeight | undefined
  readonly factor: number
  readonly product: number
  /** The tap of the window, one number per spatial dim; undefined where there is no window. */
  readonly tap: readonly number[] | undefined
  readonly winner?: true
}

/** An element of an input, or a zero that stands for none. */
export type LabOrigin =
  /** `position`: the spatial position that was read, where a copy of the element stands on the padding. */
  | { readonly kind: 'input'; readonly input: number; readonly index: readonly number[]; readonly position?: readonly number[] }
  /** Padding around the input. `position` in spatial positions of the input; for transposed convolutions of the input with its inserted zeros. */
  | { readonly kind: 'padding'; readonly position: readonly number[] }
  /** A zero between two elements of a transposed convolution's input, `stride` apart; `position` in the input with its inserted zeros. */
  | { readonly kind: 'inserted'; readonly position: readonly number[] }
  /** A number that the layer computes on the way, with a formula of its own. `at`: the element of an output that it is as well. */
  | { readonly kind: 'part'; readonly name: string; readonly index: readonly number[]; readonly at: { readonly output: number; readonly index: readonly number[] } | undefined }

export interface LabWeight { readonly name: string; readonly index: readonly number[]; readonly value: number }

/** An element of an output that an input element takes part in; `factor` where it does so times one number. */
export interface LabReach { readonly output: number; readonly index: readonly number[]; readonly tap: readonly number[] | undefined; readonly factor: number | undefined }

/** The slice of the output at `leading`, the indices of the dims in front of its last two. `reached` is 1 for elements that something was added to, or to which nothing ever is. */
export interface LabBuilt { readonly leading: readonly number[]; readonly data: Float64Array; readonly reached: Uint8Array }

/** `y = C x + b` for one sample: rows are output elements, columns input elements, in row-major order. */
export interface LabMatrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float64Array
  /** Shapes that rows and columns are read as. */
  readonly output: readonly number[]
  readonly input: readonly number[]
  /** `C x`; `Cᵀ y` with this product for y, as gradients and transposed convolutions go back; and `Cᵀ 1`: how much weight leaves each input element. */
  readonly product: Float64Array
  readonly transposed: Float64Array
  readonly transposedOnes: Float64Array
}

/** How many taps reach each spatial element of the output, or for convolutions how often each element of the input is read. */
export interface LabOverlap {
  readonly of: 'output' | 'input'
  readonly shape: readonly number[]
  readonly counts: Float64Array
  readonly even: boolean
  /** Why the counts differ or do not. */
  readonly explanation: string
}

/** A parameter of a layer's constructor, for an editor of settings. */
export interface LabParameter {
  readonly name: string
  /** As Python writes it; undefined for parameters that must be given. */
  readonly default: string | undefined
  /** `sizes` is one number for all spatial dims or one for each. */
  readonly kind: 'number' | 'sizes' | 'flag' | 'choice' | 'text'
  readonly choices: readonly string[] | undefined
  /** Spatial dims, for `sizes`. */
  readonly dims: number
}

/** A typed matrix, or where it goes wrong: `at` is an offset into the text. */
export type ParsedMatrix =
  | { readonly ok: true; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly ok: false; readonly message: string; readonly at: number; readonly line: number; readonly column: number }

/** Two settings can be held at once, side by side. */
export type LabSlot = 'left' | 'right'

/** Every question that the page may ask the engine, with its answer. All of them are answered from the newest run of the slot. */
export interface LabQuestions {
  /** Runs a setting and keeps it in the slot. */
  run: { readonly params: { readonly slot: LabSlot; readonly setting: LabSetting }; readonly result: LabRun }
  /**
   * One output element; null where the step can't be followed or the index is outside. `within` leads to one of its parts: the number of a term
   * that is a part, then the number of a term of this part, and so on.
   */
  cell: { readonly params: { readonly slot: LabSlot; readonly step: number; readonly output: number; readonly index: readonly number[]; readonly within?: readonly number[] }; readonly result: LabCell | null }
  /** Where one input element goes. */
  scatter: { readonly params: { readonly slot: LabSlot; readonly step: number; readonly input: number; readonly index: readonly number[] }; readonly result: readonly LabReach[] | null }
  /** A slice of the output while it is built from the first input, whose elements up to `upTo`, in row-major order, were added; null where that is not followed, or is long. `leading` as in LabBuilt. */
  built: { readonly params: { readonly slot: LabSlot; readonly step: number; readonly leading: readonly number[]; readonly upTo: readonly number[] }; readonly result: LabBuilt | null }
  matrix: { readonly params: { readonly slot: LabSlot; readonly step: number }; readonly result: LabMatrix | null }
  overlap: { readonly params: { readonly slot: LabSlot; readonly step: number }; readonly result: LabOverlap | null }
  parameters: { readonly params: { readonly layer: string }; readonly result: readonly LabParameter[] }
  /** Reads nested lists of numbers. */
  parse: { readonly params: { readonly text: string }; readonly result: ParsedMatrix }
  /** The transposed convolution of a convolution with the same weights, or the other way round, as a setting of its own fed with this one's output. */
  partner: { readonly params: { readonly slot: LabSlot; readonly step: number }; readonly result: { readonly setting: LabSetting } | { readonly reason: string } }
  /** A runnable PyTorch program with this data, or why there is none. */
  code: { readonly params: { readonly slot: LabSlot }; readonly result: { readonly code: string } | { readonly reason: string } }
}
export type LabQuestion = keyof LabQuestions

/** The engine in one call: synchronous, keeps the newest run of each slot, never throws for what a setting holds. */
export type LabEngine = { readonly [Q in LabQuestion]: (params: LabQuestions[Q]['params'], progress?: (done: LabProgress) => void) => LabQuestions[Q]['result'] }

/** Said while `run` works: the step under way and how much of it is done, from 0 to 1. */
export interface LabProgress { readonly step: number; readonly steps: number; readonly done: number }

/** A layer of the user's code as the lab is opened on it: what the extension sends to the page. */
export interface LabModel {
  /** `ConvTranspose2d`, or `F.conv_transpose2d` for a call of a function. */
  readonly title: string
  /** As written, in one line. */
  readonly call: string
  readonly manual: string | undefined
  /** The layer with the arguments that the code gives it and a sample of the inferred shape; undefined: `reason` says why there is none. */
  readonly setting: LabSetting | undefined
  readonly reason: string | undefined
  /** Said where the sample is smaller than the inferred shape, or where letters were given sizes. */
  readonly sample: string | undefined
  /** For each step, why its arguments can't be written back; undefined: they can. */
  readonly readOnly: readonly (string | undefined)[]
}

/** What the page shows before its own engine has started: what `run` and `parameters` answer for the setting that it opens on. */
export interface LabFirst { readonly run: LabResult; readonly parameters: Readonly<Record<string, readonly LabParameter[]>> }

/** What PyTorch itself computed for a setting, against the engine; or a sentence about why nothing was compared. */
export type LabCheck =
  | {
      readonly ok: true
      /** The largest absolute difference of any element of any output. */
      readonly difference: number
      readonly outputs: readonly { readonly shape: readonly number[]; readonly difference: number; readonly at: readonly number[] }[]
      /** Such as `2.9.0`, and the interpreter's path. */
      readonly torch: string
      readonly python: string
    }
  | { readonly ok: false; readonly message: string }
