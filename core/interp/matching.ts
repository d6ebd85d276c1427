/** match statements. Source: https://docs.python.org/3/reference/compound_stmts.html#the-match-statement */
import type { Match, Pattern } from '../syntax/ast.ts'
import { hashKey, list, unknown, unknownBool, type Value } from '../values/index.ts'
import { forkBlocks, truthOf } from './branches.ts'
import { isInstanceOf } from './classes.ts'
import { evaluate } from './expressions.ts'
import { knownItems } from './iteration.ts'
import { bindName } from './names.ts'
import { compare } from './operators.ts'
import type { Completion, Frame } from './run.ts'
import { executeBlock } from './statements.ts'

export function executeMatch(frame: Frame, node: Match): Completion | undefined {
  const subject = evaluate(frame, node.subject)
  const from = (index: number): Completion | undefined => {
    const each = node.cases[index]
    if (!each) return undefined
    const matched = matches(frame, each.pattern, subject)
    if (matched === false) return from(index + 1)
    const guard = each.guard ? truthOf(frame.run, evaluate(frame, each.guard)) : true
    if (guard === false) return from(index + 1)
    if (matched && guard === true) return executeBlock(frame, each.body)
    return forkBlocks(frame, unknownBool, () => executeBlock(frame, each.body), () => from(index + 1))
  }
  return from(0)
}

/** Whether a pattern matches, with its captures bound; undefined: not known. */
function matches(frame: Frame, pattern: Pattern, subject: Value): boolean | undefined {
  const { run } = frame
  switch (pattern.kind) {
    case 'MatchValue': {
      const value = evaluate(frame, pattern.value)
      const truth = truthOf(run, compare(run, value.kind === 'none' || value.kind === 'bool' ? 'is' : '==', subject, value))
      return typeof truth === 'boolean' ? truth : undefined
    }
    case 'MatchAs': {
      const inner = pattern.pattern ? matches(frame, pattern.pattern, subject) : true
      if (inner !== false && pattern.name !== undefined) bindName(frame, frame.scope, pattern.name, subject)
      return inner
    }
    case 'MatchStar': return true
    case 'MatchOr': return some(pattern.patterns.map((each) => () => matches(frame, each, subject)))
    case 'MatchSequence': return matchSequence(frame, pattern.patterns, subject)
    case 'MatchMapping': {
      if (subject.kind === 'unknown') { bindAll(frame, pattern); return undefined }
      if (subject.kind !== 'dict') return false
      const checks = pattern.entries.map(({ key, pattern: inner }) => () => {
        const hash = hashKey(evaluate(frame, key))
        const entry = hash === undefined ? undefined : subject.entries.get(hash)
        return entry ? matches(frame, inner, entry.value) : subject.open ? undefined : false
      })
      if (pattern.rest !== undefined) bindName(frame, frame.scope, pattern.rest, unknown('the rest of a mapping'))
      return every(checks)
    }
    case 'MatchClass': {
      const isOne = isInstanceOf(run, subject, evaluate(frame, pattern.cls))
      if (isOne === false) return false
      if (isOne === undefined) { bindAll(frame, pattern); return undefined }
      const attributes = pattern.keywords.map(({ name, pattern: inner }) => () => {
        const value = run.machine.findAttribute(subject, name)
        return value ? matches(frame, inner, value) : false
      })
      const positional = pattern.patterns.map((inner) => () => { bindAll(frame, inner); return undefined })
      return every([...positional, ...attributes])
    }
  }
}

function matchSequence(frame: Frame, patterns: readonly Pattern[], subject: Value): boolean | undefined {
  if (subject.kind === 'unknown' || (subject.kind === 'list' && subject.open)) {
    for (const pattern of patterns) bindAll(frame, pattern)
    return undefined
  }
  if (subject.kind !== 'list' && subject.kind !== 'tuple') return false
  const items = knownItems(frame.run, subject) ?? []
  const star = patterns.findIndex((pattern) => pattern.kind === 'MatchStar')
  if (star < 0 ? items.length !== patterns.length : items.length < patterns.length - 1) return false
  const after = patterns.length - star - 1
  return every(patterns.map((pattern, index) => () => {
    if (pattern.kind === 'MatchStar') {
      if (pattern.name !== undefined) bindName(frame, frame.scope, pattern.name, list(items.slice(star, items.length - after)))
      return true
    }
    return matches(frame, pattern, items[star >= 0 && index > star ? items.length - (patterns.length - index) : index]!)
  }))
}

/** What a pattern that may match would capture is unknown. */
function bindAll(frame: Frame, pattern: Pattern): void {
  switch (pattern.kind) {
    case 'MatchAs': case 'MatchStar':
      if (pattern.name !== undefined) bindName(frame, frame.scope, pattern.name, unknown('a capture of a pattern that may match'))
      if (pattern.kind === 'MatchAs' && pattern.pattern) bindAll(frame, pattern.pattern)
      return
    case 'MatchOr': case 'MatchSequence': for (const each of pattern.patterns) bindAll(frame, each); return
    case 'MatchMapping': for (const each of pattern.entries) bindAll(frame, each.pattern); return
    case 'MatchClass': for (const each of [...pattern.patterns, ...pattern.keywords.map((keyword) => keyword.pattern)]) bindAll(frame, each); return
    case 'MatchValue': return
  }
}

function every(checks: readonly (() => boolean | undefined)[]): boolean | undefined {
  let answer: boolean | undefined = true
  for (const check of checks) {
    const one = check()
    if (one === false) return false
    if (one === undefined) answer = undefined
  }
  return answer
}

function some(checks: readonly (() => boolean | undefined)[]): boolean | undefined {
  let answer: boolean | undefined = false
  for (const check of checks) {
    const one = check()
    if (one === true) return true
    if (one === undefined) answer = undefined
  }
  return answer
}

