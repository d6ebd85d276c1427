/**
 * Context managers and decorators: modes that change no shape, and marks for the compiler.
 * Source: https://docs.pytorch.org/docs/stable/torch.html#locally-disabling-gradient-computation
 */
import { builtin, classEntry, constant, falseValue, instance, nativeClass, none, unknown, unknownBool, type Arguments, type Constant, type Machine, type NativeClassEntry, type Value } from '../vocabulary/index.ts'

const isCallable = (value: Value): boolean => ['function', 'builtin', 'method', 'partial', 'class'].includes(value.kind)

/** A mode: `with torch.no_grad():`, `@torch.no_grad()`, `@torch.no_grad`. What it decorates stays what it is. */
function mode(name: string): NativeClassEntry {
  return classEntry(name, () => nativeClass(name, [], [
    ['__enter__', builtin(`${name}.__enter__`, (_machine, { positional: [self] }) => self ?? none, { bindsSelf: true })],
    ['__exit__', builtin(`${name}.__exit__`, () => none, { bindsSelf: true })],
    ['__call__', builtin(`${name}.__call__`, (machine, { positional: [, decorated] }) => decorated ?? machine.undecided('a decorator of nothing'), { bindsSelf: true })],
  ], {
    createsWhole: true,
    create: (_machine, cls, { positional: [first] }) => {
      if (first && isCallable(first)) return first
      const made = instance(cls)
      made.open = true
      return made
    },
  }))
}
export const modes = [
  'torch.no_grad', 'torch.enable_grad', 'torch.inference_mode', 'torch.set_grad_enabled', 'torch.autocast', 'torch.amp.autocast', 'torch.cuda.amp.autocast', 'torch.cpu.amp.autocast', 'torch.autograd.no_grad', 'torch.autograd.set_detect_anomaly', 'torch.autograd.detect_anomaly',
  'torch.autograd.profiler.record_function', 'torch.profiler.record_function', 'torch.random.fork_rng', 'torch.nn.attention.sdpa_kernel', 'torch.backends.cuda.sdp_kernel',
].map(mode)

/** The first argument that can be called is what is decorated; otherwise the decorator comes back, to be given it. */
function decorate(name: string): Constant {
  const identity = builtin(name, (_machine, { positional: [decorated] }) => decorated ?? none)
  return constant(name, builtin(name, (_machine, { positional: [first] }) => (first && (isCallable(first) || first.kind === 'instance') ? first : identity)))
}
export const decorators = [
  'torch.jit.script', 'torch.jit.ignore', 'torch.jit.unused', 'torch.jit.export', 'torch.jit._script_if_tracing', 'torch.jit.script_if_tracing', 'torch.jit.script_method', 'torch.jit.interface', 'torch.jit.trace', 'torch.jit.freeze', 'torch.jit.optimize_for_inference', 'torch.jit.trace_module',
  'torch.jit._overload', 'torch.jit._overload_method', 'torch._jit_internal.ignore', 'torch._jit_internal.unused', 'torch._jit_internal._overload', 'torch._jit_internal.export',
  'torch.compile', 'torch.compiler.disable', 'torch.compiler.allow_in_graph', 'torch._dynamo.disable', 'torch._dynamo.allow_in_graph', 'torch._dynamo.optimize', 'torch.fx.wrap', 'torch.cuda.amp.custom_fwd', 'torch.cuda.amp.custom_bwd', 'torch.amp.custom_fwd', 'torch.amp.custom_bwd',
  'torch.autograd.function.once_differentiable', 'torch.compiler.assume_constant_result', 'torch._dynamo.assume_constant_result', 'torch.library.custom_op', 'torch.utils._contextlib.context_decorator', 'torch.nn.utils.fusion.fuse', 'torch.quantization.disable_fake_quant',
].map(decorate)

/** Functions with one answer. */
const always = (name: string, value: Value): Constant => constant(name, builtin(name, () => value))
export const answers: readonly Constant[] = [
  ...['torch.jit.is_scripting', 'torch.jit.is_tracing', 'torch._jit_internal.is_scripting', 'torch.compiler.is_compiling', 'torch.compiler.is_dynamo_compiling', 'torch.compiler.is_exporting', 'torch._dynamo.is_compiling', 'torch.onnx.is_in_onnx_export', 'torch.are_deterministic_algorithms_enabled',
    'torch.overrides.has_torch_function', 'torch.overrides.has_torch_function_unary', 'torch.overrides.has_torch_function_variadic', 'torch.cuda.is_current_stream_capturing', 'torch.xpu.graphs.is_current_stream_capturing', 'torch.is_inference_mode_enabled', 'torch.distributed.is_initialized', 'torch._C._is_torch_function_mode_enabled'].map((name) => always(name, falseValue)),
  ...['torch.is_grad_enabled', 'torch.is_autocast_enabled', 'torch.is_autocast_cpu_enabled', 'torch.cuda.is_available', 'torch.backends.mps.is_available', 'torch.mps.is_available', 'torch.xpu.is_available', 'torch.backends.cudnn.is_available', 'torch.distributed.is_available', 'torch.cuda.is_initialized', 'torch.cuda.is_bf16_supported', 'torch.accelerator.is_available'].map((name) => always(name, unknownBool)),
  ...['torch._C._log_api_usage_once', 'torch._C._get_tracing_state', 'torch.set_printoptions', 'torch.set_num_threads', 'torch.set_num_interop_threads', 'torch.use_deterministic_algorithms', 'torch.set_default_dtype', 'torch.set_default_tensor_type', 'torch.set_default_device', 'torch.set_float32_matmul_precision',
    'torch.cuda.manual_seed', 'torch.cuda.manual_seed_all', 'torch.cuda.empty_cache', 'torch.cuda.synchronize', 'torch.cuda.set_device', 'torch.cuda.seed', 'torch.save', 'torch.random.manual_seed', 'torch.set_rng_state', 'torch.backends.cuda.enable_flash_sdp', 'torch.backends.cuda.enable_mem_efficient_sdp', 'torch.backends.cuda.enable_math_sdp', 'torch.multiprocessing.set_sharing_strategy', 'torch.autograd.backward', 'torch._C._jit_set_profiling_executor', 'torch.ops.load_library'].map((name) => always(name, none)),
  ...['torch.manual_seed', 'torch.seed', 'torch.initial_seed', 'torch.load', 'torch.jit.load', 'torch.get_num_threads', 'torch.get_rng_state', 'torch.hub.load', 'torch.hub.load_state_dict_from_url', 'torch.hub.download_url_to_file', 'torch.autograd.grad', 'torch.cuda.device_count', 'torch.cuda.current_device', 'torch.cuda.get_device_name', 'torch.cuda.memory_allocated', 'torch.cuda.max_memory_allocated'].map((name) => always(name, unknown(name))),
  always('torch.get_default_dtype', { kind: 'dtype', name: 'float32' }), always('torch.get_default_device', { kind: 'device', type: 'cpu' }),
]

/** A build without XPU support raises RuntimeError. */
export const isCapturing = constant('torch.xpu.is_current_stream_capturing', builtin('torch.xpu.is_current_stream_capturing', (machine) => {
  machine.mayRaise()
  return falseValue
}))

/** `torch._assert(condition, message)` */
export const assertion = constant('torch._assert', builtin('torch._assert', (machine, { positional: [condition, message] }) => {
  const truth = condition && machine.truth(condition)
  if (truth === false) machine.raise('AssertionError', (message && machine.str(message)) ?? '', 'assertion')
  return none
}))
export const annotate = constant('torch.jit.annotate', builtin('torch.jit.annotate', (machine, { positional: [, value] }) => value ?? machine.undecided('annotate without a value')))
export const isTensor = constant('torch.is_tensor', builtin('torch.is_tensor', (_machine, { positional: [value] }) => (!value || value.kind === 'unknown' ? unknownBool : { kind: 'bool', value: value.kind === 'tensor' })))
export const Variable = constant('torch.autograd.Variable', builtin('torch.autograd.Variable', (machine, { positional: [data], keywords }) => data ?? keywords.get('data') ?? machine.undecided('a Variable of nothing')))

/** Recomputation in the backward pass: the function is called as it stands. */
const passing = (name: string): Constant => constant(name, builtin(name, (machine, { positional: [func, ...rest], keywords }) => {
  if (!func) return machine.undecided('checkpoint of nothing')
  const own = new Set(['use_reentrant', 'preserve_rng_state', 'context_fn', 'determinism_check', 'debug'])
  return machine.call(func, rest, new Map([...keywords].filter(([key]) => !own.has(key))))
}))
export const checkpoints = [passing('torch.utils.checkpoint.checkpoint')]
export const checkpointSequential = constant('torch.utils.checkpoint.checkpoint_sequential', builtin('torch.utils.checkpoint.checkpoint_sequential', (machine, { positional: [functions, , ...input] }) => {
  if (!functions) return machine.undecided('checkpoint of nothing')
  const steps = functions.kind === 'instance' ? machine.items(functions) : machine.items(functions)
  return steps.reduce<readonly Value[]>((values, step) => [machine.call(step, values)], input)[0] ?? none
}))

/** `Function.apply` runs `forward` with a context of its own, or without one where `setup_context` is defined. */
function apply(machine: Machine, { positional: [cls, ...rest], keywords }: Arguments): Value {
  if (cls?.kind !== 'class') return machine.undecided('apply of what is no Function')
  const context = instance(machine.nativeClass('torch.autograd.function.FunctionCtx'))
  context.open = true
  const forward = machine.getAttribute(cls, 'forward')
  const hasSetup = cls.mro.some((each) => each.attributes.has('setup_context') && each.native === undefined)
  return machine.call(forward, hasSetup ? rest : [context, ...rest], keywords)
}
export const FunctionClass = classEntry('torch.autograd.Function', () => nativeClass('torch.autograd.function.Function', [], [
  ['apply', { kind: 'descriptor', type: 'classmethod', get: builtin('torch.autograd.Function.apply', apply, { bindsSelf: true }) }],
]), 'torch.autograd.function')
export const FunctionContext = classEntry('torch.autograd.function.FunctionCtx', () => nativeClass('torch.autograd.function.FunctionCtx', [], ['save_for_backward', 'mark_dirty', 'mark_non_differentiable', 'set_materialize_grads'].map((name) =>
  [name, builtin(`torch.autograd.function.FunctionCtx.${name}`, () => none, { bindsSelf: true })] as const)))

/** Reparametrised weights keep their shape; the module stays what it is. */
const identity = (name: string): Constant => constant(name, builtin(name, (machine, { positional: [module], keywords }) => module ?? keywords.get('module') ?? machine.undecided(`${name} of nothing`)))
export const parametrizations = [
    'torch.nn.utils.parametrize.remove_parametrizations', 'torch.nn.utils.skip_init', 'torch.quantization.prepare',
].filter((name) => name !== 'torch.nn.utils.skip_init' && !/_norm\.\w+$/.test(name)).map(identity)
