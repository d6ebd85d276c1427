/** The catalogue by name: which entry stands behind `torch.nn.functional.relu`, and which modules its names imply. */
import { modules } from '../entries.generated.ts'
import { classMembers, names, pythonFunctions } from '../names.generated.ts'
import { isEntry, type Entry } from '../vocabulary/index.ts'

/** Every entry that the catalogue's files export, alone or in arrays. */
export function allEntries(): readonly Entry[] {
  return modules.flatMap((module) => Object.values(module).flat().filter(isEntry))
}

export interface Catalogue {
  /** Entries by every name they have. A layer also has the name of the module that defines it. */
  readonly byName: ReadonlyMap<string, Entry>
  /** The modules that hold a name of the catalogue: `torch`, `torch.nn`, `torch.nn.modules.conv`. */
  readonly modules: ReadonlySet<string>
}

/** The catalogue of every entry. It is made when it is first asked for, and never changes. */
export const wholeCatalogue = (): Catalogue => whole ??= catalogueOf(allEntries())
let whole: Catalogue | undefined

function catalogueOf(entries: readonly Entry[]): Catalogue {
  const byName = new Map<string, Entry>()
  const modules = new Set<string>(['torch'])
  for (const entry of entries) {
    for (const name of namesOf(entry).filter(exists)) {
      byName.set(name, entry)
      if (!name.startsWith('torch.Tensor.')) for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) modules.add(name.slice(0, dot))
    }
  }
  return { byName, modules }
}

export function namesOf(entry: Entry): readonly string[] {
  if (entry.entry === 'operation') return entry.names
  if (entry.entry === 'property') return [`torch.Tensor.${entry.name}`]
  if (entry.entry === 'constant' || entry.definedIn === undefined) return [entry.name]
  const short = lastPart(entry.name)
  const names = [entry.name, `${entry.definedIn}.${short}`]
  return [...new Set(entry.definedIn.startsWith('torch.nn.modules.') ? [...names, `torch.nn.modules.${short}`] : names)]
}

/** PyTorch has not every variant of every function: a name that its namespace lacks is none of the catalogue's. */
const exists = (name: string): boolean => namesIn(ownerOf(name))?.has(lastPart(name)) ?? true

export const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1)
export const ownerOf = (name: string): string => name.slice(0, Math.max(name.lastIndexOf('.'), 0))

const sets = new Map<string, ReadonlySet<string>>()
function setOf(table: Readonly<Record<string, string>>, kind: string, owner: string): ReadonlySet<string> | undefined {
  const text = table[owner]
  if (text === undefined) return undefined
  let set = sets.get(kind + owner)
  if (!set) sets.set(kind + owner, (set = new Set(text.split(' '))))
  return set
}
/** All names of one of PyTorch's namespaces; undefined where they are not recorded. */
export const namesIn = (owner: string): ReadonlySet<string> | undefined => setOf(names, 'names', owner)
/** Methods and class variables in the body of one of PyTorch's module classes, by the class's name in the module that defines it. */
export const membersOf = (name: string): ReadonlySet<string> => setOf(classMembers, 'members', name) ?? new Set()
export const isPythonFunction = (name: string): boolean => setOf(pythonFunctions, 'python', ownerOf(name))?.has(lastPart(name)) ?? false
