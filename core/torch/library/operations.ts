/** Operations as Python sees them: builtin functions that decode their arguments, run their rule and, undecided, still return a tensor. */
import { isPythonFunction, lastPart } from './catalogue.ts'
import { dispatch, tensor, touchTensor, Undecided, unknown, type Arguments, type BuiltinValue, type CallForm, type Machine, type Operation, type Overload, type TensorValue, type Value } from '../vocabulary/index.ts'

/** The function that one of an operation's names means. */
export function operationValue(operation: Operation, name: string): BuiltinValue {
  const isMethod = name.startsWith('torch.Tensor.')
  const form: CallForm = isPythonFunction(name) ? 'python' : isMethod ? 'method' : 'native'
  const overloads = form === 'python' ? operation.overloads.map((overload) => renamed(overload, isMethod ? `Tensor.${lastPart(name)}` : lastPart(name))) : operation.overloads
  const call = (machine: Machine, args: Arguments): Value => run(machine, operation, overloads, args, form)
  return { kind: 'builtin', name, call, bindsSelf: isMethod, traced: isMethod ? 'method' : 'fn' }
}

/** Python's words name the function as it is called, which several names of one operation differ in. */
function renamed(overload: Overload, name: string): Overload {
  return { get signature() { return { ...overload.signature, name } }, run: overload.run }
}

function run(machine: Machine, operation: Operation, overloads: readonly Overload[], args: Arguments, form: CallForm): Value {
  try {
    const result = dispatch(machine, overloads, args, form)
    const out = args.keywords.get('out')
    return out?.kind === 'tensor' && result.kind === 'tensor' ? writeInto(machine, out, result) : result
  } catch (effect) {
    if (!(effect instanceof Undecided)) throw effect
    return operation.returns === 'Tensor' ? { ...tensor(undefined), reason: effect.reason } : unknown(effect.reason)
  }
}

/** `out=` is resized to the result and returned. */
function writeInto(machine: Machine, out: TensorValue, result: TensorValue): TensorValue {
  touchTensor(machine, out)
  out.shape = result.shape
  return out
}
