/** What `check` and `trace` found, in the form that every format prints: lines from 1, columns from 0 in UTF-16 units. */
import type { Coverage, Location, Problem, TextRange } from '../../core/ide/types.ts'
import type { Project } from '../../core/project.ts'
import type { Severity } from '../../core/problems/types.ts'
import { LineIndex } from '../../core/text/lines.ts'

/** `[line, column, endLine, endColumn]`, the end exclusive. */
export type LineRange = readonly [number, number, number, number]

export interface Place { readonly file: string; readonly range: LineRange }
export interface PlacedProblem extends Place {
  readonly code: string
  readonly severity: Severity
  readonly message: string
  readonly related: readonly (Place & { readonly message: string })[]
}
export interface FileCoverage extends Coverage { readonly file: string }

export interface CheckReport {
  readonly problems: readonly PlacedProblem[]
  readonly files: readonly FileCoverage[]
  readonly complete: boolean
}

/** Turns offsets into lines, each file's text split once. */
export interface Lines {
  place(location: Location): Place
  range(file: string, range: TextRange): LineRange
  /** The source line that a range begins on; line from 1. */
  line(file: string, line: number): string
}

export function linesOf(project: Project): Lines {
  const indices = new Map<string, LineIndex>()
  const indexOf = (file: string): LineIndex => {
    const index = indices.get(file) ?? new LineIndex(project.text(file) ?? '')
    indices.set(file, index)
    return index
  }
  const range = (file: string, { start, end }: TextRange): LineRange => {
    const from = indexOf(file).positionAt(start)
    const to = indexOf(file).positionAt(end)
    return [from.line + 1, from.column, to.line + 1, to.column]
  }
  return {
    range,
    place: location => ({ file: location.file, range: range(location.file, location.range) }),
    line: (file, line) => indexOf(file).text.slice(indexOf(file).lineStart(line - 1), indexOf(file).lineEnd(line - 1)),
  }
}

/** Every problem once, by file and place. */
export function placeProblems(problems: readonly Problem[], lines: Lines): readonly PlacedProblem[] {
  const placed = problems.map((problem): PlacedProblem => ({
    ...lines.place(problem), code: problem.code, severity: problem.severity, message: problem.message,
    related: problem.related.map(related => ({ ...lines.place(related), message: related.message })),
  }))
  const unique = new Map(placed.map(problem => [JSON.stringify([problem.file, problem.range, problem.code, problem.message]), problem]))
  return [...unique.values()].sort(byPlace)
}

export function byPlace(a: Place, b: Place): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.range[0] - b.range[0] || a.range[1] - b.range[1]
}

/** Files in which calls remain unknown: nothing can be said about those, so such a file is never called clean. */
export function partlyUnknown(files: readonly FileCoverage[]): readonly FileCoverage[] {
  return files.filter(({ calls, known }) => known < calls)
}

export function total(files: readonly FileCoverage[]): Coverage {
  return { calls: sum(files.map(file => file.calls)), known: sum(files.map(file => file.known)) }
}

export function exitCode(problems: readonly { readonly severity: Severity }[]): 0 | 1 {
  return problems.some(problem => problem.severity === 'error') ? 1 : 0
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0)
}
