/** Comprehensions and generator expressions. */
import type { Comprehension, ComprehensionClause } from '../syntax/ast.ts'
import { hashKey, unknown, type DictValue, type GeneratorValue, type SetValue, type Value } from '../values/index.ts'
import { assign } from './assignment.ts'
import { choose, truthOf } from './branches.ts'
import { PythonRaise } from './exceptions.ts'
import { evaluate } from './expressions.ts'
import { evaluateTest } from './tests.ts'
import { StopGenerator } from './functions.ts'
import { iterate } from './iteration.ts'
import { anyItemOf } from './natives.ts'
import { innerFrame, type Frame } from './run.ts'
import { innerScope } from './scope.ts'

/** A clause that takes more is generalised: what it makes is of unknown length. */
const mostSteps = 500_000

export function evaluateComprehension(frame: Frame, node: Comprehension): Value {
  const { run } = frame
  const first = evaluate(frame, node.clauses[0]!.iter)
  const inner = innerFrame(frame, { run, scope: run.journal.made(innerScope('comprehension', frame.scope)), file: frame.file, workspace: frame.workspace, name: frame.name, definition: undefined, owner: frame.owner, at: node, yields: frame.yields })
  inner.self = frame.self
  if (node.type === 'generator') return generatorExpression(frame, inner, node, first)
  const made = run.journal.made(emptyOf(node.type))
  const sure = walk(inner, node, 0, first, () => add(made, inner, node))
  run.frame = frame
  if (!sure) forgetAll(made)
  return made
}

type Collected = Extract<Value, { kind: 'list' }> | DictValue | SetValue
function emptyOf(type: Comprehension['type']): Collected {
  if (type === 'dict') return { kind: 'dict', entries: new Map(), open: false }
  if (type === 'set') return { kind: 'set', entries: new Map(), open: false, frozen: false }
  return { kind: 'list', items: [], open: false }
}

function forgetAll(made: Collected): void {
  made.open = true
  if (made.kind === 'list') made.items = []
  else made.entries.clear()
}

function add(made: Collected, frame: Frame, node: Comprehension): void {
  if (made.kind === 'list') { made.items.push(evaluate(frame, node.element)); return }
  const key = evaluate(frame, node.key ?? node.element)
  const hash = hashKey(key)
  if (made.kind === 'dict') {
    const value = evaluate(frame, node.element)
    if (hash === undefined) forgetAll(made)
    else made.entries.set(hash, { key, value })
  } else if (hash === undefined) forgetAll(made)
  else made.entries.set(hash, key)
}

/** Runs `yieldElement` for each combination. False: some items or a condition are not known, or there are too many; then it ran once more, for any item. */
function walk(frame: Frame, node: Comprehension, index: number, iterable: Value, yieldElement: () => void): boolean {
  const clause = node.clauses[index]!
  const { run } = frame
  const start = run.spent
  let sure = true
  const known = iterate(run, iterable, (item) => {
    run.frame = frame
    if (run.longLoops.has(clause) || run.spent - start > mostSteps) {
      run.longLoops = new Set([...run.longLoops, clause])
      return 'stop'
    }
    assign(frame, clause.target, item)
    if (!within(frame, node, index, clause, yieldElement)) sure = false
    return 'continue'
  })
  if (known && !run.longLoops.has(clause)) return sure
  return speculatively(frame, () => {
    assign(frame, clause.target, anyItemOf(iterable))
    within(frame, node, index, clause, yieldElement)
  })
}

function within(frame: Frame, node: Comprehension, index: number, clause: ComprehensionClause, yieldElement: () => void): boolean {
  for (const condition of clause.ifs) {
    const found = truthOf(frame.run, evaluateTest(frame, condition))
    const truth = typeof found === 'object' ? choose(frame.run, found) : found
    if (truth === false) return true
    if (truth !== true) return speculatively(frame, () => { next(frame, node, index, yieldElement) })
  }
  return next(frame, node, index, yieldElement)
}

function next(frame: Frame, node: Comprehension, index: number, yieldElement: () => void): boolean {
  const following = node.clauses[index + 1]
  if (!following) { yieldElement(); return true }
  return walk(frame, node, index + 1, evaluate(frame, following.iter), yieldElement)
}

/** What may or may not happen: its failures are nobody's. */
function speculatively(frame: Frame, body: () => void): false {
  const { run } = frame
  run.suspect('items that are not known')
  run.handlers++
  run.speculation++
  try {
    body()
  } catch (effect) {
    if (!(effect instanceof PythonRaise)) throw effect
    run.mayRaise = true
  } finally {
    run.frame = frame
    run.handlers--
    run.speculation--
  }
  return false
}

function generatorExpression(outer: Frame, inner: Frame, node: Comprehension, first: Value): GeneratorValue {
  const { run } = outer
  return {
    kind: 'generator',
    buffer: undefined,
    run(consume) {
      const caller = run.frame
      let stopped = false
      try {
        const sure = walk(inner, node, 0, first, () => {
          const value = evaluate(inner, node.element)
          run.frame = caller
          if (consume(value) === 'stop') {
            stopped = true
            throw new StopGenerator()
          }
          run.frame = inner
        })
        return sure ? { kind: 'none' } : unknown('a generator over unknown items')
      } catch (effect) {
        if (stopped && effect instanceof StopGenerator) return { kind: 'none' }
        throw effect
      } finally {
        run.frame = caller
      }
    },
  }
}
