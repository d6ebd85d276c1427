/**
 * Activations that work element by element: nn.ReLU, F.relu and their kin. Shapes: any, kept.
 * Source: https://docs.pytorch.org/docs/stable/nn.html#non-linear-activations-weighted-sum-nonlinearity
 */
import type { NumericArray } from '../../arrays/index.ts'
import * as kernels from '../kernels/index.ts'
import {
  isFalse, sameNames, callNative, floatingType, keepsSize, layer, method, numberOf, on, operation, pointwise, setPlain, typeName, wordOf,
  type Entry, type InstanceValue, type Machine, type Overload, type TensorValue, type Value,
} from '../vocabulary/index.ts'
import * as formulas from '../terms/activation.ts'
import { pointwiseTerms } from '../terms/pointwise.ts'

interface Activation {
  /** The class in torch.nn. */
  readonly layer: string
  readonly base?: string
  /** Its constructor's parameters, each kept as an attribute of the same name. */
  readonly init: string
  /** The function in torch.nn.functional, with its parameters behind `input`. */
  readonly function: string
  /** The native function that refuses what is no tensor. Absent: a method of the tensor is called. */
  readonly native?: string
  /** The method that a value that is no tensor lacks. */
  readonly attribute?: string
  /** Ints become floats. */
  readonly promotes?: boolean
  readonly formula: string
  readonly kernel: (input: NumericArray, self: InstanceValue) => NumericArray
  readonly made: (self: InstanceValue) => formulas.Activated
  readonly construct?: (machine: Machine, given: Readonly<Record<string, Value>>) => void
}

const number = (self: InstanceValue, name: string, otherwise: number): number => numberOf(self, name) ?? otherwise

const table: readonly Activation[] = [
  { layer: 'ReLU', init: 'inplace=False', function: 'relu(inplace=False)', native: 'relu', formula: 'max(0, x)', kernel: (x) => kernels.relu(x), made: () => formulas.relu },
  { layer: 'ReLU6', base: 'Hardtanh', init: 'inplace=False', function: 'relu6(inplace=False)', native: 'hardtanh', formula: 'min(max(0, x), 6)', kernel: (x) => kernels.relu6(x), made: () => formulas.relu6 },
  { layer: 'LeakyReLU', init: 'negative_slope=0.01, inplace=False', function: 'leaky_relu(Scalar negative_slope=0.01, inplace=False)', native: 'leaky_relu', formula: 'x, or negative_slope·x below 0', kernel: (x, self) => kernels.leakyRelu(x, { negative_slope: number(self, 'negative_slope', 0.01) }), made: (self) => formulas.leakyRelu(number(self, 'negative_slope', 0.01)) },
  { layer: 'ELU', init: 'alpha=1.0, inplace=False', function: 'elu(Scalar alpha=1.0, inplace=False)', native: 'elu', formula: 'x, or alpha·(exp(x) − 1) below 0', kernel: (x, self) => kernels.elu(x, { alpha: number(self, 'alpha', 1) }), made: (self) => formulas.elu(number(self, 'alpha', 1)) },
  { layer: 'SELU', init: 'inplace=False', function: 'selu(inplace=False)', native: 'selu', formula: 'scale·(max(0, x) + min(0, alpha·(exp(x) − 1)))', kernel: (x) => kernels.selu(x), made: () => formulas.selu(kernels.seluScale, kernels.seluAlpha) },
  { layer: 'CELU', init: 'alpha=1.0, inplace=False', function: 'celu(Scalar alpha=1.0, inplace=False)', native: 'celu', formula: 'max(0, x) + min(0, alpha·(exp(x/alpha) − 1))', kernel: (x, self) => kernels.celu(x, { alpha: number(self, 'alpha', 1) }), made: (self) => formulas.celu(number(self, 'alpha', 1)) },
  { layer: 'SiLU', init: 'inplace=False', function: 'silu(inplace=False)', native: 'silu', formula: 'x·sigmoid(x)', kernel: (x) => kernels.silu(x), made: () => formulas.silu },
  { layer: 'Mish', init: 'inplace=False', function: 'mish(inplace=False)', native: 'mish', formula: 'x·tanh(softplus(x))', kernel: (x) => kernels.mish(x), made: () => formulas.mish },
  { layer: 'Hardswish', init: 'inplace=False', function: 'hardswish(inplace=False)', native: 'hardswish', formula: 'x·relu6(x + 3) / 6', kernel: (x) => kernels.hardswish(x), made: () => formulas.hardswish },
  { layer: 'Hardsigmoid', init: 'inplace=False', function: 'hardsigmoid(inplace=False)', native: 'hardsigmoid', formula: 'relu6(x + 3) / 6', kernel: (x) => kernels.hardsigmoid(x), made: () => formulas.hardsigmoid },
  { layer: 'Sigmoid', init: '', function: 'sigmoid()', native: 'sigmoid', promotes: true, formula: '1 / (1 + exp(−x))', kernel: (x) => kernels.sigmoid(x), made: () => formulas.sigmoid },
  { layer: 'Tanh', init: '', function: 'tanh()', native: 'tanh', promotes: true, formula: 'tanh(x)', kernel: (x) => kernels.tanh(x), made: () => formulas.tanh },
  { layer: 'LogSigmoid', init: '', function: 'logsigmoid()', native: 'log_sigmoid', formula: 'log(sigmoid(x))', kernel: (x) => kernels.logSigmoid(x), made: () => formulas.logSigmoid },
  { layer: 'Softplus', init: 'beta=1.0, threshold=20.0', function: 'softplus(Scalar beta=1, Scalar threshold=20)', native: 'softplus', formula: 'log(1 + exp(beta·x)) / beta', kernel: (x, self) => kernels.softplus(x, { beta: number(self, 'beta', 1), threshold: number(self, 'threshold', 20) }), made: (self) => formulas.softplus(number(self, 'beta', 1), number(self, 'threshold', 20)) },
  { layer: 'Softshrink', init: 'lambd=0.5', function: 'softshrink(Scalar lambd=0.5)', native: 'softshrink', formula: 'x moved towards 0 by lambd', kernel: (x, self) => kernels.softshrink(x, { lambd: number(self, 'lambd', 0.5) }), made: (self) => formulas.softshrink(number(self, 'lambd', 0.5)) },
  { layer: 'Hardshrink', init: 'lambd=0.5', function: 'hardshrink(Scalar lambd=0.5)', native: 'hardshrink', formula: 'x, or 0 within ±lambd', kernel: (x, self) => kernels.hardshrink(x, { lambd: number(self, 'lambd', 0.5) }), made: (self) => formulas.hardshrink(number(self, 'lambd', 0.5)) },
  { layer: 'Softsign', init: '', function: 'softsign()', attribute: 'abs', promotes: true, formula: 'x / (1 + |x|)', kernel: (x) => kernels.softsign(x), made: () => formulas.softsign },
  { layer: 'Tanhshrink', init: '', function: 'tanhshrink()', attribute: 'tanh', promotes: true, formula: 'x − tanh(x)', kernel: (x) => kernels.tanhshrink(x), made: () => formulas.tanhshrink },
  { layer: 'GELU', init: "approximate='none'", function: "gelu(*, str approximate='none')", native: 'gelu', formula: 'x·Φ(x)', kernel: (x, self) => kernels.gelu(x, { approximate: wordOf(self, 'approximate') === 'tanh' ? 'tanh' : 'none' }), made: (self) => formulas.gelu(wordOf(self, 'approximate') === 'tanh' ? 'tanh' : 'none') },
  { layer: 'RReLU', init: 'lower=0.125, upper=0.3333333333333333, inplace=False', function: 'rrelu(Scalar lower=0.125, Scalar upper=0.3333333333333333, training=False, inplace=False)', native: 'rrelu', formula: 'x, or a random slope times x below 0', kernel: (x, self) => kernels.rrelu(x, { lower: number(self, 'lower', 1 / 8), upper: number(self, 'upper', 1 / 3) }), made: (self) => formulas.rrelu(number(self, 'lower', 1 / 8), number(self, 'upper', 1 / 3)) },
  { layer: 'Threshold', init: 'threshold, value, inplace=False', function: 'threshold(Scalar threshold, Scalar value, inplace=False)', native: 'threshold', formula: 'x above the threshold, else value', kernel: (x, self) => kernels.threshold(x, { threshold: number(self, 'threshold', 0), value: number(self, 'value', 0) }), made: (self) => formulas.threshold(number(self, 'threshold', 0), number(self, 'value', 0)) },
  { layer: 'Hardtanh', init: 'min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None', function: 'hardtanh(Scalar min_val=-1.0, Scalar max_val=1.0, inplace=False)', native: 'hardtanh', formula: 'x kept within [min_val, max_val]', construct: checkBounds, kernel: (x, self) => kernels.hardtanh(x, { min_val: number(self, 'min_val', -1), max_val: number(self, 'max_val', 1) }), made: (self) => formulas.hardtanh(number(self, 'min_val', -1), number(self, 'max_val', 1)) },
]

function checkBounds(machine: Machine, { min_val, max_val }: Readonly<Record<string, Value>>): void {
  if (!min_val || !max_val) return
  if (machine.truth(machine.compare('>', max_val, min_val)) === false) machine.raise('AssertionError', `max_val (${machine.str(max_val) ?? '?'}) must be greater than min_val (${machine.str(min_val) ?? '?'})`, 'argument', { parameter: 'max_val' })
}

/** The formula's rule: a check of what GELU's word may be, and the shape kept. */
function apply(machine: Machine, each: Activation, given: { readonly input: Value; readonly inplace?: Value; readonly approximate?: string }): Value {
  const input = tensorOperand(machine, each, given.input)
  if (given.approximate !== undefined && given.approximate !== 'none' && given.approximate !== 'tanh') machine.raise('RuntimeError', 'approximate argument must be either none or tanh.', 'argument', { parameter: 'approximate' })
  return pointwise(machine, input, given.inplace, each.promotes ? floatingType(input.dtype) : input.dtype)
}

function tensorOperand(machine: Machine, each: Activation, input: Value): TensorValue {
  if (input.kind === 'tensor') return input
  if (input.kind === 'unknown') return machine.undecided(input.reason)
  return machine.raise('AttributeError', `'${typeName(input)}' object has no attribute '${each.attribute ?? 'tensor'}'`, 'argument-type', { parameter: 'input' })
}

/** `relu(Tensor input, inplace=False)` from the parameters behind `input`. */
function overload(each: Activation, name: string, rest: string): Overload {
  const type = each.attribute === undefined ? 'Tensor ' : ''
  return on(`${name}(${[`${type}input`, rest].filter((part) => part !== '').join(', ')})`, ((machine: Machine, given: { input: Value }) => apply(machine, each, given)) as never)
}

function entries(each: Activation): readonly Entry[] {
  const name = each.function.slice(0, each.function.indexOf('('))
  const rest = each.function.slice(name.length + 1, -1)
  const manual = `https://docs.pytorch.org/docs/stable/generated/torch.nn.${each.layer}.html`
  const own = [overload(each, each.native ?? name, name === 'gelu' ? "str approximate='none'" : rest.replace(/,? ?(training|inplace)=False/g, ''))]
  const inPlace = /inplace/.test(rest) ? [inPlaceFunction(name, rest)] : []
  return [
    operation({ names: [`torch.nn.functional.${name}`], manual, layer: sameNames(each.layer, [...rest.matchAll(/(\w+)(?==|,|$)/g)].map(([word]) => word).filter((word) => !/^[\d.]|^(False|True|none)$/.test(word)).join(' '), { training: isFalse }), overloads: [overload(each, name, rest)] }),
    ...inPlace,
    layer({
      name: `torch.nn.${each.layer}`, definedIn: 'torch.nn.modules.activation', manual,
      ...(each.base === undefined ? {} : { base: `torch.nn.${each.base}` }),
      init: method(`__init__(${each.init})`, ((machine: Machine, self: InstanceValue, given: Record<string, Value>) => {
        each.construct?.(machine, given)
        setPlain(machine, self, each.layer === 'ReLU6' ? { min_val: { kind: 'float', value: 0 }, max_val: { kind: 'float', value: 6 }, ...given } : given)
      }) as never),
      forward: method('forward(input)', (machine, self, { input }) => {
        if (each.attribute !== undefined) return apply(machine, each, { input })
        const settings = parameterNames(rest).map((key) => machine.getAttribute(self, key))
        const result = callNative(machine, own, input, ...settings)
        return result.kind === 'tensor' && input.kind === 'tensor' && self.attributes.has('inplace') ? pointwise(machine, input, machine.getAttribute(self, 'inplace'), result.dtype) : result
      }),
      explain: () => keepsSize(each.formula),
      kernel: ({ self }, [input]) => [each.kernel(input!, self)],
      terms: ({ self }, [input]) => pointwiseTerms(input!, each.made(self)),
      ...(each.layer === 'RReLU' ? { leavesOut: (self) => (self.module?.training === true ? 'While training, PyTorch draws the slope at random; these numbers have the mean slope, as in evaluation.' : undefined) } : {}),
      examples: `nn.${each.layer}(${each.layer === 'Threshold' ? '0.1, 20' : ''})(torch.randn(2, 3, 4))   # shape: [2, 3, 4]`,
    }),
  ]
}

/** The names behind `input` that the native function takes too. */
const parameterNames = (rest: string): string[] => [...rest.matchAll(/(\w+)=|Scalar (\w+)/g)].map((match) => match[1] ?? match[2] ?? '').filter((name) => name !== 'inplace' && name !== 'training')

/** `F.relu_` and its kin: native, and always in place. */
function inPlaceFunction(name: string, rest: string): Entry {
  const parameters = rest.replace(/,? ?inplace=False/, '')
  const text = `${name}_(${['Tensor input', parameters].filter((part) => part !== '').join(', ')})`
  return operation({ names: [`torch.nn.functional.${name}_`], overloads: [on(text, ((machine: Machine, { input }: { input: TensorValue }) => pointwise(machine, input, true)) as never)] })
}

export const activations: readonly Entry[] = table.flatMap(entries)
