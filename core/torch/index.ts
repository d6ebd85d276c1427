/**
 * The torch library that the interpreter is given: every entry of the catalogue under its names. Nothing is built before it is asked for,
 * so starting costs one table of names.
 */
import { namesIn, wholeCatalogue } from './library/catalogue.ts'
import { layerClass } from './library/layers.ts'
import { namespaces } from './library/namespaces.ts'
import { operationValue } from './library/operations.ts'
import { operator } from './library/operators.ts'
import { representation } from './library/repr.ts'
import { getItem, setItem } from './methods/subscript.ts'
import { sharesContents } from './vocabulary/contents.ts'
import { copyOf, stridesOf } from './vocabulary/layout.ts'
import { builtin, nativeClass, none, unknown, type BuiltinValue, type ClassValue, type DescriptorValue, type Entry, type Library, type Property, type Value } from './vocabulary/index.ts'

/** `builtinClass` finds Python's own classes, such as the tuple that `torch.Size` derives from. */
export function torchLibrary(builtinClass: (name: string) => ClassValue): Library {
  const catalogue = wholeCatalogue()
  const built = new Map<Entry, Map<string, Value>>()
  const classes = new Map<string, ClassValue>()

  const requireClass = (name: string): ClassValue =>
    library.nativeClass(name) ?? remember(name, name.startsWith('builtins.') ? builtinClass(name.slice('builtins.'.length)) : nativeClass(name, [], []))
  const remember = (name: string, cls: ClassValue): ClassValue => {
    classes.set(name, cls)
    return cls
  }
  const build = (entry: Entry, name: string): Value => {
    switch (entry.entry) {
      case 'operation': return operationValue(entry, name)
      case 'constant': return entry.value
      case 'property': return propertyValue(entry)
      case 'class': return entry.build(requireClass)
      case 'layer': return layerClass(entry, requireClass)
    }
  }
  /** One value for each entry and name; a class has one value under all of its names. */
  const valueOf = (entry: Entry, name: string): Value => {
    const key = entry.entry === 'operation' ? name : ''
    let values = built.get(entry)
    if (!values) built.set(entry, (values = new Map()))
    let value = values.get(key)
    if (!value) values.set(key, (value = build(entry, name)))
    return value
  }
  let tensorClass: ClassValue | undefined
  /** The class of tensors, through which `torch.Tensor.add` and `super().add` are found. */
  const addMethods = (cls: ClassValue): void => {
    for (const [name, entry] of catalogue.byName) {
      if (name.startsWith(tensorPrefix)) cls.attributes.set(name.slice(tensorPrefix.length), valueOf(entry, name))
    }
    for (const name of namesIn('torch.Tensor') ?? []) {
      if (!name.startsWith('__') && !cls.attributes.has(name)) cls.attributes.set(name, unknown(`torch.Tensor.${name}`))
    }
  }
  const namespace = namespaces(catalogue, (name) => find(name))
  const find = (name: string): Value | undefined => {
    const entry = catalogue.byName.get(name)
    if (name === 'torch.Tensor' && entry && !tensorClass) {
      tensorClass = valueOf(entry, name) as ClassValue
      addMethods(tensorClass)
    }
    return entry && valueOf(entry, name)
  }
  const method = (name: string): BuiltinValue | undefined => {
    const value = find(`torch.Tensor.${name}`)
    return value?.kind === 'builtin' ? value : undefined
  }
  const library: Library = {
    namespace,
    find,
    nativeClass(name) {
      const known = classes.get(name)
      if (known) return known
      const value = find(name)
      return value?.kind === 'class' ? remember(name, value) : undefined
    },
    tensorAttribute: (name) => find(`torch.Tensor.${name}`),
    tensorNames: () => namesIn('torch.Tensor') ?? [],
    tensorHas: (name) => catalogue.byName.has(`torch.Tensor.${name}`) || (namesIn('torch.Tensor')?.has(name) ?? true),
    operator: (op, operands) => operator(op, operands, method),
    getItem,
    setItem,
    get tensorClass() { return requireClass('torch.Tensor') },
    get parameterClass() { return requireClass('torch.nn.Parameter') },
    hiddenState: (tensor) => (sharesContents(tensor) ? undefined : stridesOf(tensor)?.join() ?? ''),
    copyOf,
    repr: representation,
  }
  return library
}

const tensorPrefix = 'torch.Tensor.'

function propertyValue(property: Property): DescriptorValue {
  const name = `torch.Tensor.${property.name}`
  const get = builtin(name, (machine, { positional: [self] }) => (self?.kind === 'tensor' ? property.get(machine, self) : machine.undecided(`${name} of a value that is no tensor`)))
  const { set } = property
  if (!set) return { kind: 'descriptor', type: 'property', get }
  return {
    kind: 'descriptor', type: 'property', get,
    set: builtin(name, (machine, { positional: [self, value] }) => {
      if (self?.kind === 'tensor' && value) set(machine, self, value)
      return none
    }),
  }
}
