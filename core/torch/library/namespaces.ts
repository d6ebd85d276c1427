/** The modules of PyTorch. Each of their names is built when it is first asked for. */
import { namesIn, type Catalogue } from './catalogue.ts'
import { unknown, type NamespaceValue, type Value } from '../vocabulary/index.ts'

/** Modules that re-export another: what `torch.functional.einsum` means stands under `torch`. */
const mirrors: Readonly<Record<string, string>> = { 'torch.functional': 'torch', 'torch._C._nn': 'torch.nn.functional', 'torch._tensor': 'torch', 'torch._VF': 'torch' }

/** Namespaces whose names are recorded, so that a name PyTorch lacks is an error. */
export function namespaces(catalogue: Catalogue, find: (name: string) => Value | undefined): (name: string) => NamespaceValue | undefined {
  const built = new Map<string, NamespaceValue>()
  const namespace = (name: string): NamespaceValue | undefined => {
    const known = built.get(name)
    if (known || !isModule(catalogue, name)) return known
    const made = build(name)
    built.set(name, made)
    return made
  }
  const build = (name: string): NamespaceValue => {
    const recorded = namesIn(name)
    const get = (attribute: string): Value | undefined => {
      const set = made.assigned.get(attribute)
      if (set) return set
      const full = `${name}.${attribute}`
      const value = find(full) ?? (mirrors[name] === undefined ? undefined : find(`${mirrors[name]}.${attribute}`))
      if (value) return value
      if (catalogue.modules.has(full)) return namespace(full)
      if (recorded && !recorded.has(attribute)) return undefined
      return attribute.startsWith('__') && !recorded ? undefined : unknown(`${full}, which is not modelled`)
    }
    const prefix = `${name}.`
    const listed = (): readonly string[] => [...new Set([...made.assigned.keys(), ...(recorded ?? []), ...[...catalogue.byName.keys()].filter((each) => each.startsWith(prefix) && !each.includes('.', prefix.length)).map((each) => each.slice(prefix.length))])]
    const made = { kind: 'namespace' as const, name, get, set: (attribute: string, value: Value): void => { made.assigned.set(attribute, value) }, names: listed, open: recorded === undefined, assigned: new Map<string, Value>() }
    return made
  }
  return namespace
}

/** Whether `import name` finds a module: one that the catalogue's names imply, or one that may exist. */
function isModule(catalogue: Catalogue, name: string): boolean {
  if (catalogue.modules.has(name)) return true
  if (name !== 'torch' && !name.startsWith('torch.')) return false
  if (catalogue.byName.has(name)) return false
  const owner = name.slice(0, name.lastIndexOf('.'))
  const recorded = namesIn(owner)
  return recorded ? recorded.has(name.slice(owner.length + 1)) : isModule(catalogue, owner)
}
