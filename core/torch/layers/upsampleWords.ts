/** What a hover says about resizing. */
import { scaledSize } from '../../shapes/resample.ts'
import { explainSizes, numbersOf, wordOf, type ExplainLayer, type InstanceValue, type SizeRule } from '../vocabulary/index.ts'

/** `int(H * scale_factor)`, or the size asked for. */
export const explainUpsample: ExplainLayer = (self, [input]) => {
  const dims = input?.shape ? input.shape.length - 2 : ({ linear: 1, trilinear: 3 })[wordOf(self, 'mode') ?? ''] ?? 2
  if (dims < 1 || dims > 3) return { lines: [], notes: [] }
  const sizes = numbersOf(self, 'size', dims), factors = numbersOf(self, 'scale_factor', dims)
  const rules = Array.from({ length: dims }, (_, dim): SizeRule | undefined => {
    const size = sizes?.[dim], factor = factors?.[dim]
    if (size !== undefined) return { formula: () => String(size), names: () => 'size', result: () => size }
    return factor === undefined ? undefined : { formula: (text) => `int(${text} * ${factor})`, names: (text) => `int(${text} * scale_factor)`, result: (dimSize) => scaledSize(dimSize, factor) }
  })
  return explainSizes(rules.filter((rule) => rule !== undefined), input, notesOn(self, factors))
}

function notesOn(self: InstanceValue, factors: readonly number[] | undefined): string[] {
  const mode = wordOf(self, 'mode') ?? 'nearest'
  const corners = self.attributes.get('align_corners')
  const notes: string[] = []
  if (['linear', 'bilinear', 'bicubic', 'trilinear'].includes(mode)) {
    notes.push(corners?.kind === 'bool' && corners.value === true
      ? 'align_corners=True puts the first and last elements of input and output onto each other; how far the others move depends on the size.'
      : 'align_corners=False lines up the outer edges: samples lie at the centres of equal cells, whatever the size.')
  }
  if (factors?.some((factor) => factor < 1) && mode !== 'area') notes.push('Scaling down without antialias skips elements.')
  return notes
}
