/** Calls any value that can be called. */
import { typeName, unknown, type Arguments, type Value } from '../values/index.ts'
import { instantiate } from './classes.ts'
import { raise } from './exceptions.ts'
import { callFunction } from './functions.ts'
import { bindToInstance, classAttribute, hasOpenClass } from './lookup.ts'
import type { Run } from './run.ts'

/** What a rule of torch takes, in steps of a tree's nodes. */
const torchCost = 60

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
    case 'class': return instantiate(run, func, args)
    case 'partial': return callValue(run, func.func, mergePartial(func.args, args))
    case 'instance': {
      const call = classAttribute(func.cls, '__call__')
      if (call) return callValue(run, bindToInstance(run, call, func, func.cls), args)
      if (func.open || hasOpenClass(func.cls)) return unknown('a call of an object that is not fully known')
      return notCallable(run, func)
    }
    case 'descriptor': return func.type === 'property' ? notCallable(run, func) : callValue(run, func.get, args)
    case 'unknown': return func
    default: return notCallable(run, func)
  }
}

const notCallable = (run: Run, func: Value): never => raise(run, 'TypeError', `'${typeName(func)}' object is not callable`, 'argument')

export const withFirst = (first: Value, args: Arguments): Arguments => ({ ...args, positional: [first, ...args.positional] })

/** A partial's arguments come first; keywords given now override its own. */
function mergePartial(fixed: Arguments, args: Arguments): Arguments {
  const merged = { ...args, positional: [...fixed.positional, ...args.positional], keywords: new Map([...fixed.keywords, ...args.keywords]) }
  return fixed.open ? { ...merged, open: true } : merged
}
