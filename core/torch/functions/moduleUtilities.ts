/** What torch.nn.utils does with modules, their parameters and their gradients. Source: https://docs.pytorch.org/docs/stable/nn.html#utilities */
import { add, mul, type Dim } from '../../dims/index.ts'
import { cloneModule } from '../containers/clone.ts'
import { asDim, bool, builtin, constant, knownData, like, list, none, on, operation, tensor, type Arguments, type Machine, type TensorValue, type Value } from '../vocabulary/index.ts'

/** The tensors of an iterable, or of the one tensor that stands for it. */
const tensorsOf = (machine: Machine, value: Value): readonly TensorValue[] =>
  (value.kind === 'tensor' ? [value] : machine.items(value)).map((each) => (each.kind === 'tensor' ? each : machine.undecided('parameters that are not known')))

export const gradientClipping = [
  operation({ names: ['torch.nn.utils.clip_grad_norm_', 'torch.nn.utils.clip_grad_norm', 'torch.nn.utils.clip_grad.clip_grad_norm_'], overloads: [on('clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None)', () => tensor([], { dtype: 'float32' }))] }),
  operation({ names: ['torch.nn.utils.get_total_norm'], overloads: [on('get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None)', () => tensor([], { dtype: 'float32' }))] }),
  operation({ names: ['torch.nn.utils.clip_grad_value_', 'torch.nn.utils.clip_grad.clip_grad_value_'], returns: 'Any', overloads: [on('clip_grad_value_(parameters, clip_value, foreach=None)', () => none)] }),
]

export const parametersToVector = operation({
  names: ['torch.nn.utils.parameters_to_vector', 'torch.nn.utils.convert_parameters.parameters_to_vector'],
  overloads: [on('parameters_to_vector(parameters)', (machine, { parameters }) => {
    const tensors = tensorsOf(machine, parameters)
    return tensor([tensors.reduce<Dim>((sum, each) => add(sum, machine.shapeOf(each).reduce<Dim>(mul, 1)), 0)], { dtype: tensors[0]?.dtype })
  })],
})
export const vectorToParameters = operation({ names: ['torch.nn.utils.vector_to_parameters', 'torch.nn.utils.convert_parameters.vector_to_parameters'], returns: 'Any', overloads: [on('vector_to_parameters(vec, parameters)', () => none)] })

/** A copy of the first module that works as both: it has a bias from now on. */
const fusing = (names: readonly string[], text: 'f(first, second)'): ReturnType<typeof operation> => operation({
  names, returns: 'Any',
  overloads: [on(text, (machine, given) => {
    const [first] = Object.values(given) as Value[]
    if (first?.kind !== 'instance') return machine.undecided('a module that is not known')
    const fused = cloneModule(first)
    const weight = fused.module?.parameters.get('weight')
    const channels = weight?.kind === 'tensor' ? weight.shape?.[0] : undefined
    if (channels !== undefined) fused.module?.parameters.set('bias', tensor([channels], { dtype: 'float32', parameter: true, requiresGrad: true }))
    return fused
  })],
})
export const fusions = [
  fusing(['torch.nn.utils.fuse_conv_bn_eval', 'torch.nn.utils.fusion.fuse_conv_bn_eval'], 'fuse_conv_bn_eval(conv, bn, transpose=False)' as 'f(first, second)'),
  fusing(['torch.nn.utils.fuse_linear_bn_eval', 'torch.nn.utils.fusion.fuse_linear_bn_eval'], 'fuse_linear_bn_eval(linear, bn)' as 'f(first, second)'),
]

/** `skip_init(cls, *args, **kwargs)` makes the module without filling its weights. */
const construct = (machine: Machine, { positional: [cls, ...rest], keywords }: Arguments): Value => machine.call(cls ?? none, rest, keywords)
export const skipInit = constant('torch.nn.utils.skip_init', builtin('torch.nn.utils.skip_init', construct))

/** Calls a module with other tensors in place of its parameters. */
export const functionalCall = operation({
  names: ['torch.func.functional_call', 'torch.nn.utils.stateless.functional_call'], returns: 'Any',
  overloads: [on('functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False)', (machine, { module, args, kwargs }) => {
    const positional = args.kind === 'none' ? [] : args.kind === 'tuple' ? [...args.items] : [args]
    const keywords = kwargs.kind === 'dict' && !kwargs.open ? [...kwargs.entries.values()].map(({ key, value }) => [machine.str(key) ?? '', value] as const) : []
    return machine.call(module, positional, new Map(keywords))
  })],
})

/** The rows of every sequence without their padding. */
export const unpadSequence = operation({
  names: ['torch.nn.utils.rnn.unpad_sequence'], returns: 'Any',
  overloads: [on('unpad_sequence(Tensor padded_sequences, lengths, bool batch_first=False)', (machine, { padded_sequences, lengths, batch_first }) => {
    const rest = machine.shapeOf(padded_sequences).slice(2)
    const values = lengths.kind === 'tensor' ? knownData(lengths) : machine.items(lengths).map((each) => asDim(each) ?? machine.undecided('lengths that are not known'))
    void batch_first
    return values ? list(values.map((length) => like(padded_sequences, [length, ...rest]))) : machine.undecided('lengths that are not known')
  })],
})

/** No tensor here overrides torch's functions. */
export const torchFunctionQuestions = ['has_torch_function', 'has_torch_function_unary', 'has_torch_function_variadic'].map((name) =>
  constant(`torch.nn.functional.${name}`, builtin(`torch.nn.functional.${name}`, () => bool(false))))
