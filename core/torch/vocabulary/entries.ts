/**
 * The forms in which the catalogue states what PyTorch means. One file per family exports entries; the index is
 * generated from the files, so adding an entry touches one file.
 */
import type { NumericArray } from '../../arrays/index.ts'
import type { ClassValue, InstanceValue, Machine, Overload, Parameters, Shape, TensorValue, Value } from '../../values/index.ts'
import { signature, type Signature } from '../../values/index.ts'
import type { Terms } from '../terms/types.ts'
import type { AsLayer } from './asLayer.ts'

/** A function or method, under every name PyTorch gives it. */
export interface Operation {
  readonly entry: 'operation'
  /** `torch.cat`, `torch.Tensor.view`, `torch.nn.functional.relu`. Names under `torch.Tensor` bind their first parameter to the tensor. */
  readonly names: readonly string[]
  readonly overloads: readonly Overload[]
  /** `'Tensor'` (the default): undecided calls still return a tensor, of unknown shape. `'Any'`: they return nothing known. */
  readonly returns: 'Tensor' | 'Any'
  readonly manual: string | undefined
  readonly explain: Explain | undefined
  readonly layer: AsLayer | undefined
  readonly examples: string | undefined
}

export interface OperationDefinition {
  readonly names: readonly string[]
  /** `on(schema, rule)`, one for each of PyTorch's overloads, in its order. */
  readonly overloads: readonly Overload[]
  readonly returns?: 'Tensor' | 'Any'
  readonly manual?: string
  readonly explain?: Explain
  /** The layer that does the same. */
  readonly layer?: AsLayer
  /** Lines of Python with `# shape:` and `# error[code] "text"` comments: tests and documentation at once. */
  readonly examples?: string
}

export function operation(definition: OperationDefinition): Operation {
  const { returns = 'Tensor', manual, explain, layer: same, examples, names, overloads } = definition
  return { entry: 'operation', names, overloads, returns, manual, explain, layer: same, examples }
}

/** A plain value of the library: a dtype, a constant, a class or a function that needs no tensor. */
export interface Constant { readonly entry: 'constant'; readonly name: string; readonly value: Value }
export const constant = (name: string, value: Value): Constant => ({ entry: 'constant', name, value })

/** An attribute that every tensor computes, `torch.Tensor.shape`. */
export interface Property {
  readonly entry: 'property'
  readonly name: string
  readonly get: (machine: Machine, tensor: TensorValue) => Value
  readonly set: ((machine: Machine, tensor: TensorValue, value: Value) => void) | undefined
}
export const property = (name: string, get: Property['get'], set?: Property['set']): Property => ({ entry: 'property', name, get, set })

/** A Python class that is no layer, such as `torch.no_grad` or `torch.nn.Module` itself. */
export interface NativeClassEntry { readonly entry: 'class'; readonly name: string; readonly definedIn: string | undefined; readonly build: (find: (name: string) => ClassValue) => ClassValue }
export const classEntry = (name: string, build: NativeClassEntry['build'], definedIn?: string): NativeClassEntry => ({ entry: 'class', name, definedIn, build })

/** A method of a layer: its signature without `self`, and its rule. */
export interface LayerMethod { readonly signature: Signature; readonly run: (machine: Machine, self: InstanceValue, parameters: never) => Value | void }
/** `method('forward(input, output_size=None)', (machine, self, { input, output_size }) => …)`. */
export function method<S extends string>(text: S, run: (machine: Machine, self: InstanceValue, parameters: Parameters<S>) => Value | void): LayerMethod {
  return { signature: signature(text), run: run as LayerMethod['run'] }
}

/** A class of torch.nn, written as PyTorch writes it: a constructor that sets attributes and weights, and a forward that reads them. */
export interface LayerDefinition {
  /** `torch.nn.Conv2d`. */
  readonly name: string
  /** The module that defines it in PyTorch, `torch.nn.modules.conv`: what its class prints, and another name to import it by. */
  readonly definedIn: string
  /** The base class's name; `torch.nn.Module` when absent. */
  readonly base?: string
  /** The page in PyTorch's manual. */
  readonly manual?: string
  /** Sets attributes and weights. Signature text starts with `__init__(`. Absent: inherited. */
  readonly init?: LayerMethod
  /** The constructor as the manual writes it, where `init` takes whatever it is given. */
  readonly documented?: Signature
  readonly forward?: LayerMethod
  /** Other methods, such as `extra_repr` or `reset_parameters`; each signature text starts with the method's name. */
  readonly methods?: readonly LayerMethod[]
  /** Class methods, static methods and class variables. */
  readonly statics?: readonly (readonly [string, Value])[]
  readonly explain?: ExplainLayer
  /** What to do about a problem of this code that a call on `inputs` met, with the layer's numbers; shown below PyTorch's message. */
  readonly advise?: (self: InstanceValue, inputs: readonly TensorValue[], code: string) => string | undefined
  /** Executes the layer: what it returns for these inputs, with the weights by name. Shapes were checked by `forward`. */
  readonly kernel?: (layer: KernelLayer, inputs: readonly NumericArray[]) => readonly NumericArray[]
  /** What a sample of its inputs looks like in the lab. */
  readonly sample?: (self: InstanceValue | undefined, rank: number) => Sample
  /** What `kernel` leaves out of what PyTorch does for this layer, in a sentence. */
  readonly leavesOut?: (self: InstanceValue) => string | undefined
  /** How many tensors `kernel` reads of what `forward` takes first; absent: all. Calls that give more, but for those of `further`, are not run. */
  readonly kernelInputs?: number
  /** Tensors that `forward` may be given besides, which `kernel` reads behind the first ones, in this order: states, masks. */
  readonly further?: readonly FurtherInput[]
  /** What the manual calls what `kernel` returns; absent: `output`. */
  readonly returns?: readonly string[]
  /** What `reset_parameters` draws the numbers of a weight or buffer from; absent: the base's, else `initially`. */
  readonly initialise?: (self: InstanceValue, name: string, shape: readonly number[]) => Distribution | undefined
  /** What each element of what `kernel` returns is made of. */
  readonly terms?: (layer: KernelLayer, inputs: readonly NumericArray[]) => Terms
  /** The window that slides, for drawing. */
  readonly geometry?: (layer: KernelLayer, inputs: readonly NumericArray[]) => Geometry
  /** Multiply-adds of one call. */
  readonly multiplyAdds?: (self: InstanceValue, input: Shape, output: Shape) => number | undefined
  readonly examples?: string
}
export interface Layer extends LayerDefinition { readonly entry: 'layer' }
export const layer = (definition: LayerDefinition): Layer => ({ ...definition, entry: 'layer' })
/** What a layer's constructor takes, by name and in order. */
export const constructorOf = ({ documented, init }: Layer): Signature | undefined => documented ?? init?.signature

/** `name` is the manual's; `parameter` that of `forward` by which it is given, where it is another, and `at` its place in a tuple. */
export interface FurtherInput { readonly name: string; readonly parameter?: string; readonly at?: number }

/** A layer as a kernel sees it: plain attributes and numeric weights. */
export interface KernelLayer {
  readonly self: InstanceValue
  /** The names of the inputs, in their order: one of `further` may be there without those before it. */
  readonly names: readonly string[]
  /** Those of the inputs. */
  readonly dtypes: readonly string[]
  readonly weights: Readonly<Record<string, NumericArray | undefined>>
  /** The shapes that `forward` has promised, where arguments of the call (`output_size`) decide about them. */
  readonly outputShapes?: readonly (readonly number[])[] | undefined
  /** Told now and then how much of the work is done, from 0 to 1. */
  readonly progress?: ((done: number) => void) | undefined
}

/**
 * `batchDim`: the dim that counts samples, of which few are shown; the first where it is absent, none where it is null. `numbers`: what each input
 * holds where not any number will do: probabilities between 0 and 1, signs, which are 1 and -1, or, of whole numbers, classes of the first
 * input, 0, 1, 2 and so on, or a one in the last place of the first row and zeros. `dims` and `outputs`: what the dims of each input and output are called, where they are no
 * channels of an image.
 */
export interface Sample { readonly batchDim?: number | null; readonly numbers?: readonly SampleNumbers[]; readonly dims?: readonly (readonly string[])[]; readonly outputs?: readonly (readonly string[])[] }
export type SampleNumbers = 'any' | 'probabilities' | 'signs' | 'classes' | 'ascending' | 'last'

/** Evenly from -bound to bound, normally around 0, or one number for all. */
export type Distribution =
  | { readonly kind: 'uniform'; readonly bound: number }
  | { readonly kind: 'normal'; readonly deviation: number }
  | { readonly kind: 'constant'; readonly value: number }

/**
 * A window that slides. Spatial positions count from the first element of the input; those below 0 and behind the last element lie on padding.
 * `slides`: over the input (convolution, pooling, unfold), or over the output (transposed convolution, fold): the window's corner at step s
 * then lies at output position `s*stride - padding`, and what lies outside of the output is cropped.
 */
export interface Geometry {
  readonly slides: 'input' | 'output'
  readonly kernel_size: readonly number[]
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
  /** Elements of padding before and behind each spatial dim; for `slides: 'output'` what is cropped. */
  readonly before: readonly number[]
  readonly behind: readonly number[]
  /** Rows added at the end of each spatial dim by `output_padding`; zeros where there are none. */
  readonly output_padding: readonly number[]
  /** What stands on the padding: zeros, or copies of the input. */
  readonly padding_mode: 'zeros' | 'reflect' | 'replicate' | 'circular'
}

export type Entry = Operation | Constant | Property | NativeClassEntry | Layer
export const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null && 'entry' in value

/** What a hover says about one call. */
export interface Explanation {
  /** One line per spatial size: the manual's formula with the numbers put in, and what it does to the size in words. */
  readonly lines: readonly ExplanationLine[]
  /** What a reviewer would add. */
  readonly notes: readonly string[]
}
/** `names` is the formula with parameter names instead of numbers. */
export interface ExplanationLine { readonly label: string; readonly text: string; readonly comment?: string; readonly names?: string }
/** `output` undefined: the layer stands at its constructor, and the explanation says what it does to any size. */
export type ExplainLayer = (self: InstanceValue, inputs: readonly TensorValue[], output: Value | undefined) => Explanation
export type Explain = (inputs: readonly Value[], output: Value) => Explanation
