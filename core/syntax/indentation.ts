/** What Python says of white space before lines. The parser itself accepts any. */
import type { SyntaxProblem } from './ast.ts'
import { keywordAt, headKeywords } from './groups.ts'
import type { LogicalLine } from './scan.ts'
import type { SourceText } from './source.ts'

/** Problems of indentation in the lines of a section, which begins at the leftmost column. */
export function indentationProblems(text: SourceText, lines: readonly LogicalLine[]): SyntaxProblem[] {
  const problems: SyntaxProblem[] = []
  const levels = [0]
  lines.forEach((line, index) => {
    const problem = problemOf(text, line, lines[index - 1], levels)
    if (problem !== undefined) problems.push({ start: line.start, end: line.end, message: problem })
  })
  const last = lines.at(-1)
  if (last !== undefined && lacksBlock(text, last)) problems.push({ start: last.end - 1, end: last.end, message: 'expected an indented block' })
  return problems
}

/** Whether a line, with nothing deeper after it, should have had a block. */
function lacksBlock(text: SourceText, line: LogicalLine): boolean {
  return text.at(line.end - 1) === ':' && line.fault === undefined && headKeywords.has(keywordAt(text, line))
}

/** The problem of one line. `levels` are the open blocks' columns, and are brought up to date. */
function problemOf(text: SourceText, line: LogicalLine, previous: LogicalLine | undefined, levels: number[]): string | undefined {
  const level = levels.at(-1) ?? 0
  const opens = previous !== undefined && text.at(previous.end - 1) === ':'
  const mayOpen = opens || (previous !== undefined && (previous.fault !== undefined || headKeywords.has(keywordAt(text, previous))))
  if (line.indent > level) {
    levels.push(line.indent)
    return mayOpen ? undefined : 'unexpected indent'
  }
  while (line.indent < (levels.at(-1) ?? 0)) levels.pop()
  if (line.indent !== levels.at(-1)) {
    levels.push(line.indent)
    return 'unindent does not match any outer indentation level'
  }
  return previous !== undefined && lacksBlock(text, previous) ? 'expected an indented block' : undefined
}
