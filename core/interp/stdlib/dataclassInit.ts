/** The constructor that a dataclass gets. */
import { none, unknown, type Arguments, type ClassValue, type Machine, type Value } from '../../values/index.ts'
import type { Dataclass, DataField } from './dataclasses.ts'

/** Assigns arguments to fields, defaults to the others, and calls `__post_init__` with the `InitVar`s. */
export function dataclassInit(machine: Machine, cls: ClassValue, { fields, frozen, open }: Dataclass, args: Arguments): Value {
  const [self, ...positional] = args.positional
  if (self?.kind !== 'instance') return machine.undecided('a dataclass that is not known')
  const given = open ? looselyBound(fields, positional, args) : bound(machine, cls, fields, positional, args)
  const loose = open || args.open === true
  const extra: Value[] = []
  for (const field of fields) {
    const value = given.get(field.name) ?? (loose && field.init ? unknown('an argument that is not known') : defaultOf(machine, field))
    if (!value) continue
    if (field.kind === 'init') extra.push(value)
    else if (frozen) { machine.touch(self); self.attributes.set(field.name, value) }
    else machine.setAttribute(self, field.name, value)
  }
  if (open) { machine.touch(self); self.open = true }
  if (cls.mro.some((each) => each.attributes.has('__post_init__'))) machine.call(machine.getAttribute(self, '__post_init__'), extra)
  return none
}

const defaultOf = (machine: Machine, field: DataField): Value | undefined => (field.factory ? machine.call(field.factory, []) : field.default)

/** Fields that are not known may stand before the known ones: only keywords are sure. */
function looselyBound(fields: readonly DataField[], _positional: readonly Value[], args: Arguments): Map<string, Value> {
  return new Map(fields.flatMap((field) => { const value = args.keywords.get(field.name); return value ? [[field.name, value] as const] : [] }))
}

function bound(machine: Machine, cls: ClassValue, fields: readonly DataField[], positional: readonly Value[], args: Arguments): Map<string, Value> {
  const name = `${cls.name}.__init__`
  const refuse = (message: string, parameter?: string): void => {
    if (cls.mro.some((each) => each.traits.has('extended'))) machine.undecided('a constructor that a decorator may have extended')
    machine.raise('TypeError', `${name}() ${message}`, 'argument', parameter === undefined ? undefined : { parameter })
  }
  const parameters = fields.filter((field) => field.init)
  const places = parameters.filter((field) => !field.keywordOnly)
  const given = new Map<string, Value>()
  if (positional.length > places.length) {
    const least = places.filter((field) => !field.default && !field.factory).length
    const takes = least === places.length ? `${places.length + 1}` : `from ${least + 1} to ${places.length + 1}`
    refuse(`takes ${takes} positional argument${takes === '1' ? '' : 's'} but ${positional.length + 1} were given`)
  }
  for (const [place, value] of positional.entries()) given.set(places[place]!.name, value)
  for (const [key, value] of args.keywords) {
    if (!parameters.some((field) => field.name === key)) refuse(`got an unexpected keyword argument '${key}'`, key)
    if (given.has(key)) refuse(`got multiple values for argument '${key}'`, key)
    given.set(key, value)
  }
  if (args.open) return given
  for (const keywordOnly of [false, true]) {
    const missing = parameters.filter((field) => field.keywordOnly === keywordOnly && !given.has(field.name) && !field.default && !field.factory).map((field) => `'${field.name}'`)
    if (missing.length === 0) continue
    const listed = missing.length === 1 ? missing[0] : missing.length === 2 ? missing.join(' and ') : `${missing.slice(0, -1).join(', ')}, and ${missing.at(-1)}`
    refuse(`missing ${missing.length} required ${keywordOnly ? 'keyword-only' : 'positional'} argument${missing.length === 1 ? '' : 's'}: ${listed}`)
  }
  return given
}
