/** `str()` of the library's values, as far as it is known. */
import type { Machine, Value } from '../vocabulary/index.ts'

export function representation(machine: Machine, value: Value): string | undefined {
  switch (value.kind) {
    case 'dtype': return `torch.${value.name}`
    case 'device': return value.type === undefined ? undefined : `device(type='${value.type}')`
    case 'tuple': return value.cls?.qualifiedName === 'torch.Size' ? sizeText(machine, value.items) : undefined
    case 'class': return value.qualifiedName.startsWith('torch.') ? `<class '${value.qualifiedName}'>` : undefined
    default: return undefined
  }
}

function sizeText(machine: Machine, items: readonly Value[]): string | undefined {
  const texts = items.map((item) => machine.repr(item))
  return texts.every((text) => text !== undefined) ? `torch.Size([${texts.join(', ')}])` : undefined
}
