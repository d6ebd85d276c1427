/** Conditions that have nothing to do with each other. */
import { symbolsOfCondition, type Condition } from './condition.ts'

/** The conditions in groups, joined where they share a symbol or where their symbols are linked otherwise. */
export function independentGroups(
  conditions: readonly Condition[], linked: readonly ReadonlySet<string>[],
): readonly (readonly Condition[])[] {
  const groups: { readonly symbols: Set<string>; readonly parts: Condition[] }[] = []
  const join = (symbols: Iterable<string>, parts: readonly Condition[]): void => {
    const joined = { symbols: new Set(symbols), parts: [...parts] }
    for (const group of groups.filter((each) => [...joined.symbols].some((symbol) => each.symbols.has(symbol)))) {
      groups.splice(groups.indexOf(group), 1)
      for (const symbol of group.symbols) joined.symbols.add(symbol)
      joined.parts.unshift(...group.parts)
    }
    groups.push(joined)
  }
  for (const condition of conditions) join(symbolsOfCondition(condition).keys(), [condition])
  for (const symbols of linked) join(symbols, [])
  return groups.map((group) => group.parts).filter((parts) => parts.length > 0)
}
