/** `torch.nn.Module`: the class that every model derives from. Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html */
import { classEntry, falseValue, freeMethod, nativeClass, nativeMethod, none, openList, str, unknownStr, initialiseModule, type BuiltinValue } from '../vocabulary/index.ts'
import { attributeMethods } from './attributes.ts'
import { hookMethods } from './hooks.ts'
import { modeMethods } from './modes.ts'
import { registrationMethods } from './registration.ts'
import { traversalMethods } from './traversal.ts'

const methods: readonly (readonly [string, BuiltinValue])[] = [
  freeMethod('torch.nn.Module.__init__', (machine, self, { positional, keywords, open }) => {
    const [keyword] = keywords.keys()
    if (keyword !== undefined) machine.raise('TypeError', `${self.cls.name}.__init__() got an unexpected keyword argument '${keyword}'`, 'argument', { parameter: keyword })
    if (positional.length > 0 && !open) machine.raise('TypeError', `${self.cls.name}.__init__() takes 1 positional argument but ${positional.length + 1} were given`, 'argument')
    initialiseModule(machine, self)
  }),
  freeMethod('torch.nn.Module.forward', (machine, self) => machine.raise('NotImplementedError', `Module [${self.cls.name}] is missing the required "forward" function`, 'missing-forward')),
  nativeMethod('torch.nn', 'Module.extra_repr(self)', (_machine, self) => (self.cls.mro.some((cls) => cls.native?.layer !== undefined) ? unknownStr : str(''))),
  nativeMethod('torch.nn', 'Module._get_name(self)', (_machine, self) => str(self.cls.name)),
  freeMethod('torch.nn.Module.__repr__', () => unknownStr),
  freeMethod('torch.nn.Module.__dir__', () => openList()),
  freeMethod('torch.nn.Module.compile', () => none),
]

export const Module = classEntry('torch.nn.Module', () => nativeClass('torch.nn.modules.module.Module', [], [
  ...methods, ...attributeMethods, ...registrationMethods, ...traversalMethods, ...modeMethods, ...hookMethods,
  ['call_super_init', falseValue], ['dump_patches', falseValue],
]), 'torch.nn.modules.module')
