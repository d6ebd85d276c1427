/** How classes that are no layer are written: methods from signature texts, which word their own misfits as Python does. */
import { builtin, fit, keywordDict, signature, tuple, Undecided, type Arguments, type BuiltinValue, type DescriptorValue, type InstanceValue, type Machine, type Parameters, type Value } from '../../values/index.ts'
import { none } from '../../values/index.ts'
import { moduleState } from './module.ts'

/** Decodes arguments as a Python function of this signature does; a misfit raises its TypeError, `open` arguments give up. */
export function decoded<S extends string>(machine: Machine, text: S, args: Arguments): Parameters<S> {
  if (args.open) return machine.undecided('arguments spread from a value that is not known')
  const fitting = fit(machine, signature(text), args)
  if ('parameters' in fitting) return fitting.parameters
  if ('failure' in fitting) return machine.raise('TypeError', fitting.failure, 'argument-type', { parameter: fitting.parameter })
  const { message, parameter } = fitting.misfit
  return machine.raise('TypeError', message, 'argument', parameter === undefined ? {} : { parameter })
}

/**
 * A method of a native class. The text is its signature with the class and `self`: `Module.add_module(self, name, module)`;
 * `within` is the package that the manual lists the class under, `torch.nn`.
 */
export function nativeMethod<S extends string>(within: string, text: S, run: (machine: Machine, self: InstanceValue, parameters: Parameters<S>) => Value | void): readonly [string, BuiltinValue] {
  const qualified = text.slice(0, text.indexOf('('))
  const call = (machine: Machine, args: Arguments): Value => {
    const [self] = args.positional
    if (self && self.kind !== 'instance') return machine.undecided(`${qualified} of a value that is no instance`)
    const act = (): Value => {
      const parameters = decoded(machine, text, args)
      return self ? run(machine, self, parameters) ?? none : machine.undecided(`${qualified} without an instance`)
    }
    return self && qualified.endsWith('.__init__') ? constructing(machine, self, act) : act()
  }
  return [qualified.slice(qualified.lastIndexOf('.') + 1), builtin(`${within}.${qualified}`, call, { bindsSelf: true })]
}

/** An instance whose constructor can't be followed may have any attribute. */
function constructing(machine: Machine, self: InstanceValue, act: () => Value): Value {
  try {
    return act()
  } catch (effect) {
    if (!(effect instanceof Undecided)) throw effect
    moduleState(machine, self)
    self.open = true
    return none
  }
}

/** A method that takes whatever it is given. */
export function freeMethod(name: string, run: (machine: Machine, self: InstanceValue, args: Arguments) => Value | void): readonly [string, BuiltinValue] {
  const call = (machine: Machine, args: Arguments): Value => {
    const [self, ...rest] = args.positional
    if (self?.kind !== 'instance') return machine.undecided(`${name} without an instance`)
    const act = (): Value => run(machine, self, { ...args, positional: rest }) ?? none
    return name.endsWith('.__init__') ? constructing(machine, self, act) : act()
  }
  return [name.slice(name.lastIndexOf('.') + 1), builtin(name, call, { bindsSelf: true })]
}

/** A computed attribute of a native class; without `set` it can't be assigned. */
export function nativeProperty(name: string, get: (machine: Machine, self: InstanceValue) => Value, set?: (machine: Machine, self: InstanceValue, value: Value) => void): readonly [string, DescriptorValue] {
  const getter = freeMethod(name, get)[1]
  const descriptor: DescriptorValue = { kind: 'descriptor', type: 'property', get: getter }
  if (!set) return [lastPart(name), descriptor]
  const setter = freeMethod(name, (machine, self, { positional: [value] }) => { if (value) set(machine, self, value) })[1]
  return [lastPart(name), { ...descriptor, set: setter }]
}
const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

/** Arguments as `*args` and `**kwargs` values. */
export const spread = (args: Arguments): { readonly args: Value; readonly kwargs: Value } => ({ args: tuple(args.positional), kwargs: keywordDict(args.keywords) })

/** A string that must be known. */
export function knownString(machine: Machine, value: Value, what: string): string {
  return value.kind === 'str' && value.value !== undefined ? value.value : machine.undecided(`${what} that is not known`)
}
