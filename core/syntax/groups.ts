/** Groups of lines that belong to one statement, told by keywords and indentation alone. */
import { type BlockReader, type LineRange, endOfBody, lineAt } from './blocks.ts'
import type { LogicalLine } from './scan.ts'
import type { SourceText } from './source.ts'

/** The first word of a line. */
export function keywordOf(reader: BlockReader, index: number): string {
  return keywordAt(reader.text, lineAt(reader, index))
}

export function keywordAt(text: SourceText, { start, end }: LogicalLine): string {
  const code = text.slice(start, Math.min(end, start + 40))
  return code.startsWith('@') ? '@' : /^(?:async\s+)?([A-Za-z_]\w*)/.exec(code)?.[1] ?? ''
}

/** Keywords that may head a block. `match` and `case` are names, too, and count only before a colon. */
export const headKeywords: ReadonlySet<string> = new Set(['def', 'class', 'if', 'for', 'while', 'with', 'try', 'else', 'elif', 'except', 'finally'])
const clauseKeywords: ReadonlySet<string> = new Set(['else', 'elif', 'except', 'finally'])
const hasClauses: ReadonlySet<string> = new Set(['if', 'for', 'while', 'try'])

/** Whether the deeper lines after a line belong to it. */
export function isHeader(reader: BlockReader, index: number): boolean {
  const { start, end } = lineAt(reader, index)
  return headKeywords.has(keywordOf(reader, index)) || (end > start && reader.text.at(end - 1) === ':')
}

/** The range as statements: a simple line alone, a header with its body, its decorators and its further clauses. */
export function groupsOf(reader: BlockReader, { from, to }: LineRange): LineRange[] {
  const groups: LineRange[] = []
  for (let at = from; at < to;) {
    const end = endOfGroup(reader, at, to)
    groups.push({ from: at, to: end })
    at = end
  }
  return groups
}

function endOfGroup(reader: BlockReader, from: number, to: number): number {
  const head = afterDecorators(reader, from, to)
  if (!isHeader(reader, head)) return head + 1
  const { indent } = lineAt(reader, head)
  let end = endOfBody(reader, head, to)
  if (!hasClauses.has(keywordOf(reader, head))) return end
  while (end < to && lineAt(reader, end).indent === indent && clauseKeywords.has(keywordOf(reader, end))) end = endOfBody(reader, end, to)
  return end
}

/** The line that decorators decorate; the line itself where there are none. */
export function afterDecorators(reader: BlockReader, from: number, to: number): number {
  const { indent } = lineAt(reader, from)
  let at = from
  while (keywordOf(reader, at) === '@' && at + 1 < to && lineAt(reader, at + 1).indent === indent && /^(?:@|def|class)$/.test(keywordOf(reader, at + 1))) at++
  return at
}
