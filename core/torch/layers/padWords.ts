/** What a hover says about padding. */
import { add } from '../../dims/index.ts'
import { explainSizes, type ExplainLayer, type SizeRule } from '../vocabulary/index.ts'

/** `H + before + behind` */
export const explainPadding: ExplainLayer = (self, [input]) => {
  const padding = self.attributes.get('padding')
  if (padding?.kind !== 'tuple' || padding.items.length % 2 !== 0 || padding.items.length > 6) return { lines: [], notes: [] }
  const amounts = padding.items.map((item) => (item.kind === 'int' && typeof item.value === 'number' ? item.value : undefined))
  if (amounts.includes(undefined)) return { lines: [], notes: [] }
  const pairs = Array.from({ length: amounts.length / 2 }, (_, pair) => [amounts[2 * pair]!, amounts[2 * pair + 1]!] as const).reverse()
  const rules = pairs.map(([before, behind]): SizeRule => ({ formula: (text) => `${text} + ${before} + ${behind}`, result: (size) => add(size, before + behind) }))
  return explainSizes(rules, input, pairs.some(([before, behind]) => before !== behind) ? ['The sides are padded by different amounts.'] : [])
}
