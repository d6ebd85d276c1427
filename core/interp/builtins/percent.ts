/** `'…' % values`. Source: https://docs.python.org/3/library/stdtypes.html#printf-style-string-formatting */
import { longestText, str, type Machine, type Value } from '../../values/index.ts'
import { doubleOf, isNumber } from './arithmetic.ts'
import { exponential, fixed, general, notFinite } from './decimal.ts'
import { asciiOf } from './format.ts'
import { content, typeNameOf } from './support.ts'

const directive = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?([hlL]?)([a-zA-Z%])|%|[^%]+/gs

/** The formatted text; undefined where it is not known. */
export function percent(machine: Machine, template: Value & { kind: 'str' }, values: Value): string | undefined {
  if (template.value === undefined) return undefined
  const held = content(values)
  const items = held.kind === 'tuple' ? held.items : [values]
  let next = 0, result = '', known = true, mapped = false
  for (const [token, name, flags = '', width, precision, , type] of template.value.matchAll(directive)) {
    if (type === undefined) {
      if (token === '%') return undefined
      result += token
      continue
    }
    if (type === '%') { result += '%'; continue }
    if (width === '*' || precision === '*') return undefined
    let value: Value | undefined
    if (name !== undefined) {
      mapped = true
      value = machine.getItem(values, str(name))
    } else value = items[next++] ?? machine.raise('TypeError', 'not enough arguments for format string', 'argument')
    const text = converted(machine, value, type, flags, precision === undefined ? undefined : Number(precision))
    if (text === undefined || Number(width ?? 0) > longestText) known = false
    else result += pad(text, Number(width ?? 0), flags, type)
  }
  const usesAll = held.kind === 'tuple' ? next >= items.length : mapped || next >= 1 || held.kind === 'dict' || held.kind === 'list' || held.kind === 'range' || held.kind === 'bytes' || held.kind === 'unknown' || held.kind === 'instance'
  if (!usesAll) machine.raise('TypeError', 'not all arguments converted during string formatting', 'argument')
  return known ? result : undefined
}

function converted(machine: Machine, value: Value, type: string, flags: string, precision: number | undefined): string | undefined {
  if ('rsa'.includes(type)) {
    const text = type === 's' ? machine.str(value) : machine.repr(value)
    if (text === undefined) return undefined
    return [...(type === 'a' ? asciiOf(text) : text)].slice(0, precision).join('')
  }
  const held = content(value)
  if (held.kind === 'unknown' || held.kind === 'tensor' || held.kind === 'instance') return undefined
  if (type === 'c') return held.kind === 'str' ? held.value : typeof doubleOf(held) === 'number' ? String.fromCodePoint(doubleOf(held)!) : undefined
  if (!'diuoxXeEfFgG'.includes(type)) return undefined
  if (!isNumber(held) || (held.kind === 'float' && 'oxX'.includes(type))) {
    const wanted = 'oxX'.includes(type) ? 'an integer is required' : 'a real number is required'
    const message = 'eEfFgG'.includes(type) ? `must be real number, not ${typeNameOf(machine, held)}` : `%${type} format: ${wanted}, not ${typeNameOf(machine, held)}`
    return machine.raise('TypeError', message, 'argument-type')
  }
  const number = doubleOf(held)
  if (number === undefined) return undefined
  const sign = number < 0 || Object.is(number, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const digits = magnitude(Math.abs(number), type, flags, precision)
  return digits === undefined ? undefined : sign + digits
}

function magnitude(value: number, type: string, flags: string, precision: number | undefined): string | undefined {
  if ('diuoxX'.includes(type)) {
    if (!Number.isFinite(value) || (precision ?? 0) > longestText) return undefined
    const whole = Math.trunc(value)
    const digits = type === 'o' ? whole.toString(8) : type === 'x' ? whole.toString(16) : type === 'X' ? whole.toString(16).toUpperCase() : String(whole)
    const prefix = flags.includes('#') && 'oxX'.includes(type) ? `0${type}` : ''
    return prefix + digits.padStart(precision ?? 0, '0')
  }
  if (!Number.isFinite(value)) return notFinite(value)
  const lower = type.toLowerCase()
  const text = lower === 'f' ? fixed(value, precision ?? 6) : lower === 'e' ? exponential(value, precision ?? 6) : general(value, precision ?? 6, flags.includes('#'))
  return type === lower ? text : text?.toUpperCase()
}

function pad(text: string, width: number, flags: string, type: string): string {
  const missing = width - [...text].length
  if (missing <= 0) return text
  if (flags.includes('-')) return text + ' '.repeat(missing)
  if (!flags.includes('0') || 'rsac'.includes(type)) return ' '.repeat(missing) + text
  const [, sign = '', digits = ''] = /^([-+ ]?(?:0[oxX])?)(.*)$/s.exec(text) ?? []
  return sign + '0'.repeat(missing) + digits
}
