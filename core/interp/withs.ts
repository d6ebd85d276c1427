/** with: entering and leaving context managers. */
import type { Expr, With } from '../syntax/ast.ts'
import { none, unknown, type Value } from '../values/index.ts'
import { assign } from './assignment.ts'
import { generatorOfManager } from './natives.ts'
import { PythonRaise, surviving, swallowing } from './exceptions.ts'
import { evaluate } from './expressions.ts'
import { callValue } from './invoke.ts'
import { bindToInstance, classAttribute } from './lookup.ts'
import type { Completion, Frame } from './run.ts'
import { executeBlock } from './statements.ts'

export function executeWith(frame: Frame, node: With): Completion | undefined {
  const enter = (index: number): Completion | undefined => {
    const item = node.items[index]
    if (!item) return executeBlock(frame, node.body)
    const manager = evaluate(frame, item.context)
    return within(frame, manager, item.target, () => enter(index + 1))
  }
  return enter(0)
}

function within(frame: Frame, manager: Value, target: Expr | undefined, body: () => Completion | undefined): Completion | undefined {
  const generator = generatorOfManager(manager)
  if (generator?.kind === 'generator') return withinGenerator(frame, generator, target, body)
  const { run } = frame
  const exit = manager.kind === 'instance' ? classAttribute(manager.cls, '__exit__') : undefined
  const entered = manager.kind === 'instance' ? surviving(frame, () => {
    const enter = classAttribute(manager.cls, '__enter__')
    return enter ? callValue(run, bindToInstance(run, enter, manager, manager.cls), { positional: [], keywords: new Map() }) : manager
  }) : unknown('what an unknown context manager gives')
  if (target) assign(frame, target, entered)
  // A context manager that is not known may swallow what its body raises.
  if (manager.kind !== 'instance' || (exit && exit.kind !== 'builtin' && exit.kind !== 'function')) return swallowing(frame, body)
  const leave = (): Value => exit ? callValue(run, bindToInstance(run, exit, manager, manager.cls), { positional: [none, none, none], keywords: new Map() }) : none
  const catches = exit?.kind === 'function' || (exit?.kind === 'builtin' && exit.name === 'contextlib.suppress.__exit__')
  if (catches) run.handlers++
  let completion: Completion | undefined
  try {
    completion = body()
  } catch (effect) {
    if (!(effect instanceof PythonRaise)) throw effect
    run.frame = frame
    const answer = exit ? callValue(run, bindToInstance(run, exit, manager, manager.cls), { positional: [effect.exception.kind === 'instance' ? effect.exception.cls : none, effect.exception, none], keywords: new Map() }) : none
    if (run.machine.truth(answer) !== false) return undefined
    throw effect
  } finally {
    if (catches) run.handlers--
  }
  leave()
  return completion
}

/** `@contextmanager`: the body runs where the generator yields. */
function withinGenerator(frame: Frame, generator: Extract<Value, { kind: 'generator' }>, target: Expr | undefined, body: () => Completion | undefined): Completion | undefined {
  const { run } = frame
  let completion: Completion | undefined
  let entered = false
  generator.run((value) => {
    if (entered) return 'stop'
    entered = true
    run.frame = frame
    if (target) assign(frame, target, value)
    completion = body()
    return 'continue'
  })
  run.frame = frame
  return completion
}
