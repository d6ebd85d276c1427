/**
 * What values are made of, as text: two lists of values with the same text can't be told apart by a program but for the identity of their parts, and
 * their parts correspond, one by one.
 */
import { conditionKey, key as dimKey, letterFor, renamed, renamedIn, type Dim, type UnknownInteger } from '../dims/index.ts'
import { hashKey, type Arguments, type BuiltinValue, type InstanceValue, type TensorValue, type Value } from '../values/index.ts'
import type { Touchable } from './journal.ts'
import { isAliased } from './join.ts'
import type { Run } from './run.ts'

export interface Structure {
  readonly text: string
  /** Everything with an identity of its own, by its place in the order in which the text speaks of it. */
  readonly parts: ReadonlyMap<Value, number>
  /** Unknown integers in that order: whichever they are, the text is the same. */
  readonly unknowns: readonly UnknownInteger[]
}

/** Larger ones are rarely met twice, and take as long to read as what is done with them. */
const mostParts = 4000

/** `unknowns`: those that were met before. Undefined: something in the values keeps a state that can't be seen, belongs to the script that is run, or is too large. */
export function structureOfArguments(run: Run, args: Arguments, unknowns: readonly UnknownInteger[]): Structure | undefined {
  const reader = new Reader(run, unknowns)
  return reader.readArguments(args) ? reader.structure : undefined
}

/** As `structureOfArguments`, kept for as long as nothing of the module changes. */
export function structureOfModule(run: Run, module: InstanceValue): Structure | undefined {
  let known = structures.get(module)
  if (known === undefined) {
    const reader = new Reader(run, [])
    known = reader.read(module) ? reader.structure : 'none'
    structures.set(module, known)
    for (const part of reader.parts.keys()) followed.add(part)
  }
  return known === 'none' ? undefined : known
}

let structures = new WeakMap<InstanceValue, Structure | 'none'>()
let followed = new WeakSet<object>()

/** An object changes that a structure may speak of: what was kept is of the past. */
export function structureChanges(object: Touchable): void {
  if (object.kind !== 'scope' && followed.has(object)) forgetStructures()
}

export function forgetStructures(): void {
  structures = new WeakMap()
  followed = new WeakSet()
}

/** An object that evaluated modules or the library hold: it is the same one for all calls, and it does not change while none of those does. */
export function isFixed(run: Run, value: Value): boolean {
  switch (value.kind) {
    case 'class': return value.definedAt === undefined || run.modules.shared.has(value)
    case 'function': return run.modules.shared.has(value)
    case 'builtin': return isOfLibrary(run, value)
    case 'namespace': { const scope = run.modules.scopeOf(value); return scope === undefined || run.modules.shared.has(scope) }
    default: return false
  }
}

/** Other native functions may be made for an occasion, and hold what it gave them. */
const isOfLibrary = (run: Run, value: BuiltinValue): boolean => run.library.find(value.name) === value

/** Objects whose fields are all there is to them. Other native ones may keep more elsewhere. */
export const isPlain = ({ cls, module }: InstanceValue): boolean => module !== undefined || cls.mro.every((each) => each.definedAt !== undefined || each.name === 'object')

const numbers = new WeakMap<object, number>()
let count = 0
/** A number that stands for an object. */
export function numberOf(object: object): number {
  let number = numbers.get(object)
  if (number === undefined) numbers.set(object, (number = ++count))
  return number
}

class Reader {
  readonly parts = new Map<Value, number>()
  private readonly texts: string[] = []
  private readonly unknowns: UnknownInteger[]

  constructor(private readonly run: Run, unknowns: readonly UnknownInteger[]) {
    this.unknowns = [...unknowns]
  }

  get structure(): Structure {
    return { text: this.texts.join(''), parts: this.parts, unknowns: this.unknowns }
  }

  private size(dim: Dim): string {
    return dimKey(renamed(dim, this.letter))
  }

  /** What evaluated modules may hold goes by its own name: a call may compare it with that. */
  private readonly letter = (unknown: UnknownInteger): Dim | undefined => {
    if (unknown.number <= this.run.modules.memory.unknowns) return undefined
    const place = this.unknowns.indexOf(unknown)
    return letterFor(place < 0 ? this.unknowns.push(unknown) - 1 : place, unknown)
  }

  readArguments({ positional, keywords, open }: Arguments): boolean {
    this.texts.push(open ? '(*' : '(')
    for (const value of positional) if (!this.read(value)) return false
    this.texts.push(')')
    return this.readNamed(keywords)
  }

  read(value: Value): boolean {
    const { texts } = this
    switch (value.kind) {
      case 'none': case 'ellipsis': case 'notimplemented': texts.push(value.kind, ';'); return true
      case 'bool': texts.push(value.value === undefined ? `bool ${value.condition ? conditionKey(renamedIn(value.condition, this.letter)) : ''};` : value.value ? 'yes;' : 'no;'); return true
      case 'int': texts.push('i', this.size(value.value), ';'); return true
      case 'float': texts.push('f', Object.is(value.value, -0) ? '-0' : String(value.value), value.ratio ? `=${this.size(value.ratio.numerator)}/${value.ratio.denominator}` : '', ';'); return true
      case 'str': case 'bytes': return this.readText(value)
      case 'dtype': texts.push('dtype ', value.name, ';'); return true
      case 'device': texts.push('device ', String(value.type), ';'); return true
      case 'range': texts.push('range ', this.size(value.start), ':', this.size(value.stop), ':', String(value.step), ';'); return true
      case 'unknown':
        texts.push('unknown ', String(value.reason.length), ' ', value.reason, ' ', value.shapeOfInput ?? '', ';')
        return value.fork === undefined
      case 'slice': return this.read(value.lower) && this.read(value.upper) && this.read(value.step)
      case 'class': case 'function': case 'builtin': case 'namespace':
        texts.push('#', String(numberOf(value)), ';')
        return isFixed(this.run, value)
      case 'method': texts.push('method '); return this.read(value.self) && this.read(value.func)
      case 'descriptor': case 'super': case 'iterator': case 'generator': return false
      default: return this.readPart(value)
    }
  }

  private readText(value: Extract<Value, { kind: 'str' | 'bytes' }>): boolean {
    if (value.value === undefined) this.texts.push(value.kind, '?', value.kind === 'str' && value.token ? String(numberOf(value.token)) : '', ';')
    else this.texts.push(value.kind, String(value.value.length), ':', value.value)
    return true
  }

  /** Something with an identity: where it is met again, its place says which it is. */
  private readPart(value: Extract<Value, { kind: 'tuple' | 'list' | 'dict' | 'set' | 'partial' | 'instance' | 'tensor' }>): boolean {
    if (this.run.modules.shared.has(value)) {
      this.texts.push('#', String(numberOf(value)), ';')
      return true
    }
    const known = this.parts.get(value)
    if (known !== undefined) {
      this.texts.push('^', String(known), ';')
      return true
    }
    this.parts.set(value, this.parts.size)
    if (this.parts.size > mostParts) return false
    const { texts } = this
    switch (value.kind) {
      case 'tuple':
        texts.push('(')
        if (value.cls && !this.read(value.cls)) return false
        return this.readAll(value.items)
      case 'list':
        texts.push(value.open ? '[*' : '[')
        return !isAliased(value) && this.readAll(value.items)
      case 'set':
        texts.push(value.open ? '{*' : '{', value.frozen ? 'frozen ' : '')
        return this.readAll(value.entries.values())
      case 'dict':
        texts.push(value.open ? 'dict*' : 'dict')
        if ((value.cls && !this.read(value.cls)) || (value.factory && !this.read(value.factory))) return false
        texts.push('{')
        for (const entry of value.entries.values()) if (hashKey(entry.key) === undefined || !this.read(entry.key) || !this.read(entry.value)) return false
        texts.push('}')
        return true
      case 'partial':
        texts.push('partial ')
        return this.read(value.func) && this.readArguments(value.args) && this.readNamed(value.attributes)
      case 'tensor': return this.readTensor(value)
      case 'instance': return this.readInstance(value)
    }
  }

  private readAll(values: Iterable<Value>): boolean {
    for (const value of values) if (!this.read(value)) return false
    this.texts.push(')')
    return true
  }

  private readNamed(values: ReadonlyMap<string, Value>): boolean {
    for (const [name, value] of values) {
      this.texts.push(name, '=')
      if (!this.read(value)) return false
    }
    this.texts.push('|')
    return true
  }

  private readTensor(value: TensorValue): boolean {
    const hidden = this.run.library.hiddenState(value)
    if (hidden === undefined) return false
    const { shape, dtype, data, parameter, requiresGrad, input, reason, attributes } = value
    this.texts.push('tensor ', shape ? shape.map((dim) => this.size(dim)).join() : '?', ' ', String(dtype), parameter ? ' parameter ' : ' ', String(requiresGrad), ' ', hidden, data ? ` ${data.map((each) => (Object.is(each, -0) ? '-0' : each)).join()}` : '', input ? ` input ${numberOf(input)}` : '', reason === undefined ? ';' : ` ${reason};`)
    return !attributes || this.readNamed(attributes)
  }

  private readInstance(value: InstanceValue): boolean {
    if (!isPlain(value) || !this.read(value.cls)) return false
    const { module, payload, createdAt } = value
    this.texts.push(value.open ? 'open ' : '', createdAt ? String(numberOf(createdAt.span)) : '', '{')
    if (payload && !this.read(payload)) return false
    if (!this.readNamed(value.attributes)) return false
    if (!module) return true
    this.texts.push(String(module.training))
    return this.readNamed(module.parameters) && this.readNamed(module.buffers) && this.readNamed(module.modules)
  }
}
