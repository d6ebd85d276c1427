/**
 * Hooks of nn.Module. Those around `forward` run, since they may replace what goes in and comes out; those of the backward pass and of
 * state dicts are kept and never run.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_hook
 */
import { classEntry, dict, freeMethod, instance, int, keywordDict, nativeClass, nativeMethod, none, touchable, tuple, type Arguments, type BuiltinValue, type DictValue, type InstanceValue, type Machine, type Value } from '../vocabulary/index.ts'

const tableNames: ReadonlySet<string> = new Set([
  '_forward_hooks', '_forward_pre_hooks', '_backward_hooks', '_backward_pre_hooks', '_forward_hooks_with_kwargs', '_forward_pre_hooks_with_kwargs',
  '_forward_hooks_always_called', '_state_dict_hooks', '_state_dict_pre_hooks', '_load_state_dict_pre_hooks', '_load_state_dict_post_hooks',
])

/** The table of hooks of this name; made when it is first asked for. */
export function hookTables(machine: Machine, self: InstanceValue, name: string): Value | undefined {
  if (!self.module) return undefined
  if (name === '_non_persistent_buffers_set') return keep(machine, self, name, { kind: 'set', entries: new Map(), open: false, frozen: false })
  return tableNames.has(name) ? keep(machine, self, name, dict([])) : undefined
}

function keep<V extends Value>(machine: Machine, self: InstanceValue, name: string, value: V): V {
  touchable(machine, self).attributes.set(name, value)
  return value
}

function table(machine: Machine, self: InstanceValue, name: string): DictValue {
  const known = self.attributes.get(name)
  return known?.kind === 'dict' ? known : keep(machine, self, name, dict([]))
}

const hooksOf = (self: InstanceValue, name: string): Value[] => {
  const known = self.attributes.get(name)
  return known?.kind === 'dict' ? [...known.entries.values()].map(({ value }) => value) : []
}

let nextHook = 0

/** Keeps a hook and returns the handle that removes it. */
function register(machine: Machine, self: InstanceValue, name: string, hook: Value, options: { readonly prepend: boolean; readonly withKeywords: boolean }): Value {
  const hooks = table(machine, self, name)
  const key = nextHook++
  machine.touch(hooks)
  const entry = { key: int(key), value: options.withKeywords ? tuple([hook]) : hook }
  hooks.entries = new Map(options.prepend ? [[key, entry], ...hooks.entries] : [...hooks.entries, [key, entry]])
  const handle = instance(machine.nativeClass('torch.utils.hooks.RemovableHandle'))
  handle.attributes.set('id', int(key))
  handle.attributes.set('hooks', hooks)
  return handle
}

export const RemovableHandle = classEntry('torch.utils.hooks.RemovableHandle', () => {
  const remove = (machine: Machine, self: InstanceValue): Value => {
    const hooks = self.attributes.get('hooks'), id = self.attributes.get('id')
    if (hooks?.kind === 'dict' && id?.kind === 'int' && typeof id.value === 'number') {
      machine.touch(hooks)
      hooks.entries.delete(id.value)
    }
    return none
  }
  return nativeClass('torch.utils.hooks.RemovableHandle', [], [
    freeMethod('torch.utils.hooks.RemovableHandle.remove', remove),
    freeMethod('torch.utils.hooks.RemovableHandle.__enter__', (_machine, self) => self),
    freeMethod('torch.utils.hooks.RemovableHandle.__exit__', (machine, self) => remove(machine, self)),
  ])
})

/** A hook of the backward pass or of state dicts, which shapes don't depend on. */
const silent = (name: string, tableName: string): readonly [string, BuiltinValue] =>
  freeMethod(`torch.nn.Module.${name}`, (machine, self, { positional: [hook] }) => register(machine, self, tableName, hook ?? none, { prepend: false, withKeywords: false }))

export const hookMethods: readonly (readonly [string, BuiltinValue])[] = [
  nativeMethod('torch.nn', 'Module.register_forward_hook(self, hook, *, bool prepend=False, bool with_kwargs=False, always_call=False)', (machine, self, { hook, prepend, with_kwargs }) =>
    register(machine, self, '_forward_hooks', hook, { prepend, withKeywords: with_kwargs })),
  nativeMethod('torch.nn', 'Module.register_forward_pre_hook(self, hook, *, bool prepend=False, bool with_kwargs=False)', (machine, self, { hook, prepend, with_kwargs }) =>
    register(machine, self, '_forward_pre_hooks', hook, { prepend, withKeywords: with_kwargs })),
  silent('register_backward_hook', '_backward_hooks'),
  silent('register_full_backward_hook', '_backward_hooks'),
  silent('register_full_backward_pre_hook', '_backward_pre_hooks'),
  silent('_register_state_dict_hook', '_state_dict_hooks'),
  silent('register_state_dict_post_hook', '_state_dict_hooks'),
  silent('register_state_dict_pre_hook', '_state_dict_pre_hooks'),
  silent('_register_load_state_dict_pre_hook', '_load_state_dict_pre_hooks'),
  silent('register_load_state_dict_pre_hook', '_load_state_dict_pre_hooks'),
  silent('register_load_state_dict_post_hook', '_load_state_dict_post_hooks'),
  freeMethod('torch.nn.Module.__call__', callModule),
]

/** `module(*args, **kwargs)`: forward between its hooks. */
function callModule(machine: Machine, self: InstanceValue, args: Arguments): Value {
  if (args.open) return machine.undecided('arguments spread from a value that is not known')
  if (!self.module && !self.open) return machine.raise('AttributeError', `'${self.cls.name}' object has no attribute '_backward_hooks'`, 'attribute')
  let { positional, keywords } = args
  for (const hook of hooksOf(self, '_forward_pre_hooks')) ({ positional, keywords } = beforeForward(machine, self, hook, { positional, keywords }))
  let output = machine.call(machine.getAttribute(self, 'forward'), positional, keywords)
  for (const hook of hooksOf(self, '_forward_hooks')) {
    const [func, given] = hook.kind === 'tuple' ? [hook.items[0] ?? none, [self, tuple(positional), keywordDict(keywords), output]] : [hook, [self, tuple(positional), output]]
    const replaced = machine.call(func, given)
    if (replaced.kind !== 'none') output = replaced
  }
  return output
}

function beforeForward(machine: Machine, self: InstanceValue, hook: Value, args: Arguments): Arguments {
  if (hook.kind === 'tuple') {
    const replaced = machine.call(hook.items[0] ?? none, [self, tuple(args.positional), keywordDict(args.keywords)])
    return replaced.kind === 'none' ? args : machine.undecided('a hook that replaces keyword arguments')
  }
  const replaced = machine.call(hook, [self, tuple(args.positional)])
  switch (replaced.kind) {
    case 'none': return args
    case 'unknown': return machine.undecided('what a hook puts in place of the input')
    case 'tuple': return { positional: replaced.items, keywords: args.keywords }
    default: return { positional: [replaced], keywords: args.keywords }
  }
}
