/** Everything in a tree that has a position, each object once; of the bodies of functions, which keep their own, only where they begin and end. */
export function positionsIn(parts: object): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  const seen = new Set<object>()
  const enter = (part: object): void => {
    if (seen.has(part)) return
    seen.add(part)
    if (hasPosition(part)) found.push(part)
    const hasOwn = 'code' in part && part.code !== undefined
    for (const key in part) {
      if (hasOwn && key === 'body') continue
      const value = (part as Readonly<Record<string, unknown>>)[key]
      if (typeof value === 'object' && value !== null) enter(value)
    }
  }
  enter(parts)
  return found
}

/** The empty names and expressions that stand for what the text leaves out stay before its first character. */
const hasPosition = (part: object): part is { start: number; end: number } => 'start' in part && typeof part.start === 'number' && 'end' in part && typeof part.end === 'number' && part.end > 0
