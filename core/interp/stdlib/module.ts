/** How a module of the standard library is written: a table of its names, built when one is asked for. */
import { none, unknown, type BuiltinValue, type NamespaceValue, type Value } from '../../values/index.ts'
import { fn, type Rule } from '../builtins/support.ts'

/** A name's value, or what makes it. */
export type Table = Readonly<Record<string, Value | (() => Value)>>

/** Names that the table does not have exist, but nothing is known of them; nor of those a program assigns, since all programs share the module. */
export function moduleOf(name: string, table: () => Table): NamespaceValue {
  const values = new Map<string, Value>()
  let stated: Table | undefined
  const made = {
    kind: 'namespace' as const,
    name,
    open: true,
    assigned: new Map<string, Value>(),
    get: (wanted: string): Value | undefined => {
      const known = made.assigned.get(wanted) ?? values.get(wanted)
      if (known) return known
      stated ??= table()
      const entry = Object.hasOwn(stated, wanted) ? stated[wanted] : undefined
      const value = typeof entry === 'function' ? entry() : entry
      if (value) values.set(wanted, value)
      return value
    },
    set: (wanted: string, value: Value): void => { made.assigned.set(wanted, value.kind === 'namespace' ? value : unknown('a name of the library that a program has replaced')) },
    names: () => [...new Set([...Object.keys((stated ??= table())), ...values.keys(), ...made.assigned.keys()])],
  }
  return made
}

/** A function of a module: `func('math.sqrt(x)', rule)`. */
export const func = <S extends string>(text: S, run: Rule<S>): BuiltinValue => fn(text, run, text.slice(0, text.indexOf('(')))

/** Functions as entries of a table, under the last part of their names. */
export const entries = (...functions: readonly BuiltinValue[]): Record<string, Value> => Object.fromEntries(functions.map((each) => [each.name.slice(each.name.lastIndexOf('.') + 1), each]))

/** Functions that do nothing a shape could depend on, and return None. */
export const silent = (module: string, ...names: readonly string[]): Record<string, Value> =>
  Object.fromEntries(names.map((name) => [name, { kind: 'builtin', name: `${module}.${name}`, call: () => none, bindsSelf: false, takesOpen: true } satisfies BuiltinValue]))

/** Functions whose results are of a known type at most. */
export const giving = (module: string, result: Value | undefined, ...names: readonly string[]): Record<string, Value> =>
  Object.fromEntries(names.map((name) => [name, { kind: 'builtin', name: `${module}.${name}`, call: () => result ?? unknown(`${module}.${name}`), bindsSelf: false, takesOpen: true } satisfies BuiltinValue]))
