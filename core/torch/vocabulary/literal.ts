/** Nested Python sequences as tensors: `torch.tensor([[1, 2], [3, 4]])`, and lists of indices. */
import { isConstant, type Dim } from '../../dims/index.ts'
import { arrayContents, knownElementsLimit, tensor, typeName, type Machine, type TensorValue, type Value } from '../../values/index.ts'
import { defaultDtype, promoted } from './dtypes.ts'
import { knownData } from './contents.ts'

interface Gathered { readonly numbers: (number | undefined)[]; dtype: string | undefined; isUnsure: boolean }

/** The tensor that `torch.tensor(value)` makes. Sizes come from the first item of each level, as in PyTorch. */
export function literal(machine: Machine, value: Value): TensorValue {
  const shape = sizesOf(machine, value)
  const gathered: Gathered = { numbers: [], dtype: undefined, isUnsure: false }
  if (shape.every(isConstant)) gather(machine, value, shape, 0, gathered)
  else gathered.isUnsure = true
  const data = !gathered.isUnsure && gathered.numbers.length <= knownElementsLimit && gathered.numbers.every((each) => each !== undefined) ? gathered.numbers as number[] : undefined
  const dtype = gathered.isUnsure ? undefined : gathered.dtype ?? defaultDtype
  return tensor(shape, { dtype, data: dtype === 'float32' ? data?.map(Math.fround) : data })
}

/** A list in a subscript: a tensor of indices, or of bools. */
export function asIndexTensor(machine: Machine, value: Value): TensorValue {
  const made = literal(machine, value.kind === 'range' ? { kind: 'tuple', items: machine.items(value) } : value)
  return made.shape?.[0] === 0 ? tensor(made.shape, { dtype: 'int64', data: [] }) : made
}

/** An array of NumPy is read as a tensor, an object that is a number as the number. */
const elementsOf = (value: Value): Value => arrayContents(value) ?? (value.kind === 'instance' && value.payload ? value.payload : value)

function sizesOf(machine: Machine, value: Value): readonly Dim[] {
  if (value.kind === 'range') return [machine.items(value).length]
  const held = elementsOf(value)
  if (held.kind === 'tensor') return machine.shapeOf(held)
  if (held.kind === 'unknown') return machine.undecided(held.reason)
  if (held.kind === 'instance') return machine.undecided('an object that data is read from')
  if (held.kind === 'list' && held.open) return machine.undecided('a list whose length is not known')
  if (held.kind !== 'list' && held.kind !== 'tuple') return []
  const [first] = held.items
  return [held.items.length, ...(first ? sizesOf(machine, first) : [])]
}

function gather(machine: Machine, value: Value, shape: readonly Dim[], depth: number, into: Gathered): void {
  const held = elementsOf(value)
  if (held.kind === 'unknown') { into.isUnsure = true; return }
  if (held.kind === 'tensor') return gatherTensor(held, into)
  if (value.kind === 'list' || value.kind === 'tuple' || value.kind === 'range') {
    const items = value.kind === 'range' ? machine.items(value) : value.items
    const size = shape[depth]
    if (size === undefined) machine.raise('TypeError', `'${typeName(value)}' object cannot be interpreted as an integer`, 'argument-type')
    if (value.kind === 'list' && value.open) { into.isUnsure = true; return }
    if (items.length !== size) machine.raise('ValueError', `expected sequence of length ${String(size)} at dim ${depth} (got ${items.length})`, 'argument')
    for (const item of items) {
      machine.step()
      gather(machine, item, shape, depth + 1, into)
    }
    return
  }
  if (depth < shape.length) { machine.raise('TypeError', `object of type '${typeName(value)}' has no len()`, 'argument-type') }
  gatherNumber(machine, held, into)
}

function gatherNumber(machine: Machine, value: Value, into: Gathered): void {
  switch (value.kind) {
    case 'bool': return add(into, value.value === undefined ? undefined : value.value ? 1 : 0, 'bool')
    case 'int': return add(into, isConstant(value.value) ? value.value : undefined, 'int64')
    case 'float': return add(into, value.value, defaultDtype)
    case 'str': return machine.raise('TypeError', "new(): invalid data type 'str'", 'argument-type')
    case 'none': case 'dict': case 'set': return machine.raise('RuntimeError', `Could not infer dtype of ${typeName(value)}`, 'argument-type')
    default: into.isUnsure = true
  }
}

function add(into: Gathered, number: number | undefined, dtype: string): void {
  into.dtype = into.numbers.length === 0 ? dtype : promoted(into.dtype, dtype)
  into.numbers.push(number)
}

function gatherTensor(value: TensorValue, into: Gathered): void {
  const data = knownData(value)
  if (value.dtype === undefined) into.isUnsure = true
  else if (data && data.length > 0) for (const each of data) add(into, each, value.dtype)
  else add(into, undefined, value.dtype)
}
