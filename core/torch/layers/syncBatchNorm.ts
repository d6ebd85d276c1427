/** `nn.SyncBatchNorm`: a batch norm whose statistics are shared between devices. Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SyncBatchNorm.html */
import { attribute, builtin, isSubclass, layer, method, setPlain, type InstanceValue, type Machine, type Value } from '../vocabulary/index.ts'
import { initialiseNorm, rankOf } from './batchNorm.ts'

/** Replaces every batch norm within a module, keeping weights and statistics. */
function convert(machine: Machine, module: Value): Value {
  if (module.kind !== 'instance' || !module.module) return module
  const batchNorm = machine.nativeClass('torch.nn.modules.batchnorm._BatchNorm')
  const result = isSubclass(module.cls, batchNorm) ? synchronised(machine, module) : module
  machine.touch(result)
  for (const [name, child] of module.module.modules) result.module?.modules.set(name, convert(machine, child))
  return result
}

function synchronised(machine: Machine, module: InstanceValue): InstanceValue {
  const settings = ['num_features', 'eps', 'momentum', 'affine', 'track_running_stats'].map((name) => attribute(machine, module, name))
  const made = machine.call(machine.nativeClass('torch.nn.SyncBatchNorm'), settings)
  if (made.kind !== 'instance' || !made.module || !module.module) return machine.undecided('a batch norm that is not known')
  made.module.parameters = new Map(module.module.parameters)
  made.module.buffers = new Map(module.module.buffers)
  made.module.training = module.module.training
  return made
}

const converter = builtin('torch.nn.SyncBatchNorm.convert_sync_batchnorm', (machine, { positional: [, module], keywords }) =>
  convert(machine, module ?? keywords.get('module') ?? machine.undecided('a module that is not given')))

export const SyncBatchNorm = layer({
  name: 'torch.nn.SyncBatchNorm',
  definedIn: 'torch.nn.modules.batchnorm',
  base: 'torch.nn.modules.batchnorm._BatchNorm',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.SyncBatchNorm.html',
  init: method('__init__(num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, process_group=None, device=None, dtype=None, *, bias=True)', (machine, self, given) => {
    initialiseNorm(machine, self, given)
    setPlain(machine, self, { process_group: given.process_group })
  }),
  methods: [
    method('_check_input_dim(input)', (machine, _self, { input }) => {
      const rank = rankOf(machine, input, ['N', 'C', 'H', 'W'])
      if (rank < 2) machine.raise('ValueError', `expected at least 2D input (got ${rank}D input)`, 'rank')
    }),
  ],
  statics: [['convert_sync_batchnorm', { kind: 'descriptor', type: 'classmethod', get: converter }]],
  examples: `nn.SyncBatchNorm(3)(torch.randn(2, 3, 8, 8))   # shape: [2, 3, 8, 8]`,
})
