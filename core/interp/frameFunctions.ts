/** Builtins that look at the frame that calls them. */
import { dict, str, unknown, type Arguments, type BuiltinValue, type Value } from '../values/index.ts'
import type { Frame } from './run.ts'
import type { Scope } from './scope.ts'

/** The result of `globals()` and the like; undefined: the function is an ordinary one. */
export function frameFunction(frame: Frame, func: BuiltinValue, args: Arguments): Value | undefined {
  switch (func.name) {
    case 'builtins.globals': return variables(frame.scope.globals)
    case 'builtins.locals': return variables(frame.scope)
    case 'builtins.vars': return args.positional.length === 0 ? variables(frame.scope) : undefined
    case 'builtins.dir': return args.positional.length === 0 ? unknown('dir()') : undefined
    case 'builtins.exec':
      frame.scope.globals.open = true
      return unknown(func.name)
    case 'builtins.eval': return unknown(func.name)
    case 'builtins.__import__': case 'importlib.import_module': return importByName(frame, args)
    default: return undefined
  }
}

/** The names of a scope. Whoever holds this dict may add to it: from here on a missing name is unknown. */
function variables(scope: Scope): Value {
  scope.open = true
  return dict([...scope.variables].map(([name, value]) => [str(name), value] as const))
}

function importByName(frame: Frame, args: Arguments): Value {
  const [name, base] = args.positional
  if (name?.kind !== 'str' || name.value === undefined) return unknown('a module by a name that is not known')
  const { run } = frame
  const level = /^\.*/.exec(name.value)![0].length
  const path = name.value.slice(level).split('.').filter((part) => part !== '')
  if (level > 0) {
    const anchor = base?.kind === 'str' && base.value !== undefined ? base.value.split('.') : undefined
    if (!anchor) return unknown('a relative import by name')
    const found = run.modules.import(run, [...anchor.slice(0, anchor.length - level + 1), ...path], frame.file)
    return found === 'missing' ? unknown(`module ${name.value}`) : found
  }
  const found = run.modules.import(run, path, frame.file)
  return found === 'missing' ? unknown(`module ${name.value}`) : found
}
