/** Small functions of PyTorch that shape nothing: tuples of sizes, dtypes of results. */
import { builtin, constant, dtype, ntuple, promoted, resultDtype, tuple, typeName, str, unknownBool, type Constant, type Value } from '../vocabulary/index.ts'

const repeated = (name: string, n: number): Constant => constant(`torch.nn.modules.utils.${name}`, builtin(`torch.nn.modules.utils.${name}`, (machine, { positional: [value] }) => (value ? ntuple(machine, value, n) : machine.undecided('no value to repeat'))))
export const tuples = [
  repeated('_single', 1), repeated('_pair', 2), repeated('_triple', 3), repeated('_quadruple', 4),
  constant('torch.nn.modules.utils._ntuple', builtin('torch.nn.modules.utils._ntuple', (machine, { positional: [count] }) => {
    if (count?.kind !== 'int' || typeof count.value !== 'number') return machine.undecided('a number of repeats that is not known')
    const n = count.value
    return builtin('torch.nn.modules.utils._ntuple.parse', (inner, { positional: [value] }) => (value ? ntuple(inner, value, n) : inner.undecided('no value to repeat')))
  })),
  constant('torch.nn.modules.utils._reverse_repeat_tuple', builtin('torch.nn.modules.utils._reverse_repeat_tuple', (machine, { positional: [value, count] }) => {
    if (!value || count?.kind !== 'int' || typeof count.value !== 'number') return machine.undecided('a number of repeats that is not known')
    const n = count.value
    machine.room(Math.max(0, n))
    return tuple([...machine.items(value)].reverse().flatMap((each) => new Array<Value>(n).fill(each)))
  })),
]

export const dtypeFunctions = [
  constant('torch.result_type', builtin('torch.result_type', (machine, { positional }) => dtypeOrUndecided(machine.undecided.bind(machine), resultDtype(positional)))),
  constant('torch.promote_types', builtin('torch.promote_types', (machine, { positional: [left, right] }) =>
    dtypeOrUndecided(machine.undecided.bind(machine), left?.kind === 'dtype' && right?.kind === 'dtype' ? promoted(left.name, right.name) : undefined))),
  constant('torch.can_cast', builtin('torch.can_cast', () => unknownBool)),
  constant('torch.typename', builtin('torch.typename', (_machine, { positional: [value] }) => str(value && value.kind !== 'unknown' ? typeName(value) : undefined))),
]
function dtypeOrUndecided(undecided: (reason: string) => never, name: string | undefined): Value {
  return name === undefined ? undecided('a dtype that is not known') : dtype(name)
}
