/** Everything in a tree that has a position, each object once. */
export function positionsIn(parts: object): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  const seen = new Set<object>()
  const enter = (part: object): void => {
    if (seen.has(part)) return
    seen.add(part)
    if (hasPosition(part)) found.push(part)
    for (const value of Object.values(part) as unknown[]) if (typeof value === 'object' && value !== null) enter(value)
  }
  enter(parts)
  return found
}

/** The empty names and expressions that stand for what the text leaves out stay before its first character. */
const hasPosition = (part: object): part is { start: number; end: number } => 'start' in part && typeof part.start === 'number' && 'end' in part && typeof part.end === 'number' && part.end > 0
