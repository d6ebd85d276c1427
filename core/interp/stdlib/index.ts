/** Python's standard library. */
import type { NamespaceValue } from '../../values/index.ts'
export const stdlibModule = (_name: string): NamespaceValue | undefined => undefined
export const isStdlibName = (_name: string): boolean => false
import type { ClassValue, Machine, Value } from '../../values/index.ts'
/** `isinstance` for abstract classes; undefined: the class says nothing of its own. */
export const isVirtualInstance = (_machine: Machine, _value: Value, _cls: ClassValue): boolean | undefined => undefined
