/** Conditions on one symbol in fewer words. */
import { allOf, conjunctsOf, symbolsOfCondition, TRUE, type Condition } from './condition.ts'
import { countComparisons, describe } from './describe.ts'
import { fromAtom, type SymbolAtom } from './dim.ts'
import { countChains } from './sentence.ts'
import { periodOfCondition, tabulate } from './table.ts'

/** The conditions on one symbol by symbol, each list described together, and those on several symbols as they are. */
export function describeSingles(parts: readonly Condition[]): { readonly singles: ReadonlyMap<string, Condition>; readonly rest: readonly Condition[] } {
  const bySymbol = new Map<string, { readonly symbol: SymbolAtom; readonly parts: Condition[] }>()
  const rest: Condition[] = []
  for (const part of parts) {
    const [symbol, ...others] = symbolsOfCondition(part).values()
    if (symbol === undefined || others.length > 0) rest.push(part)
    else if (bySymbol.get(symbol.key)?.parts.push(part) === undefined) bySymbol.set(symbol.key, { symbol, parts: [part] })
  }
  const singles = [...bySymbol].map(([key, each]) => [key, describeTogether(each.symbol, each.parts)] as const)
  return { singles: new Map(singles), rest }
}

/** Conditions on one symbol as one description where there is one, and otherwise as few descriptions as are found. */
function describeTogether(symbol: SymbolAtom, parts: readonly Condition[]): Condition {
  const whole = describeShorter(symbol, allOf(...parts))
  if (whole !== undefined) return whole
  const groups: Condition[] = []
  for (const part of [...parts].sort((left, right) => periodOfCondition(left, symbol) - periodOfCondition(right, symbol))) {
    const own = describeShorter(symbol, part) ?? part
    let joined: Condition | undefined
    const place = groups.findIndex((group) => (joined = describeShorter(symbol, allOf(group, own))) !== undefined)
    if (place < 0 || joined === undefined) groups.push(...conjunctsOf(own))
    else groups[place] = joined
  }
  return allOf(...groups)
}

function describeShorter(symbol: SymbolAtom, condition: Condition): Condition | undefined {
  const cells = tabulate(symbol, TRUE, condition)
  const described = cells && describe(cells, fromAtom(symbol))
  return described !== undefined && countChains(described) <= countComparisons(condition) ? described : undefined
}
