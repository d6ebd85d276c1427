/** Python's numbers as operands. */
import { isConstant } from '../../dims/index.ts'
import type { Value } from '../../values/index.ts'
import { knownData } from './contents.ts'
import { defaultDtype } from './dtypes.ts'

export function dtypeOfNumber(value: Value): string | undefined {
  switch (value.kind) {
    case 'bool': return 'bool'
    case 'int': return 'int64'
    case 'float': return defaultDtype
    case 'tensor': return value.dtype
    default: return undefined
  }
}
export function numericValue(value: Value): number | undefined {
  if (value.kind === 'bool') return value.value === undefined ? undefined : value.value ? 1 : 0
  if (value.kind === 'int') return isConstant(value.value) ? value.value : undefined
  return value.kind === 'float' ? value.value : value.kind === 'tensor' ? knownData(value)?.[0] : undefined
}
