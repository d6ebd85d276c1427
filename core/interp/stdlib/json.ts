/** The module `json`, exact on known values. Source: https://docs.python.org/3/library/json.html */
import { dict, falseValue, float, int, list, none, str, trueValue, unknown, unknownStr, type Machine, type Value } from '../../values/index.ts'
import { exceptionClass } from '../builtins/exceptions.ts'
import { reprOf } from '../builtins/format.ts'
import { content, define } from '../builtins/support.ts'
import { givingMethods, inertClass } from './inert.ts'
import { entries, func, giving, silent, type Table } from './module.ts'

interface Layout { readonly indent: string | undefined; readonly item: string; readonly key: string; readonly sorted: boolean; readonly ascii: boolean }

/** The text of a value; undefined where it is not known. */
function written(machine: Machine, value: Value, layout: Layout, depth: number): string | undefined {
  const held = content(value)
  switch (held.kind) {
    case 'none': return 'null'
    case 'bool': return held.value === undefined ? undefined : String(held.value)
    case 'int': return typeof held.value === 'number' ? String(held.value) : undefined
    case 'float': return held.value === undefined ? undefined : Number.isFinite(held.value) ? reprOf(machine, held) : Number.isNaN(held.value) ? 'NaN' : held.value > 0 ? 'Infinity' : '-Infinity'
    case 'str': return held.value === undefined ? undefined : quoted(held.value, layout.ascii)
    case 'list': case 'tuple': return held.kind === 'list' && held.open ? undefined : enclosed('[]', held.items.map((item) => written(machine, item, layout, depth + 1)), layout, depth)
    case 'dict': {
      if (held.open) return undefined
      const pairs = [...held.entries.values()].map((entry) => ({ name: keyText(machine, entry.key), value: entry.value }))
      if (layout.sorted) pairs.sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1))
      return enclosed('{}', pairs.map(({ name, value: each }) => {
        const shown = written(machine, each, layout, depth + 1)
        return name === undefined || shown === undefined ? undefined : `${quoted(name, layout.ascii)}${layout.key}${shown}`
      }), layout, depth)
    }
    default: return undefined
  }
}

function enclosed(brackets: string, parts: readonly (string | undefined)[], { indent, item }: Layout, depth: number): string | undefined {
  if (parts.includes(undefined)) return undefined
  const [open = '', close = ''] = brackets
  if (parts.length === 0) return brackets
  if (indent === undefined) return open + parts.join(item) + close
  const line = `\n${indent.repeat(depth + 1)}`
  return `${open}${line}${parts.join(item.trimEnd() + line)}\n${indent.repeat(depth)}${close}`
}

function keyText(machine: Machine, key: Value): string | undefined {
  return key.kind === 'str' ? key.value : key.kind === 'int' || key.kind === 'float' || key.kind === 'bool' || key.kind === 'none' ? written(machine, key, plain, 0) : undefined
}

/** JSON's own quoting, which leaves U+007F as it is, as Python does. */
const quoted = (text: string, ascii: boolean): string => {
  const shown = JSON.stringify(text)
  return ascii ? shown.replaceAll(/[\u0080-\uffff]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`) : shown
}

const plain: Layout = { indent: undefined, item: ', ', key: ': ', sorted: false, ascii: true }

/** Strings and numbers are marked before JSON.parse reads them: it would reorder keys that look like ints, and take `1.0` for `1`. */
const token = /"(?:\\.|[^"\\])*"(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/gs
const marked = (text: string): string => text.replaceAll(token, (each, colon: string | undefined) => (each.startsWith('"') ? (colon === undefined ? each : `"k${each.slice(1)}`) : `{"n":"${each}"}`))

function parsed(json: unknown): Value {
  if (json === null) return none
  if (typeof json === 'boolean') return json ? trueValue : falseValue
  if (typeof json === 'string') return str(json)
  if (Array.isArray(json)) return list(json.map(parsed))
  const entries = Object.entries(json as Record<string, unknown>)
  const [[name, number] = []] = entries
  if (name === 'n' && typeof number === 'string') return /[.eE]/.test(number) ? float(Number(number)) : Number.isSafeInteger(Number(number)) ? int(Number(number)) : unknown('an int that is too large')
  return dict(entries.map(([key, value]) => [str(key.slice(1)), parsed(value)] as const))
}

export const jsonTable = (): Table => ({
  ...entries(
    func('json.dumps(obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None, indent=None, separators=None, default=None, sort_keys=False, Any**** kw)', (machine, { obj, ensure_ascii: ascii, cls, indent, separators, sort_keys: sort }) => {
      if (cls.kind !== 'none' || separators.kind !== 'none') return unknownStr
      const spaces = indent.kind === 'none' ? undefined : indent.kind === 'int' && typeof indent.value === 'number' ? ' '.repeat(indent.value) : indent.kind === 'str' ? indent.value : 'unknown'
      const sorted = machine.truth(sort), escaped = machine.truth(ascii)
      if (spaces === 'unknown' || sorted === undefined || escaped === undefined) return unknownStr
      return str(written(machine, obj, { ...plain, indent: spaces, sorted, ascii: escaped }, 0))
    }),
    func('json.loads(s, *, cls=None, Any**** kw)', (_machine, { s, cls, kw }) => {
      const held = content(s)
      if (held.kind !== 'str' || held.value === undefined || cls.kind !== 'none' || kw.size > 0) return unknown('a JSON text that is not known')
      try {
        return parsed(JSON.parse(marked(held.value)))
      } catch {
        return unknown('a text that is no JSON')
      }
    }),
  ),
  ...silent('json', 'dump'), ...giving('json', undefined, 'load'),
  JSONDecodeError: define('json.decoder.JSONDecodeError', exceptionClass('ValueError'), []),
  JSONEncoder: inertClass('json.JSONEncoder', givingMethods('json.JSONEncoder', () => unknownStr, 'encode')),
  JSONDecoder: inertClass('json.JSONDecoder', givingMethods('json.JSONDecoder', () => unknown('a JSON text'), 'decode')),
})
