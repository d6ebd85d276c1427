/**
 * Shapes as comments write them: `[N, 3, 2*(H//2)]`, `?` for a size that is not known, `[...]` for a rank that is not,
 * `([1, 2], [3])` for tuples, `[[1, 2], [3]]` for lists, `{a: [1, 2]}` for dicts, and `A | B` where a line sees several.
 */
import { containsOpaque, decide, equals, NO_ASSUMPTIONS, show, substitute, symbols, type Dim } from '../dims/index.ts'
import { parseSize } from '../interp/inputs.ts'
import type { ShapeJson } from '../project.ts'
import type { Value } from '../values/index.ts'

export type ShapePattern =
  | { readonly kind: 'any' }
  | { readonly kind: 'dims'; readonly dims: readonly (Dim | undefined)[] }
  | { readonly kind: 'tuple' | 'list'; readonly items: readonly ShapePattern[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [string, ShapePattern])[] }

/** The shapes that a text states, one for each alternative; undefined: it states none. */
export function parsePatterns(text: string): ShapePattern[] | undefined {
  const patterns = splitOutside(text, '|').map((part) => parsePattern(part.trim()))
  return patterns.every((pattern) => pattern !== undefined) ? patterns : undefined
}

function parsePattern(text: string): ShapePattern | undefined {
  if (text === '[...]') return { kind: 'any' }
  const inside = text.slice(1, -1).trim()
  const brackets = `${text[0] ?? ''}${text.at(-1) ?? ''}`
  if (text.length < 2) return undefined
  if (brackets === '{}') return parseEntries(inside)
  if (brackets !== '[]' && brackets !== '()') return undefined
  const parts = inside === '' ? [] : splitOutside(inside.replace(/,$/, ''), ',').map((part) => part.trim())
  if (parts.some((part) => /^[[({]/.test(part) && parsePattern(part))) {
    const items = parts.map(parsePattern)
    return items.every((item) => item !== undefined) ? { kind: brackets === '[]' ? 'list' : 'tuple', items } : undefined
  }
  const dims = parts.map((part) => (part === '?' ? 'unknown' : parseSize(part)))
  return dims.every((dim) => dim !== undefined) ? { kind: 'dims', dims: dims.map((dim) => (dim === 'unknown' ? undefined : dim)) } : undefined
}

function parseEntries(inside: string): ShapePattern | undefined {
  const entries: (readonly [string, ShapePattern])[] = []
  for (const part of inside === '' ? [] : splitOutside(inside, ',')) {
    const match = /^\s*['"]?([\w.]+)['"]?\s*:\s*(.*\S)\s*$/.exec(part)
    const pattern = match && parsePattern(match[2]!)
    if (!pattern) return undefined
    entries.push([match[1]!, pattern])
  }
  return { kind: 'dict', entries }
}

/** The parts between separators that stand outside of brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = []
  let depth = 0, start = 0
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!
    if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, index))
      start = index + 1
    }
  }
  return [...parts, text.slice(start)]
}

/** The pattern as a recorded shape is stored. */
export function patternJson(pattern: ShapePattern): ShapeJson {
  switch (pattern.kind) {
    case 'any': return null
    case 'dims': return pattern.dims.map((dim) => (dim === undefined ? null : typeof dim === 'number' ? dim : show(dim)))
    case 'tuple': return { t: pattern.items.map(patternJson) }
    case 'list': return { l: pattern.items.map(patternJson) }
    case 'dict': return { d: Object.fromEntries(pattern.entries.map(([key, entry]) => [key, patternJson(entry)])) }
  }
}

/**
 * True only where the value can't have the pattern's shape, whatever is still unknown. `declared` are the symbols that
 * the user has given to inputs; another symbol stands for any one size within the comment.
 */
export function contradicts(value: Value, pattern: ShapePattern, declared: ReadonlySet<string>): boolean {
  return disagrees(value, pattern, { declared, free: new Map() })
}

interface Meaning { readonly declared: ReadonlySet<string>; readonly free: Map<string, Dim> }

function disagrees(value: Value, pattern: ShapePattern, meaning: Meaning): boolean {
  if (pattern.kind === 'any') return false
  switch (value.kind) {
    case 'tensor': return pattern.kind === 'dims' && value.shape !== undefined && dimsDisagree(value.shape, pattern.dims, meaning)
    case 'tuple': return pattern.kind === 'tuple' && itemsDisagree(value.items, pattern.items, meaning)
    case 'list': return pattern.kind === 'list' && !value.open && itemsDisagree(value.items, pattern.items, meaning)
    case 'dict': return pattern.kind === 'dict' && !value.open && pattern.entries.some(([key, entry]) => {
      const found = [...value.entries.values()].find((each) => each.key.kind === 'str' && each.key.value === key)
      return found !== undefined && disagrees(found.value, entry, meaning)
    })
    default: return false
  }
}

const itemsDisagree = (items: readonly Value[], patterns: readonly ShapePattern[], meaning: Meaning): boolean =>
  items.length !== patterns.length || patterns.some((pattern, index) => disagrees(items[index]!, pattern, meaning))

function dimsDisagree(shape: readonly Dim[], expected: readonly (Dim | undefined)[], meaning: Meaning): boolean {
  if (shape.length !== expected.length) return true
  return expected.some((dim, index) => dim !== undefined && sizeDisagrees(shape[index]!, dim, meaning))
}

function sizeDisagrees(size: Dim, expected: Dim, { declared, free }: Meaning): boolean {
  if (containsOpaque(size)) return false
  const stated = substitute(expected, (name) => free.get(name))
  const open = symbols(stated).filter((name) => !declared.has(name))
  const [only] = open
  if (only !== undefined) {
    if (open.length === 1 && show(stated) === only) free.set(only, size)
    return false
  }
  return decide(equals(size, stated), NO_ASSUMPTIONS) === 'never'
}
