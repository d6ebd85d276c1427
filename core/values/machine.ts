/**
 * What code written here (builtins, the standard library, the torch catalogue) may ask of the interpreter that calls it.
 *
 * Two effects end a native function early, and the machine carries both: `raise`, when Python or PyTorch raises here,
 * and `undecided`, when the rule can't be certain; then the call's value is unknown. A rule never guesses.
 */
import type { Condition, Decision, Dim } from '../dims/index.ts'
import type { CallSite, ClassValue, InstanceValue, Mutable, Shape, TensorValue, Value } from './types.ts'

/** A call's arguments after `*` and `**` are spread. */
export interface Arguments {
  readonly positional: readonly Value[]
  readonly keywords: ReadonlyMap<string, Value>
  /** `*x` or `**x` of an unknown value was spread: more arguments may follow. */
  readonly open?: boolean | undefined
  readonly site?: CallSite | undefined
}

export const noKeywords: ReadonlyMap<string, Value> = new Map()

/** Where the user should look, when not at the call that raises. */
export interface Blame {
  /** The layer whose constructor got the argument to blame. */
  readonly layer?: InstanceValue
  /** The parameter's name: its argument expression is underlined, in the constructor of `layer` or in this call. */
  readonly parameter?: string
  /** A name that does not exist, and the one that was probably meant. */
  readonly misspelt?: { readonly name: string; readonly meant: string }
}

/** What native code did: conditions that it required, what is assumed afterwards, whether and why it may raise. */
export interface Deed { readonly steps: number; readonly conditions: readonly Condition[]; readonly after: object; readonly mayRaise: boolean; readonly doubt: string | undefined }

export interface Machine {
  /** Raises a Python exception. `code` is a file of core/problems. Never returns. */
  raise(type: string, message: string, code: string, blame?: Blame): never
  /** Says that Python may raise here, and goes on: the handlers of a `try` around may run. */
  mayRaise(): void
  /** Says that a call's value is not known, nor whether it raises: no size contract can be exact any more. */
  gaveUp(reason: string): void
  /** Gives up on this call: its value is unknown for `reason`. Never returns. */
  undecided(reason: string): never
  /**
   * Requires a condition on sizes. Holds always: nothing happens. Holds never: `otherwise` is called, and raises. Depends on symbols:
   * the condition joins the size contract and is assumed from here on. Not known: nothing happens.
   */
  require(condition: Condition, otherwise: () => never): void
  /** Decides under what is assumed at this point (branches taken, contract so far). */
  decide(condition: Condition): Decision
  /** Decides and, where it depends on symbols or is not known, gives up. For rules whose result has two forms. */
  certainly(condition: Condition): boolean
  /** Where the sizes may or may not meet a condition: whether they do, if another run sees to those that don't; else undefined. */
  choose(condition: Condition): boolean | undefined
  /**
   * The shape of a tensor. Not known: gives up; but for an input that a generic run invented, the run starts over
   * with the `expected` shape (symbols by name, constants as the rule needs them).
   */
  shapeOf(tensor: TensorValue, expected?: readonly (Dim | string)[]): Shape

  call(func: Value, positional: readonly Value[], keywords?: ReadonlyMap<string, Value>): Value
  /** Looks an attribute up as `getattr` does; raises AttributeError. */
  getAttribute(object: Value, name: string): Value
  /** As getAttribute; undefined where Python has none. */
  findAttribute(object: Value, name: string): Value | undefined
  setAttribute(object: Value, name: string, value: Value): void
  deleteAttribute(object: Value, name: string): void
  getItem(object: Value, index: Value): Value
  setItem(object: Value, index: Value, value: Value): void
  /** `a + b` … as Python evaluates it, with `__add__`/`__radd__` of the sources. */
  binary(op: string, left: Value, right: Value): Value
  compare(op: string, left: Value, right: Value): Value
  unary(op: string, operand: Value): Value
  /** The items of an iterable; gives up where they are not known; raises TypeError where it is none. */
  items(iterable: Value): Value[]
  /** As items, undefined where they are not known. */
  knownItems(iterable: Value): Value[] | undefined
  /** Gives items one by one until `consume` answers 'stop'. False when the items are not known (then none was given). */
  iterate(iterable: Value, consume: (item: Value) => 'continue' | 'stop'): boolean
  length(object: Value): Value
  /** Python's truth; undefined where it is not known. */
  truth(value: Value): boolean | undefined
  /** Python's truth; gives up where it is not known. */
  isTrue(value: Value): boolean
  /** Python's `==`; undefined where it is not known. */
  equals(left: Value, right: Value): boolean | undefined
  /** `str()` and `repr()`; undefined where they are not known. */
  str(value: Value): string | undefined
  repr(value: Value): string | undefined
  classOf(value: Value): ClassValue | undefined
  /** `isinstance`; undefined where it is not known. */
  isInstance(value: Value, cls: Value): boolean | undefined
  /** A native class by its dotted name, `torch.nn.Module`, `builtins.list`, `torch.Size`. */
  nativeClass(name: string): ClassValue
  /** A value of the library by its dotted name, `torch.nn.functional.relu`; undefined when the catalogue has none. */
  library(name: string): Value | undefined

  /** What `sys.modules` holds under a name; undefined: not known to be loaded. */
  module(name: string): Value | undefined
  /** `sys.modules[name] = value`: imports of the name give the value from here on. */
  replaceModule(name: string, value: Value): void

  /** What is assumed of sizes at this point, and how far conditions reach: where it is the same object, the same conditions hold and can be required. */
  readonly assumed: object
  /** Computes something. `deed`: what else it did, where that is nothing but to require conditions on sizes, known or not; undefined: it chose, changed or said something. */
  observed(compute: () => Value): { readonly value: Value; readonly deed: Deed | undefined }
  /** Does the same once more, where `assumed` is what it was. */
  repeat(deed: Deed): void

  /** Announces a mutation. Call it before changing anything of a mutable value. */
  touch(object: Mutable): void
  /** A hint for the user that is no error: a legal call that probably isn't what its author meant. */
  hint(code: string, message: string, blame?: Blame): void
  /** Where the call under way stands; undefined when native code calls. */
  readonly site: CallSite | undefined
  /** `'cpu'` where the program names no other device, so that no tensor can be anywhere else; undefined: not known. */
  readonly onlyDevice: string | undefined
  /** Spends budget; a native loop over many items calls it once per item. */
  step(cost?: number): void
  /** Native code is about to make so many values: spends budget for each, and is undecided where no array or list of a program is that long. */
  room(count: number): void
}

/** Announces a mutation of an instance and returns it. */
export function touchable(machine: Machine, object: InstanceValue): InstanceValue {
  machine.touch(object)
  return object
}
