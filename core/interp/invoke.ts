/** Calls any value that can be called. */
import { isSubclass, typeName, unknown, type Arguments, type ClassValue, type InstanceValue, type Value } from '../values/index.ts'
import { frozen } from '../graph/copies.ts'
import { instantiate } from './classes.ts'
import { raise } from './exceptions.ts'
import { callFunction } from './functions.ts'
import { bindToInstance, classAttribute, hasOpenClass } from './lookup.ts'
import { remembered } from './remembering.ts'
import type { ModuleCall, Run } from './run.ts'

/** What a rule of torch takes, in steps of a tree's nodes. */
const torchCost = 60
/** What making an instance takes besides its `__init__`. */
const instanceCost = 40

export function callValue(run: Run, func: Value, args: Arguments): Value {
  switch (func.kind) {
    case 'function': return callFunction(run, func, args)
    case 'builtin': {
      if (args.open && !func.takesOpen && !func.name.endsWith('.__init__')) return run.machine.undecided('arguments spread from a value that is not known')
      if (func.name.startsWith('torch.')) run.step(torchCost)
      const { site } = run
      run.site = args.site
      try {
        return func.call(run.machine, args)
      } finally {
        run.site = site
      }
    }
    case 'method': return callValue(run, func.func, withFirst(func.self, args))
    case 'class':
      run.step(instanceCost)
      return isOwnModule(run, func) ? remembered(run, func, args, () => instantiate(run, func, args)) : instantiate(run, func, args)
    case 'partial': return callValue(run, func.func, mergePartial(func.args, args))
    case 'instance': {
      const call = classAttribute(func.cls, '__call__')
      if (call) {
        const bound = bindToInstance(run, call, func, func.cls)
        if (!func.module) return callValue(run, bound, args)
        if (run.moduleCalls) return listed(run, run.moduleCalls, func, bound, args)
        return isOwnModule(run, func.cls) ? remembered(run, func, args, () => callValue(run, bound, args)) : callValue(run, bound, args)
      }
      if (func.open || hasOpenClass(func.cls)) return unknown('a call of an object that is not fully known')
      return notCallable(run, func)
    }
    case 'descriptor': return func.type === 'property' ? notCallable(run, func) : callValue(run, func.get, args)
    case 'unknown':
      for (const argument of [...args.positional, ...args.keywords.values()]) forgetContents(run, argument)
      return func
    default: return notCallable(run, func)
  }
}

/** A class of modules that an imported file defines. */
const isOwnModule = (run: Run, cls: ClassValue): boolean => cls.definedAt !== undefined && run.modules.shared.has(cls) && isSubclass(cls, run.library.nativeClass('torch.nn.Module')!)

/** A function that is not known may have changed the list, the dict or the set that it was given. */
function forgetContents(run: Run, value: Value): void {
  if (value.kind === 'list' && !value.open) {
    run.journal.touch(value)
    value.items = []
    value.open = true
  } else if ((value.kind === 'dict' || (value.kind === 'set' && !value.frozen)) && !value.open) {
    run.journal.touch(value)
    value.entries = new Map()
    value.open = true
  }
}

/** Calls a module and lists the call with what it returned, as it was then. */
function listed(run: Run, calls: ModuleCall[], module: InstanceValue, bound: Value, args: Arguments): Value {
  if (run.silent > 0) return callValue(run, bound, args)
  const first = [...args.positional, ...args.keywords.values()].find((value) => value.kind === 'tensor')
  const call: ModuleCall = { module, input: first?.kind === 'tensor' ? first.shape : undefined, output: undefined, depth: run.moduleDepth }
  calls.push(call)
  run.moduleDepth++
  try {
    const value = callValue(run, bound, args)
    call.output = frozen(value)
    return value
  } finally {
    run.moduleDepth--
  }
}

const notCallable = (run: Run, func: Value): never => raise(run, 'TypeError', `'${typeName(func)}' object is not callable`, 'argument')

export const withFirst = (first: Value, { positional, keywords, open, site }: Arguments): Arguments => ({ positional: [first, ...positional], keywords, open, site })

/** A partial's arguments come first; keywords given now override its own. */
function mergePartial(fixed: Arguments, args: Arguments): Arguments {
  const merged = { ...args, positional: [...fixed.positional, ...args.positional], keywords: new Map([...fixed.keywords, ...args.keywords]) }
  return fixed.open ? { ...merged, open: true } : merged
}
