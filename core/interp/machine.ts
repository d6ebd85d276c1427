/** The Machine that native code speaks to, over one run. */
import { conditionIsOpaque, decide, equals as sizesEqual, isConstant, type Assumptions, type Condition, type Decision, type Dim } from '../dims/index.ts'
import { Undecided, type Blame, type ClassValue, type Deed, type Machine, type Mutable, type Shape, type TensorValue, type Value } from '../values/index.ts'
import { findAttribute, readAttribute, removeAttribute, writeAttribute } from './attributes.ts'
import { choose, commit } from './branches.ts'
import { builtinClass, builtinEquals, builtinLength, builtinTruth, classOfBuiltin, exceptionClass, reprValue, strValue } from './natives.ts'
import { isInstanceOf } from './classes.ts'
import { raise } from './exceptions.ts'
import { callValue } from './invoke.ts'
import { iterate, knownItems } from './iteration.ts'
import { binary, callDunder, compare, unary } from './operators.ts'
import { Refine, type Run } from './run.ts'
import { isStdlibName, stdlibModule } from './stdlib/index.ts'
import { getItem, writeItem } from './subscripts.ts'
import { hasOpenClass } from './lookup.ts'

/** Values that one native call makes at most. */
const mostValues = 200_000

export function createMachine(run: Run): Machine {
  const machine: Machine = {
    raise: (type, message, code, blame?: Blame) => raise(run, type, message, code, blame),
    mayRaise: () => { run.suspect('what is not known and may raise') },
    gaveUp: (reason) => { run.doubt ??= reason },
    undecided: (reason) => { throw new Undecided(reason) },
    require: (condition, otherwise) => require(run, condition, otherwise),
    decide: (condition): Decision => decide(condition, run.assumptions),
    certainly: (condition) => {
      const decision = decide(condition, run.assumptions)
      return decision === 'always' ? true : decision === 'never' ? false : ((typeof decision === 'object' ? choose(run, decision.when) : undefined) ?? machine.undecided('a size that is not known'))
    },
    choose: (condition) => {
      const decision = decide(condition, run.assumptions)
      return decision === 'always' ? true : decision === 'never' ? false : typeof decision === 'object' ? choose(run, decision.when) : undefined
    },
    shapeOf: (value, expected) => shapeOf(run, value, expected),
    call: (func, positional, keywords = new Map()) => callValue(run, func, { positional, keywords }),
    getAttribute: (object, name) => readAttribute(run, object, name),
    findAttribute: (object, name) => findQuietly(run, object, name),
    setAttribute: (object, name, value) => { writeAttribute(run, object, name, value) },
    deleteAttribute: (object, name) => { removeAttribute(run, object, name) },
    getItem: (object, index) => getItem(run, object, index),
    setItem: (object, index, value) => { writeItem(run, object, index, value) },
    binary: (op, left, right) => binary(run, op, left, right),
    compare: (op, left, right) => compare(run, op, left, right),
    unary: (op, operand) => unary(run, op, operand),
    items: (iterable) => knownItems(run, iterable) ?? machine.undecided(iterable.kind === 'unknown' ? iterable.reason : 'items that are not known'),
    knownItems: (iterable) => knownItems(run, iterable),
    iterate: (iterable, consume) => iterate(run, iterable, consume),
    length: (object) => length(run, object),
    truth: (value) => truth(run, value),
    isTrue: (value) => truth(run, value) ?? machine.undecided('a truth that is not known'),
    equals: (left, right) => equals(run, left, right),
    str: (value) => value.kind === 'device' ? (value.type === 'cpu' ? 'cpu' : undefined) : text(run, value, '__str__') ?? text(run, value, '__repr__') ?? strValue(machine, value),
    repr: (value) => text(run, value, '__repr__') ?? reprValue(machine, value),
    classOf: (value) => classOf(run, value),
    isInstance: (value, cls) => isInstanceOf(run, value, cls),
    nativeClass: (name) => nativeClass(run, name),
    library: (name) => run.library.find(name),
    module: (name) => run.modules.named(run, name),
    replaceModule: (name, value) => { run.modules.replace(name, value) },
    get assumed() { return isPlain(run) ? run.assumptions : confined(run.assumptions) },
    observed: (compute) => observed(run, compute),
    repeat: (deed) => { repeat(run, deed) },
    touch: (object: Mutable) => { run.journal.touch(object) },
    hint: (code, message, blame = {}) => { hint(run, code, message, blame) },
    get site() { return run.site },
    get onlyDevice() { return run.generic || run.namesDevices || run.modules.namesDevices ? undefined : 'cpu' },
    step: (cost) => { run.step(cost) },
    room: (count) => { if (count > mostValues) throw new Undecided('more values than are followed'); run.step(count) },
  }
  return machine
}

function require(run: Run, condition: Condition, otherwise: () => never): void {
  const decision = decide(condition, run.assumptions)
  if (decision === 'always') return
  if (decision === 'never') otherwise()
  if (decision === 'unknown') {
    if (run.ways && !conditionIsOpaque(condition)) commit(run, condition)
    else run.suspect('sizes that are not known')
    return
  }
  if (run.isGuarded) {
    const holds = choose(run, decision.when)
    if (holds === false) otherwise()
    if (holds) return
    run.suspect('sizes that a handler may save')
  }
  run.mayRaise = true
  commit(run, decision.when)
}

/** A generic run's input has no shape until a rule says what it needs; then the run starts over with it. */
function shapeOf(run: Run, value: TensorValue, expected: readonly (Dim | string)[] | undefined): Shape {
  if (value.shape) return value.shape
  if (value.input && expected && run.speculation === 0) throw new Refine(value.input.name, expected, run.frame?.at, false)
  throw new Undecided(value.reason ?? 'a shape that is not known', run.speculation === 0 ? value.input?.name : undefined)
}

function findQuietly(run: Run, object: Value, name: string): Value | undefined {
  let found: Value | undefined
  run.catching('AttributeError', () => {
    found = findAttribute(run, object, name)
    return found ?? { kind: 'none' }
  })
  return found
}

function length(run: Run, object: Value): Value {
  const own = callDunder(run, object, '__len__', [])
  if (own) return own
  const inner = object.kind === 'instance' && object.payload ? object.payload : object
  if (inner.kind === 'unknown') throw new Undecided(inner.reason)
  if (inner.kind === 'tensor') {
    const [first] = shapeOf(run, inner, undefined)
    return first === undefined ? raise(run, 'TypeError', 'len() of a 0-d tensor', 'argument') : { kind: 'int', value: first }
  }
  if (inner.kind === 'instance' && (inner.open || hasOpenClass(inner.cls))) throw new Undecided('the length of an object that is not fully known')
  return builtinLength(run.machine, inner)
}

function truth(run: Run, value: Value): boolean | undefined {
  if (value.kind === 'instance') {
    const own = callDunder(run, value, '__bool__', []) ?? callDunder(run, value, '__len__', [])
    if (own) return truth(run, own.kind === 'int' && isConstant(own.value) ? { kind: 'bool', value: own.value !== 0 } : own)
    if (value.payload) return truth(run, value.payload)
    return value.open || hasOpenClass(value.cls) ? undefined : true
  }
  if (value.kind === 'tensor') return tensorTruth(run, value)
  if (value.kind === 'bool' && value.value === undefined && value.condition) {
    const decision = decide(value.condition, run.assumptions)
    return decision === 'always' ? true : decision === 'never' ? false : typeof decision === 'object' ? choose(run, decision.when) : undefined
  }
  return builtinTruth(run.machine, value)
}

/** Only a tensor of one element is true or false; others raise. */
function tensorTruth(run: Run, value: TensorValue): boolean | undefined {
  const method = run.library.tensorAttribute('__bool__')
  const answer = method?.kind === 'builtin' ? method.call(run.machine, { positional: [value], keywords: new Map() }) : undefined
  return answer?.kind === 'bool' ? answer.value : undefined
}

function equals(run: Run, left: Value, right: Value): boolean | undefined {
  if (left === right) return true
  for (const [object, other] of [[left, right], [right, left]] as const) {
    const own = callDunder(run, object, '__eq__', [other])
    if (own && own.kind !== 'notimplemented') return truth(run, own)
  }
  if (left.kind === 'tensor' || right.kind === 'tensor') return undefined
  return builtinEquals(run.machine, left, right) ?? (left.kind === 'int' && right.kind === 'int' ? choose(run, sizesEqual(left.value, right.value)) : undefined)
}

function text(run: Run, value: Value, method: '__str__' | '__repr__'): string | undefined {
  if (value.kind === 'tensor' || value.kind === 'dtype' || value.kind === 'device') return run.library.repr(run.machine, value)
  const own = callDunder(run, value, method, [])
  return own?.kind === 'str' ? own.value : undefined
}

function classOf(run: Run, value: Value): ClassValue | undefined {
  if (value.kind === 'instance') return value.cls
  if (value.kind === 'tensor') return value.parameter ? run.library.parameterClass : run.library.tensorClass
  if (value.kind === 'tuple' && value.cls) return value.cls
  if (value.kind === 'dtype') return run.library.nativeClass('torch.dtype')
  if (value.kind === 'device') return run.library.nativeClass('torch.device')
  return classOfBuiltin(value)
}

function nativeClass(run: Run, name: string): ClassValue {
  const found = run.library.nativeClass(name)
  if (found) return found
  const dot = name.lastIndexOf('.')
  const owner = name.slice(0, Math.max(dot, 0))
  if (isStdlibName(owner.split('.')[0]!) && owner !== 'builtins') {
    const member = stdlibModule(owner)?.get(name.slice(dot + 1))
    if (member?.kind === 'class') return member
  }
  const plain = name.startsWith('builtins.') ? name.slice('builtins.'.length) : name
  return plain.endsWith('Error') || plain.endsWith('Exception') || plain === 'StopIteration' ? exceptionClass(plain) : builtinClass(plain)
}

/** A condition that sizes may or may not meet joins the contract: no handler takes what else would be raised, and what happens is sure to happen. */
const isPlain = (run: Run): boolean => !run.isGuarded && run.doubtful === 0 && run.silent === 0 && !run.ways

/** Assumptions where conditions do not simply join the contract. */
function confined(assumptions: Assumptions): object {
  let token = confinements.get(assumptions)
  if (!token) confinements.set(assumptions, (token = {}))
  return token
}
const confinements = new WeakMap<Assumptions, object>()

function observed(run: Run, compute: () => Value): ReturnType<Machine['observed']> {
  const { effects, commitments, spent, contract, assumptions, mayRaise, doubt } = run, { touches } = run.journal, { length } = contract
  Object.assign(run, { mayRaise: false, doubt: undefined })
  try {
    const value = compute()
    const isOnly = run.effects === effects && run.journal.touches === touches && run.contract === contract && (run.commitments === commitments ? run.assumptions === assumptions : isPlain(run))
    const conditions = isOnly ? contract.slice(length) : []
    return { value, deed: isOnly && !conditions.some(conditionIsOpaque) ? { steps: run.spent - spent, conditions, after: run.assumptions, mayRaise: run.mayRaise, doubt: run.doubt } : undefined }
  } finally {
    run.mayRaise ||= mayRaise
    run.doubt = doubt ?? run.doubt
  }
}

function repeat(run: Run, { steps, conditions, after, mayRaise, doubt }: Deed): void {
  run.step(steps)
  run.mayRaise ||= mayRaise
  run.doubt ??= doubt
  run.commitments += conditions.length
  run.contract.push(...conditions)
  run.assumptions = after as Assumptions
}

function hint(run: Run, code: string, message: string, blame: Blame): void {
  run.effects++
  const { frame } = run
  if (frame?.workspace && run.silent === 0) run.recorder.hint(frame.file, frame.at, code, message, blame)
}

