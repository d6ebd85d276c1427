/**
 * Walking over modules, parameters and buffers. What appears twice is given once.
 *
 * An attribute whose value is not known may be a module: then the children, and everything counted from them, are not known,
 * while a walk over `modules()` gives the known ones and an unknown one in its place, so that what is done to each is done.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.named_modules
 */
import { add, mul, type Dim } from '../../dims/index.ts'
import { dict, iterator, nativeMethod, none, openIterator, str, tuple, unknown, type BuiltinValue, type InstanceValue, type Machine, type TensorValue, type Value } from '../vocabulary/index.ts'
import { asModule } from './kinds.ts'

export interface Named { readonly name: string; readonly value: Value }

/** The module itself and everything below it, depth first. */
export function namedModules(machine: Machine, root: InstanceValue, prefix = '', removeDuplicate = true, seen = new Set<Value>()): Named[] {
  if (seen.has(root)) return []
  if (removeDuplicate) seen.add(root)
  machine.step()
  const found: Named[] = [{ name: prefix, value: root }]
  for (const { name, value } of children(root, 'repeated')) {
    const path = joined(prefix, name)
    const module = asModule(machine, value)
    found.push(...(module ? namedModules(machine, module, path, removeDuplicate, seen) : [{ name: path, value }]))
  }
  for (const name of hiddenNames(root)) found.push({ name: joined(prefix, name), value: unknown(`what the attribute ${name} is`) })
  return found
}

const joined = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}.${name}`)

/** The registered children that are not None. */
export function children(self: InstanceValue, duplicates: 'once' | 'repeated' = 'once'): Named[] {
  const found: Named[] = []
  const seen = new Set<Value>()
  for (const [name, value] of self.module?.modules ?? []) {
    if (value.kind === 'none' || (duplicates === 'once' && seen.has(value))) continue
    seen.add(value)
    found.push({ name, value })
  }
  return found
}

/** Names of attributes that may hold a module. */
function hiddenNames(self: InstanceValue): string[] {
  const names = self.open ? ['*'] : []
  for (const [name, value] of self.attributes) if (value.kind === 'unknown') names.push(name)
  return names
}

export interface NamedTensor { readonly name: string; readonly value: TensorValue }
/** The parameters or buffers of a module and those below it. `complete` is false where some may be missing. */
export interface Members { readonly found: readonly NamedTensor[]; readonly complete: boolean }

export function members(machine: Machine, self: InstanceValue, table: 'parameters' | 'buffers', options: { readonly prefix?: string; readonly recurse?: boolean; readonly removeDuplicate?: boolean } = {}): Members {
  const { prefix = '', recurse = true, removeDuplicate = true } = options
  const found: NamedTensor[] = []
  const seen = new Set<Value>()
  let complete = true
  for (const { name: path, value: module } of recurse ? namedModules(machine, self, prefix, removeDuplicate) : [{ name: prefix, value: self }]) {
    if (module.kind !== 'instance') { complete = false; continue }
    if (module.open) complete = false
    for (const [name, value] of module.module?.[table] ?? []) {
      if (value.kind === 'none' || seen.has(value)) continue
      if (value.kind !== 'tensor') { complete = false; continue }
      if (removeDuplicate) seen.add(value)
      found.push({ name: joined(path, name), value })
    }
  }
  return { found, complete }
}

/** How many numbers the parameters of a module hold; undefined where not all are known. */
export interface ParameterCount { readonly total: Dim; readonly trainable: Dim }
export function parameterCount(machine: Machine, self: InstanceValue, table: 'parameters' | 'buffers' = 'parameters'): ParameterCount | undefined {
  const { found, complete } = members(machine, self, table)
  if (!complete) return undefined
  let total: Dim = 0, trainable: Dim = 0
  for (const { value } of found) {
    if (!value.shape) return undefined
    const count = value.shape.reduce<Dim>(mul, 1)
    total = add(total, count)
    if (value.requiresGrad !== false) trainable = add(trainable, count)
  }
  return { total, trainable }
}

const pair = ({ name, value }: Named): Value => tuple([str(name), value])

function memberIterator(machine: Machine, self: InstanceValue, table: 'parameters' | 'buffers', options: Parameters<typeof members>[3], form: (member: Named) => Value): Value {
  const { found, complete } = members(machine, self, table, options)
  return complete ? iterator(found.map(form)) : openIterator()
}

const childIterator = (self: InstanceValue, form: (child: Named) => Value): Value =>
  hiddenNames(self).length > 0 ? openIterator() : iterator(children(self).map(form))

/** Methods and hooks by which a module has its own say in its state. */
const stateMethods = ['get_extra_state', '_save_to_state_dict', 'state_dict']
const hasOwnState = (module: InstanceValue): boolean => {
  const hooks = module.attributes.get('_state_dict_hooks')
  return (hooks?.kind === 'dict' && hooks.entries.size > 0) || module.cls.mro.some((cls) => stateMethods.some((name) => cls.attributes.get(name)?.kind === 'function'))
}

/** Names to tensors, module by module: parameters, then the buffers that persist. Open where more may be in it. */
function stateDict(machine: Machine, self: InstanceValue, prefix: string): Value {
  const entries: (readonly [Value, Value])[] = []
  let open = false
  for (const { name: path, value: module } of namedModules(machine, self, prefix, false)) {
    if (module.kind !== 'instance' || module.open || hasOwnState(module)) open = true
    if (module.kind !== 'instance' || !module.module) continue
    const transient = module.attributes.get('_non_persistent_buffers_set')
    const persists = (name: string): boolean => transient?.kind !== 'set' || !transient.entries.has(`s${name}`)
    for (const [name, value] of [...module.module.parameters, ...[...module.module.buffers].filter(([each]) => persists(each))]) {
      if (value.kind !== 'none') entries.push([str(joined(path, name)), value])
    }
  }
  const result = dict(entries, machine.nativeClass('collections.OrderedDict'))
  result.open = open
  return result
}

export const traversalMethods: readonly (readonly [string, BuiltinValue])[] = [
  nativeMethod('torch.nn', 'Module.modules(self, bool remove_duplicate=True)', (machine, self, { remove_duplicate }) =>
    iterator(namedModules(machine, self, '', remove_duplicate).map(({ value }) => value))),
  nativeMethod('torch.nn', "Module.named_modules(self, memo=None, str prefix='', bool remove_duplicate=True)", (machine, self, { prefix, remove_duplicate }) =>
    iterator(namedModules(machine, self, prefix, remove_duplicate).map(pair))),
  nativeMethod('torch.nn', 'Module.children(self)', (_machine, self) => childIterator(self, ({ value }) => value)),
  nativeMethod('torch.nn', 'Module.named_children(self)', (_machine, self) => childIterator(self, pair)),
  nativeMethod('torch.nn', 'Module.parameters(self, bool recurse=True)', (machine, self, { recurse }) => memberIterator(machine, self, 'parameters', { recurse }, ({ value }) => value)),
  nativeMethod('torch.nn', "Module.named_parameters(self, str prefix='', bool recurse=True, bool remove_duplicate=True)", (machine, self, { prefix, recurse, remove_duplicate }) =>
    memberIterator(machine, self, 'parameters', { prefix, recurse, removeDuplicate: remove_duplicate }, pair)),
  nativeMethod('torch.nn', 'Module.buffers(self, bool recurse=True)', (machine, self, { recurse }) => memberIterator(machine, self, 'buffers', { recurse }, ({ value }) => value)),
  nativeMethod('torch.nn', "Module.named_buffers(self, str prefix='', bool recurse=True, bool remove_duplicate=True)", (machine, self, { prefix, recurse, remove_duplicate }) =>
    memberIterator(machine, self, 'buffers', { prefix, recurse, removeDuplicate: remove_duplicate }, pair)),
  nativeMethod('torch.nn', 'Module.apply(self, fn)', (machine, self, { fn }) => {
    for (const { value } of children(self)) if (asModule(machine, value)) machine.call(machine.getAttribute(value, 'apply'), [fn])
    machine.call(fn, [self])
    return self
  }),
  nativeMethod('torch.nn', "Module.state_dict(self, Any... args, *, destination=None, prefix='', keep_vars=False)", (machine, self, { prefix }) =>
    stateDict(machine, self, prefix.kind === 'str' ? (prefix.value ?? '').replace(/\.$/, '') : '')),
  nativeMethod('torch.nn', 'Module.load_state_dict(self, state_dict, strict=True, assign=False)', () => unknown('which keys a state dict leaves out')),
  nativeMethod('torch.nn', 'Module.zero_grad(self, set_to_none=True)', () => none),
]
