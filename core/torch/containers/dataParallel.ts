/** Wrappers that spread a module over devices: a call passes through to the module they hold, and shapes stay. */
import { attribute, classEntry, freeMethod, nativeClass, initialiseModule, type BuiltinValue, type NativeClassEntry } from '../vocabulary/index.ts'
import { setEntry } from './attributes.ts'

function wrapper(name: string, definedIn: string): NativeClassEntry {
  const methods: (readonly [string, BuiltinValue])[] = [
    freeMethod(`${name}.__init__`, (machine, self, { positional: [first], keywords }) => {
      initialiseModule(machine, self)
      setEntry(machine, self, 'modules', 'module', first ?? keywords.get('module') ?? machine.undecided('a module that is not given'))
    }),
    freeMethod(`${name}.forward`, (machine, self, { positional, keywords }) => machine.call(attribute(machine, self, 'module'), positional, keywords)),
  ]
  return classEntry(name, (find) => nativeClass(`${definedIn}.${name.slice(name.lastIndexOf('.') + 1)}`, [find('torch.nn.Module')], methods), definedIn)
}

export const DataParallel = wrapper('torch.nn.DataParallel', 'torch.nn.parallel.data_parallel')
export const DistributedDataParallel = wrapper('torch.nn.parallel.DistributedDataParallel', 'torch.nn.parallel.distributed')
