/** One execution of a program, and the frames of its calls. */
import { NO_ASSUMPTIONS, type Assumptions, type Condition } from '../dims/index.ts'
import type { Recorder } from '../graph/recorder.ts'
import type { Host } from '../host.ts'
import type { FunctionDef, Lambda, Span } from '../syntax/ast.ts'
import type { CallSite, ClassValue, InstanceValue, Library, Machine, Shape, Value } from '../values/index.ts'
import { Raised, Undecided } from '../values/index.ts'
import type { Changes } from './journal.ts'
import { Journal } from './journal.ts'
import type { CallLog } from './callLog.ts'
import type { Damage } from './damage.ts'
import type { ModuleTable } from './modules.ts'
import type { Scope } from './scope.ts'

/** How a block of statements ended, when not at its end. */
export type Completion = { readonly type: 'return'; readonly value: Value } | { readonly type: 'break' } | { readonly type: 'continue' }

/** A branch under an unknown condition that left its block early. Its state is joined where its completion is heading. */
export interface PendingExit { readonly completion: Completion; readonly changes: Changes; readonly level: number }

/** A call under way. A comprehension has a frame of its own that shares the function's name. */
export interface Frame {
  readonly run: Run
  readonly scope: Scope
  readonly file: string
  /** The file is the user's: problems are shown here. Frames of installed packages pass them on to their caller. */
  readonly workspace: boolean
  /** As a traceback names it: `<module>`, `forward`. */
  readonly name: string
  readonly caller: Frame | undefined
  readonly definition: FunctionDef | Lambda | undefined
  /** The class whose body holds the function: what zero-argument `super()` starts after. */
  readonly owner: ClassValue | undefined
  /** The first argument: what zero-argument `super()` binds. */
  self: Value | undefined
  /** The expression being evaluated: where an exception raised now would point. */
  at: Span
  pending: PendingExit[]
  /** Receives what `yield` gives, in a generator's frame. */
  readonly yields: ((value: Value) => Value) | undefined
  readonly depth: number
}

/** A call of a module. `output` is set where it returns. */
export interface ModuleCall { readonly module: InstanceValue; readonly input: Shape | undefined; output: Value | undefined; readonly depth: number }

/** A budget was reached: the run stops with what it has. */
export class BudgetReached {
  constructor(readonly budget: 'steps' | 'time' | 'memory') {}
}

/** A generic run's input turned out to need a shape: the run starts over with it. */
export class Refine {
  /** `isFixed`: the program says the rank itself, by unpacking the shape. `at`: the place that needed it. */
  constructor(readonly input: string, readonly shape: readonly unknown[], readonly at: Span | undefined, readonly isFixed: boolean) {}
}

/** A way to go on that one run can't take together with its opposite: an exploration starts over and takes each. */
export class Split {
  /** `fork`: the number of the fork. */
  constructor(readonly fork: number) {}
}

/** The limits: steps of one unit of a run (a top-level statement, a generic run), depth in Python frames, time of the whole run in milliseconds. */
export interface Budget { readonly steps: number; readonly depth: number; readonly milliseconds: number }
export const defaultBudget: Budget = { steps: 4_000_000, depth: 110, milliseconds: 20_000 }

/** Everything that one execution shares. */
export class Run {
  readonly journal: Journal
  /** What holds at this point: branches taken and the contract so far. */
  assumptions: Assumptions = NO_ASSUMPTIONS
  /** Conditions that the sizes must meet for the program to go on. */
  contract: Condition[] = []
  /** Active `try` statements with handlers, and forks: with any, a raised exception travels on; with none, it is reported. */
  handlers = 0
  /** Branches under conditions that are not known: what happens inside may not happen. */
  speculation = 0
  /** Passes over a loop's body that only look for what changes: nothing is recorded. */
  silent = 0
  /** Branches under way of whose condition nothing is known: what they call may not happen. */
  doubtful = 0
  /** Loops over unknown items under way: recursion inside of them may have no end. */
  widening = 0
  /** A branch that may happen raised since the innermost `try` with handlers began. */
  mayRaise = false
  /** The first thing that may raise without the contract saying when; undefined: the contract is exact. */
  doubt: string | undefined
  /** While exploring: the way to take at a fork, by its number. Forks that are not in it are joined, if that loses nothing. */
  ways: ReadonlyMap<number, boolean> | undefined
  /** The conditions on the ways that this run has taken, by fork; those inside of branches that it tries are among their needs. */
  waysTaken = new Map<number, Condition>()
  /** Forks on sizes met so far, while exploring. */
  forks = 0
  /** Handlers around the whole run, which end it. */
  handlersOutside = 0
  complete = true
  /** An invented input and invented arguments: what sources raise on purpose is no problem here. */
  generic = false
  /** The sources refused what was invented: what follows says nothing of them. */
  refused = false
  /** Loops that were too long to unroll once: they are generalised at once from then on. */
  longLoops: ReadonlySet<object> = new Set()
  /** Calls of modules in the order in which they began; undefined: nobody asks for them. */
  moduleCalls: ModuleCall[] | undefined
  /** Calls of modules under way, while they are listed. */
  moduleDepth = 0
  /** Functions of the sources that were called. */
  reached = new Set<FunctionDef | Lambda>()
  /** Functions whose bodies what happened depends on, whatever came of it. */
  entered = new Set<FunctionDef | Lambda>()
  /** The script speaks of devices other than the CPU. */
  namesDevices = false
  /** Counts what was chosen and said, and functions of the sources that were called. */
  effects = 0
  /** Counts conditions that were required. */
  commitments = 0
  /** Keeps what the calls of some functions did. */
  log: CallLog | undefined
  machine!: Machine
  /** Where the native call under way stands. */
  site: CallSite | undefined
  /** The innermost frame under way. */
  frame: Frame | undefined
  /** The exception that a handler under way has caught. */
  handling: Value | undefined
  /** The depth of the deepest frame so far. */
  deepest = 0
  private steps = 0
  private started: number

  constructor(readonly host: Host, readonly library: Library, readonly modules: ModuleTable, public recorder: Recorder, readonly budget: Budget, readonly now: () => number, readonly virtualInstance: (value: Value, cls: ClassValue) => boolean | 'unknown' | undefined, public damage: Damage) {
    this.started = now()
    this.journal = new Journal(modules.shared)
  }

  /** Runs something; undefined where it raises an exception of the given type. */
  catching(type: string, compute: () => Value): Value | undefined {
    const { frame } = this
    this.handlers++
    try {
      return compute()
    } catch (effect) {
      if (!(effect instanceof Raised) || effect.exception.kind !== 'instance' || !effect.exception.cls.mro.some((cls) => cls.name === type)) throw effect
      this.frame = frame
      return undefined
    } finally {
      this.handlers--
    }
  }

  /** Something may raise here, and the contract does not say when. */
  suspect(reason: string): void {
    this.mayRaise = true
    this.doubt ??= reason
  }

  /** A `try` of the sources may catch what is raised here. */
  get isGuarded(): boolean { return this.handlers > this.speculation + this.handlersOutside }

  /** Calling the answer begins again from here, with a budget of its own. What objects hold is the journal's part. */
  checkpoint(): () => void {
    const { assumptions, handlers, speculation, silent, doubtful, widening, mayRaise, doubt, ways, forks, handlersOutside, moduleDepth, complete, refused, longLoops, reached, recorder, site, frame, handling } = this
    const contract = [...this.contract]
    return () => {
      Object.assign(this, { assumptions, handlers, speculation, silent, doubtful, widening, mayRaise, doubt, ways, forks, handlersOutside, moduleDepth, complete, refused, longLoops, site, frame, handling })
      this.contract = [...contract]
      this.reached = new Set(reached)
      this.recorder = recorder.copy()
      this.steps = 0
      this.started = this.now()
    }
  }

  /** Steps that the unit has spent so far. */
  get spent(): number { return this.steps }

  /** Runs something on a budget of steps of its own. */
  onOwnBudget<R>(compute: () => R): R {
    const { steps } = this
    this.steps = 0
    try {
      return compute()
    } finally {
      this.steps = steps
    }
  }

  /** Spends steps: one for a node of the tree, more for what takes longer. Time is looked at rarely. */
  step(cost = 1): void {
    const before = this.steps
    this.steps += cost
    if (this.steps > this.budget.steps) throw new BudgetReached('steps')
    if (before >> 14 !== this.steps >> 14 && this.now() - this.started > this.budget.milliseconds) throw new BudgetReached('time')
  }
}

/** What a call takes besides its statements, in steps. */
const callCost = 10

/** Frames deeper than the budget give up on the call that would make another. */
export function innerFrame(caller: Frame | undefined, frame: Pick<Frame, 'run' | 'scope' | 'file' | 'workspace' | 'name' | 'definition' | 'owner' | 'at'> & { readonly yields?: Frame['yields'] }): Frame {
  const depth = (caller?.depth ?? 0) + 1
  frame.run.step(callCost)
  if (depth > frame.run.budget.depth) {
    frame.run.complete = false
    throw new Undecided('recursion deeper than the budget')
  }
  const { run, scope, file, workspace, name, definition, owner, at, yields } = frame
  if (depth > run.deepest) run.deepest = depth
  return { run, scope, file, workspace, name, definition, owner, at, caller, self: undefined, pending: [], yields, depth }
}
