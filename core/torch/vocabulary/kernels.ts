/** How kernels and explanations read a layer's plain attributes. */
import { show } from '../../dims/index.ts'
import type { InstanceValue, Shape, Value } from '../../values/index.ts'
import type { Explanation, ExplanationLine } from './entries.ts'

/** A number that the layer keeps; undefined where it is not known. */
export function numberOf(self: InstanceValue, name: string): number | undefined {
  const value = self.attributes.get(name)
  if (value?.kind === 'int') return typeof value.value === 'number' ? value.value : undefined
  return value?.kind === 'float' ? value.value : undefined
}
export const flagOf = (self: InstanceValue, name: string): boolean => {
  const value = self.attributes.get(name)
  return value?.kind === 'bool' && value.value === true
}
export const wordOf = (self: InstanceValue, name: string): string | undefined => {
  const value = self.attributes.get(name)
  return value?.kind === 'str' ? value.value : undefined
}

/** An attribute as a reader would write it. */
export function printedAttribute(self: InstanceValue, name: string): string {
  const value: Value | undefined = self.attributes.get(name)
  switch (value?.kind) {
    case 'int': return show(value.value)
    case 'float': return value.value === undefined ? '?' : String(value.value)
    case 'bool': return value.value === undefined ? '?' : value.value ? 'True' : 'False'
    case 'str': return value.value ?? '?'
    case 'none': return 'None'
    case 'tuple': case 'list': return `[${value.items.map((item) => (item.kind === 'int' ? show(item.value) : '?')).join(', ')}]`
    default: return '?'
  }
}

/** The number of elements, where every size is known. */
export function countOf(shape: Shape): number | undefined {
  let count = 1
  for (const dim of shape) {
    if (typeof dim !== 'number') return undefined
    count *= dim
  }
  return count
}

/** An explanation of one line and of what a reviewer would add. */
export const explained = (label: string, text: string, comment?: string, notes: readonly string[] = []): Explanation =>
  ({ lines: [comment === undefined ? { label, text } : { label, text, comment }], notes })
export const explainedBy = (lines: readonly ExplanationLine[], notes: readonly string[] = []): Explanation => ({ lines, notes })
/** What layers that change no size say. */
export const keepsSize = (text: string, notes: readonly string[] = []): Explanation => explained('shape', text, 'keeps the size', notes)
