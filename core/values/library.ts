/** What a library written here (the torch catalogue, einops) gives to the interpreter, which never imports it. */
import type { ClassValue, NamespaceValue, TensorValue, Value } from './types.ts'
import type { Machine } from './machine.ts'

export interface Library {
  /** The Python modules it defines, by dotted name: `torch`, `torch.nn.functional`. Undefined: not one of its modules. */
  namespace(name: string): NamespaceValue | undefined
  /** A value by its dotted name, `torch.nn.functional.relu`. */
  find(name: string): Value | undefined
  /** A class by its dotted name, also under the name of the module that defines it. */
  nativeClass(name: string): ClassValue | undefined
  /** Methods (unbound) and properties (descriptors) of every tensor. */
  tensorAttribute(name: string): Value | undefined
  /** Whether PyTorch's tensors have an attribute of this name: one they have not is an AttributeError. */
  tensorHas(name: string): boolean
  /** The names of those attributes, as far as they are listed. */
  tensorNames(): Iterable<string>
  /**
   * Operators with a tensor operand. `op` is Python's (`+`, `+=`, `@`, `==`, `neg`, `~` …); undefined when the operands are none of its own.
   * `callee` is the name that a trace records, such as `torch.Tensor.add`.
   */
  operator(op: string, operands: readonly Value[]): { readonly callee: string; run(machine: Machine): Value } | undefined
  getItem(machine: Machine, tensor: TensorValue, index: Value): Value
  setItem(machine: Machine, tensor: TensorValue, index: Value, value: Value): void
  /** The class that `type(x)` answers for a tensor. */
  readonly tensorClass: ClassValue
  readonly parameterClass: ClassValue
  /** What is known of a tensor beyond its fields, as text; undefined: its known contents are also another one's. */
  hiddenState(tensor: TensorValue): string | undefined
  /** A tensor of which the same is known, attributes aside. */
  copyOf(tensor: TensorValue): TensorValue
  /** `str()` of its values: tensors, dtypes, devices; undefined: not known. */
  repr(machine: Machine, value: Value): string | undefined
}
