/** Operations as Python sees them: builtin functions that decode their arguments, run their rule and, undecided, still return a tensor. */
import { isPythonFunction, lastPart } from './catalogue.ts'
import { dispatch, laidOut, tensor, touchTensor, typeName, Undecided, unknown, type Arguments, type BuiltinValue, type CallForm, type Machine, type Operation, type Overload, type Signature, type TensorValue, type Value } from '../vocabulary/index.ts'

/** The function that one of an operation's names means. */
export function operationValue(operation: Operation, name: string): BuiltinValue {
  const isMethod = name.startsWith('torch.Tensor.')
  const form: CallForm = isPythonFunction(name) || !name.startsWith('torch.') ? 'python' : isMethod ? 'method' : 'native'
  const overloads = form === 'python' ? operation.overloads.map((overload) => renamed(overload, isMethod ? `Tensor.${lastPart(name)}` : lastPart(name))) : form === 'method' ? operation.overloads.map(withoutOut) : operation.overloads
  const call = (machine: Machine, args: Arguments): Value => run(machine, operation, name, overloads, args, form)
  return { kind: 'builtin', name, call, bindsSelf: isMethod, traced: isMethod ? 'method' : 'fn', takesOpen: true }
}

/** Python's words name the function as it is called, which several names of one operation differ in. */
const renamed = (overload: Overload, name: string): Overload => changed(overload, (signature) => ({ ...signature, name }))

/** Only functions write into `out`; a method with the same rule has no such parameter. */
const withoutOut = (overload: Overload): Overload => changed(overload, (signature) => ({ ...signature, parameters: signature.parameters.filter((parameter) => parameter.name !== 'out') }))

/** The same rule under another signature, made when it is first asked for. */
function changed(overload: Overload, change: (signature: Signature) => Signature): Overload {
  let made: Signature | undefined
  return { get signature() { return (made ??= change(overload.signature)) }, run: overload.run }
}

function run(machine: Machine, operation: Operation, name: string, overloads: readonly Overload[], args: Arguments, form: CallForm): Value {
  try {
    if (form === 'method') requireTensor(machine, overloads[0]?.signature.name ?? '', args)
    const result = laidOut(name, args, dispatch(machine, overloads, args, form))
    const out = args.keywords.get('out')
    return out?.kind === 'tensor' && result.kind === 'tensor' ? writeInto(machine, out, result) : result
  } catch (effect) {
    if (!(effect instanceof Undecided)) throw effect
    machine.gaveUp(effect.reason)
    if (operation.returns === 'Tensor') return { ...tensor(undefined), reason: effect.reason }
    return effect.input === undefined ? unknown(effect.reason) : { kind: 'unknown', reason: effect.reason, shapeOfInput: effect.input }
  }
}

/** Taken from the class, a method is given its tensor as the first argument. */
function requireTensor(machine: Machine, name: string, { positional: [self] }: Arguments): void {
  if (self?.kind === 'tensor') return
  if (!self) machine.raise('TypeError', `unbound method TensorBase.${name}() needs an argument`, 'argument')
  if (self.kind === 'unknown' || self.kind === 'instance') machine.undecided('a method of a tensor that is not known')
  machine.raise('TypeError', `descriptor '${name}' for 'torch._C.TensorBase' objects doesn't apply to a '${typeName(self)}' object`, 'argument-type')
}

/** `out=` is resized to the result and returned. */
function writeInto(machine: Machine, out: TensorValue, result: TensorValue): TensorValue {
  touchTensor(machine, out)
  out.shape = result.shape
  return out
}
