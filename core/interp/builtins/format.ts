/**
 * `str`, `repr` and format specs of builtin values. `undefined`: not known.
 * Source: https://docs.python.org/3/library/string.html#format-specification-mini-language
 */
import { longestText, none, str, type Machine, type TupleValue, type Value } from '../../values/index.ts'
import { doubleOf } from './arithmetic.ts'
import { exponential, fixed, floatRepr, general, notFinite } from './decimal.ts'
import { orderedItems } from './setItems.ts'
import { content, typeNameOf } from './support.ts'

/** `str()` of a builtin value. */
export function strOf(machine: Machine, value: Value): string | undefined {
  const held = content(value)
  return held.kind === 'str' ? held.value : reprOf(machine, value)
}

/** `repr()` of a builtin value. */
export function reprOf(machine: Machine, value: Value): string | undefined {
  switch (value.kind) {
    case 'none': return 'None'
    case 'ellipsis': return 'Ellipsis'
    case 'notimplemented': return 'NotImplemented'
    case 'bool': return value.value === undefined ? undefined : value.value ? 'True' : 'False'
    case 'int': return typeof value.value === 'number' ? String(value.value) : undefined
    case 'float': return value.value === undefined ? undefined : floatRepr(value.value)
    case 'str': return value.value === undefined ? undefined : quoted(value.value)
    case 'bytes': return value.value === undefined ? undefined : `b${quoted(value.value)}`
    case 'dtype': return `torch.${value.name}`
    case 'tuple': return tupleRepr(machine, value)
    case 'list': return value.open ? undefined : joined(machine, value.items, '[', ']')
    case 'set': {
      const items = value.open ? undefined : orderedItems(value)
      return items && setRepr(machine, items, value.frozen)
    }
    case 'dict': return value.open ? undefined : dictRepr(machine, value)
    case 'slice': return joined(machine, [value.lower, value.upper, value.step], 'slice(', ')')
    case 'range': {
      if (typeof value.start !== 'number' || typeof value.stop !== 'number') return undefined
      return value.step === 1 ? `range(${value.start}, ${value.stop})` : `range(${value.start}, ${value.stop}, ${value.step})`
    }
    case 'instance': return value.payload && value.cls.mro.every((cls) => !cls.native || cls.qualifiedName.startsWith('builtins.')) ? reprOf(machine, value.payload) : undefined
    case 'class': return `<class '${value.qualifiedName.replace(/^builtins\./, '')}'>`
    default: return undefined
  }
}

let depth = 0
function nested(machine: Machine, value: Value): string | undefined {
  if (depth > 40) return undefined
  depth++
  try {
    machine.step()
    return machine.repr(value)
  } finally {
    depth--
  }
}

function joined(machine: Machine, values: readonly Value[], open: string, close: string): string | undefined {
  const parts: string[] = []
  for (const value of values) {
    const part = nested(machine, value)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return open + parts.join(', ') + close
}

function tupleRepr(machine: Machine, value: TupleValue): string | undefined {
  if (value.cls?.qualifiedName === 'torch.Size') return joined(machine, value.items, 'torch.Size([', '])')
  const fields = value.cls?.mro.map((cls) => cls.traits.get('fields')).find((names) => names !== undefined) as readonly string[] | undefined
  if (fields) {
    const parts = value.items.map((item) => nested(machine, item))
    return parts.some((part) => part === undefined) ? undefined : `${value.cls?.name}(${fields.map((name, index) => `${name}=${parts[index]}`).join(', ')})`
  }
  if (value.cls?.native || value.cls?.mro.some((cls) => cls.open)) return undefined
  return value.items.length === 1 ? joined(machine, value.items, '(', ',)') : joined(machine, value.items, '(', ')')
}

function setRepr(machine: Machine, items: readonly Value[], frozen: boolean): string | undefined {
  if (items.length === 0) return frozen ? 'frozenset()' : 'set()'
  return frozen ? joined(machine, items, 'frozenset({', '})') : joined(machine, items, '{', '}')
}

function dictRepr(machine: Machine, value: Value & { kind: 'dict' }): string | undefined {
  const pairs: (readonly [string, string])[] = []
  for (const { key, value: item } of value.entries.values()) {
    const left = nested(machine, key), right = nested(machine, item)
    if (left === undefined || right === undefined) return undefined
    pairs.push([left, right])
  }
  const plain = `{${pairs.map(([key, item]) => `${key}: ${item}`).join(', ')}}`
  switch (value.cls?.name) {
    case undefined: case 'dict': return plain
    case 'OrderedDict': return pairs.length === 0 ? 'OrderedDict()' : `OrderedDict([${pairs.map(([key, item]) => `(${key}, ${item})`).join(', ')}])`
    case 'defaultdict': {
      const factory = nested(machine, value.factory ?? none)
      return factory === undefined ? undefined : `defaultdict(${factory}, ${plain})`
    }
    default: return undefined
  }
}

/** A string in Python's quotes and escapes. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let result = ''
  for (const character of text) {
    const code = character.codePointAt(0)!
    if (character === quote || character === '\\') result += `\\${character}`
    else if (character === '\n') result += '\\n'
    else if (character === '\r') result += '\\r'
    else if (character === '\t') result += '\\t'
    else if (code < 0x20 || code === 0x7f) result += `\\x${code.toString(16).padStart(2, '0')}`
    else if (code > 0x7f && /[\p{C}\p{Z}]/u.test(character)) result += code < 0x100 ? `\\x${code.toString(16)}` : code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
    else result += character
  }
  return quote + result + quote
}

/** `ascii()` of what `repr` gave. */
export const asciiOf = (text: string): string => text.replace(/[^\x00-\x7f]/gu, (character) => {
  const code = character.codePointAt(0)!
  return code < 0x100 ? `\\x${code.toString(16)}` : code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
})

interface Spec {
  readonly fill: string; readonly align: string; readonly sign: string; readonly alternate: boolean; readonly width: number
  readonly grouping: string; readonly precision: number | undefined; readonly type: string; readonly zero: boolean
}

function parseSpec(text: string): Spec | undefined {
  const match = /^(?:([^]?)([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u.exec(text)
  if (!match || match[4]) return undefined
  const [, fill, align, sign, , alternate, zero, width, grouping, precision, type] = match
  return {
    fill: fill || (zero && !align ? '0' : ' '), align: align ?? '', sign: sign ?? '-', alternate: alternate !== undefined, width: Number(width ?? 0),
    grouping: grouping ?? '', precision: precision === undefined ? undefined : Number(precision), type: type ?? '', zero: zero !== undefined && !align,
  }
}

/** `format(value, spec)`. */
export function formatOf(machine: Machine, value: Value, spec: string | undefined): string | undefined {
  if (spec === '') return machine.str(value)
  if (spec === undefined || value.kind === 'unknown') return undefined
  if (value.kind === 'instance') {
    const answer = machine.call(machine.getAttribute(value, '__format__'), [str(spec)])
    return answer.kind === 'str' ? answer.value : undefined
  }
  const parsed = parseSpec(spec)
  if (parsed && parsed.width > longestText) return undefined
  switch (value.kind) {
    case 'str': return parsed && formatText(machine, value.value, parsed)
    case 'int': case 'bool': return parsed && formatInteger(machine, value, parsed)
    case 'float': return parsed && formatFloat(machine, value.value, parsed)
    case 'none': case 'list': case 'tuple': case 'dict': case 'set': case 'range': case 'slice': case 'function': case 'ellipsis':
      return machine.raise('TypeError', `unsupported format string passed to ${typeNameOf(machine, value)}.__format__`, 'argument-type')
    default: return undefined
  }
}

const badCode = (machine: Machine, code: string, type: string): never => machine.raise('ValueError', `Unknown format code '${code}' for object of type '${type}'`, 'value')

function formatText(machine: Machine, value: string | undefined, spec: Spec): string | undefined {
  if (spec.type !== '' && spec.type !== 's') return badCode(machine, spec.type, 'str')
  if (value === undefined || spec.sign !== '-' || spec.grouping !== '' || spec.align === '=') return undefined
  const characters = [...value]
  const text = spec.precision === undefined ? value : characters.slice(0, spec.precision).join('')
  return padded(text, '', spec, '<')
}

function formatInteger(machine: Machine, value: Value, spec: Spec): string | undefined {
  const number = doubleOf(value)
  if ('eEfFgG%'.includes(spec.type) && spec.type !== '') return formatFloat(machine, number, spec)
  if (!'bcdnoxX'.includes(spec.type)) return badCode(machine, spec.type, 'int')
  if (number === undefined || spec.precision !== undefined) return undefined
  const sign = signOf(number, spec)
  const magnitude = Math.abs(number)
  switch (spec.type) {
    case 'b': return padded(grouped(magnitude.toString(2), spec.grouping, 4), sign + (spec.alternate ? '0b' : ''), spec, '>')
    case 'o': return padded(grouped(magnitude.toString(8), spec.grouping, 4), sign + (spec.alternate ? '0o' : ''), spec, '>')
    case 'x': case 'X': {
      const digits = grouped(magnitude.toString(16), spec.grouping, 4)
      return padded(spec.type === 'X' ? digits.toUpperCase() : digits, sign + (spec.alternate ? `0${spec.type}` : ''), spec, '>')
    }
    case 'c': return padded(String.fromCodePoint(number), '', spec, '<')
    default: return padded(grouped(String(magnitude), spec.grouping, 3), sign, spec, '>')
  }
}

function formatFloat(machine: Machine, value: number | undefined, spec: Spec): string | undefined {
  if (!'eEfFgGn%'.includes(spec.type)) return badCode(machine, spec.type, 'float')
  if (value === undefined) return undefined
  const sign = signOf(value, spec)
  if (!Number.isFinite(value)) return padded(notFinite(Math.abs(value)) + (spec.type === '%' ? '%' : ''), sign, spec, '>')
  const digits = floatDigits(Math.abs(value), spec)
  if (digits === undefined) return undefined
  const [whole = '', rest = ''] = digits.split(/(?=[.e%])(.*)/s)
  return padded(grouped(whole, spec.grouping, 3) + rest, sign, spec, '>')
}

function floatDigits(value: number, { type, precision, alternate }: Spec): string | undefined {
  switch (type) {
    case 'f': case 'F': return fixed(value, precision ?? 6)
    case 'e': return exponential(value, precision ?? 6)
    case 'E': return exponential(value, precision ?? 6)?.toUpperCase()
    case '%': { const digits = fixed(value * 100, precision ?? 6); return digits === undefined ? undefined : `${digits}%` }
    case 'g': case 'n': return general(value, precision ?? 6, alternate)
    case 'G': return general(value, precision ?? 6, alternate)?.toUpperCase()
    default: {
      if (precision === undefined) return floatRepr(value)
      const digits = general(value, precision, alternate)
      if (digits === undefined || /[.e]/.test(digits)) return digits
      return digits.length >= Math.max(1, precision) ? undefined : `${digits}.0`
    }
  }
}

const signOf = (value: number, spec: Spec): string => (value < 0 || Object.is(value, -0) ? '-' : spec.sign === '-' ? '' : spec.sign)

function grouped(digits: string, separator: string, size: number): string {
  return separator === '' ? digits : digits.replace(new RegExp(`\\B(?=(?:[0-9a-f]{${size}})+$)`, 'gi'), separator)
}

function padded(body: string, prefix: string, spec: Spec, preferred: string): string | undefined {
  const length = [...prefix, ...body].length
  const missing = spec.width - length
  if (missing <= 0) return prefix + body
  const align = spec.align || (spec.zero && preferred === '>' ? '=' : preferred)
  if (align === '=' && spec.grouping !== '' && spec.fill === '0') return undefined
  const fill = spec.fill.repeat(missing)
  if (align === '=') return prefix + fill + body
  if (align === '<') return prefix + body + fill
  if (align === '>') return fill + prefix + body
  const left = Math.floor(missing / 2)
  return spec.fill.repeat(left) + prefix + body + spec.fill.repeat(missing - left)
}

/** The text that the conversions `!s`, `!r`, `!a` of an f-string make of a value; without one the value itself is formatted. */
export function converted(machine: Machine, value: Value, conversion: 's' | 'r' | 'a' | undefined): Value {
  if (conversion === undefined) return value
  const text = conversion === 's' ? machine.str(value) : machine.repr(value)
  return str(text === undefined ? undefined : conversion === 'a' ? asciiOf(text) : text)
}

/** `str.format` with its arguments; undefined where the result is not known. */
export function formatTemplate(machine: Machine, template: string, positional: readonly Value[], keywords: ReadonlyMap<string, Value>): string | undefined {
  let result = ''
  let automatic = 0
  const pattern = /\{\{|\}\}|\{([^{}:!]*)(?:!([rsa]))?(?::([^{}]*))?\}|[{}]|[^{}]+/g
  for (const [token, field, conversion, spec = ''] of template.matchAll(pattern)) {
    if (token === '{{' || token === '}}') { result += token[0]; continue }
    if (field === undefined) {
      if (token === '{' || token === '}') return undefined
      result += token
      continue
    }
    const value = fieldValue(machine, field === '' || /^[.[]/.test(field) ? `${automatic++}${field}` : field, positional, keywords)
    if (value === undefined) return undefined
    const text = formatOf(machine, converted(machine, value, conversion as 's' | 'r' | 'a' | undefined), spec)
    if (text === undefined) return undefined
    result += text
  }
  return result
}

function fieldValue(machine: Machine, field: string, positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value | undefined {
  const match = /^([^.[]*)(.*)$/s.exec(field)
  const [, name = '', path = ''] = match ?? []
  let value: Value | undefined
  if (/^\d+$/.test(name)) value = positional[Number(name)] ?? machine.raise('IndexError', `Replacement index ${name} out of range for positional args tuple`, 'index')
  else value = keywords.get(name) ?? machine.raise('KeyError', quoted(name), 'key')
  for (const [, attribute, item] of path.matchAll(/\.([^.[]+)|\[([^\]]+)\]/g)) {
    if (attribute !== undefined) value = machine.getAttribute(value, attribute)
    else if (item !== undefined) value = machine.getItem(value, /^\d+$/.test(item) ? { kind: 'int', value: Number(item) } : str(item))
  }
  return content(value).kind === 'unknown' ? undefined : value
}
