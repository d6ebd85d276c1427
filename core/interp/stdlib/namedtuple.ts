/** Named tuples, by call and by class. Sources: https://docs.python.org/3/library/collections.html#collections.namedtuple, https://docs.python.org/3/library/typing.html#typing.NamedTuple */
import { dict, none, str, tuple, unknown, type Arguments, type ClassValue, type Machine, type TupleValue, type Value } from '../../values/index.ts'
import { tupleClass } from '../builtins/lists.ts'
import { classMethod, define, rawMethod, property, text, type Attribute } from '../builtins/support.ts'

export interface Field { readonly name: string; readonly default: Value | undefined }

/** `namedtuple('Point', 'x y', defaults=[0])`. */
export function namedTuple(machine: Machine, name: Value, fieldNames: Value, rename: Value, defaults: Value): Value {
  const listed = fieldNames.kind === 'str' ? text(machine, fieldNames).replaceAll(',', ' ').split(/\s+/).filter((each) => each !== '') : machine.items(fieldNames).map((each) => text(machine, each))
  const names = machine.isTrue(rename) ? listed.map((each, place) => (/^[A-Za-z]\w*$/.test(each) && listed.indexOf(each) === place ? each : `_${place}`)) : listed
  const values = defaults.kind === 'none' ? [] : machine.items(defaults)
  const fields = names.map((each, place) => ({ name: each, default: values[place - (names.length - values.length)] }))
  return namedTupleClass(text(machine, name), fields)
}

/** The class of tuples of these fields. */
export function namedTupleClass(name: string, fields: readonly Field[], module = '__main__'): ClassValue {
  const cls = define(`${module}.${name}`, tupleClass, fieldAttributes(fields), { createsWhole: true, create: (machine, made, args) => tuple(assign(machine, fields, `${name}.__new__`, args), made) })
  cls.traits.set('fields', fields.map((field) => field.name))
  return cls
}

/** Positional and keyword arguments by field, with Python's errors. */
function assign(machine: Machine, fields: readonly Field[], name: string, args: Arguments): Value[] {
  if (args.open) return machine.undecided('arguments spread from a value that is not known')
  if (args.positional.length > fields.length) {
    const least = fields.filter((field) => field.default === undefined).length
    const takes = least === fields.length ? `${fields.length + 1}` : `from ${least + 1} to ${fields.length + 1}`
    return machine.raise('TypeError', `${name}() takes ${takes} positional arguments but ${args.positional.length + 1} were given`, 'argument')
  }
  for (const key of args.keywords.keys()) {
    const place = fields.findIndex((field) => field.name === key)
    if (place < 0) machine.raise('TypeError', `${name}() got an unexpected keyword argument '${key}'`, 'argument')
    if (place < args.positional.length) machine.raise('TypeError', `${name}() got multiple values for argument '${key}'`, 'argument')
  }
  const values = fields.map((field, place) => args.positional[place] ?? args.keywords.get(field.name) ?? field.default)
  const missing = fields.filter((_, place) => values[place] === undefined).map((field) => `'${field.name}'`)
  if (missing.length > 0) {
    const listed = missing.length === 1 ? missing[0] : missing.length === 2 ? missing.join(' and ') : `${missing.slice(0, -1).join(', ')}, and ${missing.at(-1)}`
    machine.raise('TypeError', `${name}() missing ${missing.length} required positional argument${missing.length === 1 ? '' : 's'}: ${listed}`, 'argument')
  }
  return values.map((value) => value ?? none)
}

const tupleSelf = (machine: Machine, value: Value): TupleValue => (value.kind === 'tuple' ? value : machine.undecided('a named tuple that is not known'))

function fieldAttributes(fields: readonly Field[]): Attribute[] {
  const names = fields.map((field) => field.name)
  return [
    ...fields.map((field, place) => property(field.name, (machine, self) => tupleSelf(machine, self).items[place] ?? unknown('a field'))),
    ['_fields', tuple(names.map(str))],
    ['_field_defaults', dict(fields.flatMap((field) => (field.default ? [[str(field.name), field.default] as const] : [])))],
    rawMethod('_asdict', (machine, { positional: [self = none] }) => dict(tupleSelf(machine, self).items.map((item, place) => [str(names[place]), item] as const))),
    rawMethod('_replace', (machine, { positional: [self = none], keywords }) => {
      const held = tupleSelf(machine, self)
      const wrong = [...keywords.keys()].filter((name) => !names.includes(name))
      if (wrong.length > 0) machine.raise('ValueError', `Got unexpected field names: [${wrong.map((name) => `'${name}'`).join(', ')}]`, 'value')
      return tuple(held.items.map((item, place) => keywords.get(names[place] ?? '') ?? item), held.cls)
    }),
    classMethod('_make', (machine, { positional: [cls = none, iterable = none] }) => {
      const items = machine.items(iterable)
      if (items.length !== fields.length) machine.raise('TypeError', `Expected ${fields.length} arguments, got ${items.length}`, 'argument')
      return cls.kind === 'class' ? tuple(items, cls) : machine.undecided('a class that is not known')
    }),
    ['__match_args__', tuple(names.map(str))],
  ]
}

/** `class Point(NamedTuple): x: int; y: int = 0` and `NamedTuple('Point', [('x', int)])`. */
export const typingNamedTuple: ClassValue = define('typing.NamedTuple', tupleClass, [], {
  createsWhole: true,
  create: (machine, cls, args) => {
    if (cls !== typingNamedTuple) return machine.undecided('a named tuple whose fields are not known')
    const [name = none, pairs] = args.positional
    const fields = pairs ? machine.items(pairs).map((pair) => text(machine, machine.items(pair)[0] ?? none)) : [...args.keywords.keys()]
    return namedTupleClass(text(machine, name), fields.map((each) => ({ name: each, default: undefined })))
  },
  finishSubclass: (machine, cls) => {
    const annotations = cls.attributes.get('__annotations__')
    if (annotations && (annotations.kind !== 'dict' || annotations.open)) return unknown('a named tuple whose fields are not known')
    const names = annotations?.kind === 'dict' ? [...annotations.entries.values()].map((entry) => text(machine, entry.key)) : []
    const fields = names.map((name) => ({ name, default: cls.attributes.get(name) }))
    const made = namedTupleClass(cls.name, fields, cls.qualifiedName.slice(0, Math.max(0, cls.qualifiedName.length - cls.name.length - 1)) || '__main__')
    for (const [name, value] of cls.attributes) if (!names.includes(name) && name !== '__new__') made.attributes.set(name, value)
    for (const value of cls.attributes.values()) if (value.kind === 'function') value.owner = made
    return made
  },
})

