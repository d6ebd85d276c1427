/**
 * The module `argparse`. A program is analysed as if it were started without options: what `parse_args()` gives are the declared defaults,
 * and what is not known for what has none: None stands for an option that whoever starts the program is expected to give. Source: https://docs.python.org/3/library/argparse.html
 */
import {
  dict, falseValue, instance, none, openList, Raised, str, trueValue, tuple, Undecided, unknown, unknownFloat, unknownInt, unknownStr, type Arguments, type ClassValue, type DictValue,
  type InstanceValue, type Machine, type Value,
} from '../../values/index.ts'
import { exceptionClass } from '../builtins/exceptions.ts'
import { floatClass, intClass } from '../builtins/numbers.ts'
import { objectClass } from '../builtins/object.ts'
import { lookup, setInDict } from '../builtins/subscripts.ts'
import { strClass } from '../builtins/strings.ts'
import { anyOfValues, define, forget, rawMethod, type Attribute } from '../builtins/support.ts'
import { attributeDict, attributeDictClass } from './attributeDict.ts'
import { givingMethods, inert, inertClass, silentMethods } from './inert.ts'
import { type Table } from './module.ts'

const suppress = '==SUPPRESS=='
const namespaceClass = attributeDictClass('argparse.Namespace')
const booleanOptionalClass = inertClass('argparse.BooleanOptionalAction')

/** Where a parser and its groups keep the options' values, what `set_defaults` gave, and the options by their flags. */
type Part = '#values' | '#defaults' | '#options'
const partOf = (machine: Machine, self: Value | undefined, part: Part): DictValue => {
  const held = self?.kind === 'instance' ? self.attributes.get(part) : undefined
  return held?.kind === 'dict' ? held : machine.undecided('a parser that is not known')
}
const parts: readonly Part[] = ['#values', '#defaults', '#options']

const known = (value: Value | undefined): string | undefined => (value?.kind === 'str' ? value.value : undefined)
const entry = (machine: Machine, of: DictValue, name: string): Value | undefined => { const found = lookup(machine, of, str(name)); return found === 'unknown' ? undefined : found }

/** The attribute that an option sets; undefined: not known. */
function destination(flags: readonly Value[], dest: Value | undefined): string | undefined {
  if (dest && dest.kind !== 'none') return known(dest)
  const names = flags.map(known)
  if (!names.every((name) => name !== undefined)) return undefined
  const [first] = names
  if (first === undefined || !first.startsWith('-')) return first
  const name = names.find((each) => each.startsWith('--')) ?? first
  return name.replace(/^-+/, '').replaceAll('-', '_')
}

/** What the option's type makes of a text. */
function convert(machine: Machine, type: Value | undefined, text: Value): Value {
  if (!type || type.kind === 'none') return text
  try {
    return machine.call(type, [text])
  } catch (effect) {
    if (effect instanceof Undecided || effect instanceof Raised) return unknown('an option that its type does not take')
    throw effect
  }
}

/** What is known of an option that has to be given. */
function required(machine: Machine, { keywords }: Arguments): Value {
  const type = keywords.get('type'), nargs = keywords.get('nargs'), choices = keywords.get('choices')
  if (nargs && nargs.kind !== 'none') return known(nargs) === '?' ? unknown('an option') : openList()
  const among = choices && choices.kind !== 'none' ? machine.knownItems(choices) : undefined
  if (among) return anyOfValues(among, 'an option')
  if (!type || type.kind === 'none' || type === strClass) return unknownStr
  return type === intClass ? unknownInt() : type === floatClass ? unknownFloat : unknown('an option')
}

/** The value of an option that is not given; undefined: it sets no attribute. */
function declared(machine: Machine, self: Value | undefined, dest: string, isPositional: boolean, args: Arguments): Value | undefined {
  const { keywords } = args
  const action = keywords.get('action')
  const name = known(action)
  if (name === 'help' || name === 'version') return undefined
  const stated = keywords.get('default') ?? entry(machine, partOf(machine, self, '#defaults'), dest)
  if (known(stated) === suppress) return undefined
  if (isPositional && !(stated && /^[?*]$/.test(known(keywords.get('nargs')) ?? ''))) return required(machine, args)
  if (stated) return stated.kind === 'str' ? convert(machine, keywords.get('type'), stated) : stated
  if (name === 'store_true') return falseValue
  if (name === 'store_false') return trueValue
  if (action?.kind === 'unknown') return unknown('an option')
  const must = keywords.get('required')
  return must && machine.truth(must) !== false ? required(machine, args) : none
}

function addArgument(machine: Machine, args: Arguments): Value {
  const [self, ...flags] = args.positional
  const values = partOf(machine, self, '#values')
  const dest = destination(flags, args.keywords.get('dest'))
  if (args.open || dest === undefined) { forget(machine, values); return inert('argparse.Action') }
  const isPositional = !(known(flags[0]) ?? '').startsWith('-')
  const value = declared(machine, self, dest, isPositional, args)
  if (value && entry(machine, values, dest) === undefined) setInDict(machine, values, str(dest), value)
  const options = partOf(machine, self, '#options')
  for (const flag of flags) setInDict(machine, options, flag, tuple([str(dest), args.keywords.get('action') ?? str('store'), args.keywords.get('type') ?? none, args.keywords.get('nargs') ?? none, args.keywords.get('const') ?? none]))
  const parent = self?.kind === 'instance' ? self.attributes.get('#parent') : undefined
  if (parent?.kind === 'dict') setInDict(machine, parent, str(dest), unknown('an option of a subcommand'))
  return inert('argparse.Action')
}

/** The values under a command line that is written out; undefined: not known. */
function given(machine: Machine, self: Value, items: readonly Value[]): ReadonlyMap<string, Value> | undefined {
  const options = partOf(machine, self, '#options')
  const values = new Map<string, Value>()
  for (let place = 0; place < items.length; place++) {
    const [flag = '', inline] = (known(items[place]) ?? '').split(/=(.*)/s)
    const option = entry(machine, options, flag)
    if (!flag.startsWith('-') || option?.kind !== 'tuple') return undefined
    const [dest, action, type, nargs, constant = none] = option.items
    const name = known(dest) ?? ''
    switch (known(action)) {
      case 'store_true': values.set(name, trueValue); break
      case 'store_false': values.set(name, falseValue); break
      case 'store_const': values.set(name, constant); break
      case 'store': {
        const text = inline === undefined ? items[++place] : str(inline)
        if (nargs?.kind !== 'none' || text?.kind !== 'str') return undefined
        values.set(name, convert(machine, type, text))
        break
      }
      default: return undefined
    }
  }
  return values
}

function parse(machine: Machine, args: Arguments): Value {
  const [self = none, line = args.keywords.get('args') ?? none, onto = args.keywords.get('namespace') ?? none] = args.positional
  const values = partOf(machine, self, '#values'), defaults = partOf(machine, self, '#defaults')
  const items = line.kind === 'none' ? [] : machine.knownItems(line)
  const written = items && given(machine, self, items)
  const result = dict([])
  if (!written || values.open || defaults.open) result.open = true
  else for (const [hash, { key, value }] of [...values.entries, ...[...defaults.entries].filter(([other]) => !values.entries.has(other))]) result.entries.set(hash, { key, value: value.kind === 'none' && line.kind === 'none' ? unknown('an option without a default') : value })
  for (const [name, value] of written ?? []) if (!result.open) setInDict(machine, result, str(name), value)
  if (onto.kind !== 'none') {
    for (const { key, value } of result.entries.values()) if (known(key) !== undefined && machine.findAttribute(onto, known(key)!) === undefined) machine.setAttribute(onto, known(key)!, value)
    return onto
  }
  return { ...attributeDict(namespaceClass, result), open: true }
}

/** An object that adds its options to a parser's. */
function sharing(cls: ClassValue, self: Value | undefined): Value {
  const made: InstanceValue = { ...instance(cls), open: true }
  if (self?.kind === 'instance') for (const part of parts) made.attributes.set(part, self.attributes.get(part) ?? none)
  return made
}

const adding = (owner: string): Attribute[] => [
  rawMethod(`${owner}.add_argument`, addArgument),
  rawMethod(`${owner}.set_defaults`, (machine, { positional: [self], keywords, open }) => {
    const values = partOf(machine, self, '#values'), defaults = partOf(machine, self, '#defaults')
    for (const [name, value] of keywords) for (const of of entry(machine, values, name) ? [values, defaults] : [defaults]) setInDict(machine, of, str(name), value)
    if (open) forget(machine, values)
    return none
  }),
  rawMethod(`${owner}.get_default`, (machine, { positional: [self, name] }) => entry(machine, partOf(machine, self, '#values'), known(name) ?? '') ?? none),
  rawMethod(`${owner}.add_argument_group`, (_machine, { positional: [self] }) => sharing(groupClass, self)),
  rawMethod(`${owner}.add_mutually_exclusive_group`, (_machine, { positional: [self] }) => sharing(groupClass, self)),
].map(([name, value]) => [name, value?.kind === 'builtin' ? { ...value, takesOpen: true } : value] as Attribute)

const groupClass: ClassValue = define('argparse._ArgumentGroup', objectClass, adding('argparse._ArgumentGroup'))

const subparsersClass = define('argparse._SubParsersAction', objectClass, [
  rawMethod('argparse._SubParsersAction.add_parser', (machine, { positional: [self], keywords }) => {
    const parser = newParser(machine, parserClass, { positional: [], keywords })
    if (self?.kind === 'instance') parser.attributes.set('#parent', self.attributes.get('#values') ?? none)
    return parser
  }),
])

function newParser(machine: Machine, cls: ClassValue, args: Arguments): InstanceValue {
  const made: InstanceValue = { ...instance(cls, machine.site), open: true }
  for (const part of parts) made.attributes.set(part, dict([]))
  const values = partOf(machine, made, '#values')
  if (args.open || args.keywords.has('argument_default')) values.open = true
  const parents = args.keywords.get('parents')
  for (const parent of parents ? (machine.knownItems(parents) ?? [none]) : []) {
    const inherited = parent.kind === 'instance' ? parent.attributes.get('#values') : undefined
    if (inherited?.kind !== 'dict' || inherited.open) values.open = true
    else for (const [hash, each] of inherited.entries) values.entries.set(hash, each)
  }
  return made
}

const exit = (machine: Machine): Value => machine.raise('SystemExit', '2', 'raise')
const parserClass: ClassValue = define('argparse.ArgumentParser', objectClass, [
  ...adding('argparse.ArgumentParser'),
  rawMethod('argparse.ArgumentParser.__init__', () => none),
  rawMethod('argparse.ArgumentParser.parse_args', parse),
  rawMethod('argparse.ArgumentParser.parse_intermixed_args', parse),
  rawMethod('argparse.ArgumentParser.parse_known_args', (machine, args) => tuple([parse(machine, args), openList()])),
  rawMethod('argparse.ArgumentParser.add_subparsers', (machine, { positional: [self], keywords }) => {
    const dest = known(keywords.get('dest'))
    if (dest !== undefined) setInDict(machine, partOf(machine, self, '#values'), str(dest), unknown('the name of a subcommand'))
    return sharing(subparsersClass, self)
  }),
  rawMethod('argparse.ArgumentParser.error', exit), rawMethod('argparse.ArgumentParser.exit', exit),
  ...silentMethods('argparse.ArgumentParser', 'print_help', 'print_usage', 'register'),
  ...givingMethods('argparse.ArgumentParser', () => unknownStr, 'format_help', 'format_usage'),
], { create: newParser })

export const argparseTable = (): Table => ({
  ArgumentParser: parserClass, Namespace: namespaceClass, BooleanOptionalAction: booleanOptionalClass, Action: inertClass('argparse.Action'), FileType: inertClass('argparse.FileType'),
  ...Object.fromEntries(['HelpFormatter', 'ArgumentDefaultsHelpFormatter', 'RawTextHelpFormatter', 'RawDescriptionHelpFormatter', 'MetavarTypeHelpFormatter'].map((name) => [name, inertClass(`argparse.${name}`)])),
  SUPPRESS: str(suppress), OPTIONAL: str('?'), ZERO_OR_MORE: str('*'), ONE_OR_MORE: str('+'), REMAINDER: str('...'), PARSER: str('A...'),
  ArgumentError: define('argparse.ArgumentError', exceptionClass('Exception'), []), ArgumentTypeError: define('argparse.ArgumentTypeError', exceptionClass('Exception'), []),
})
