/** For people: the place, PyTorch's sentence, the source line, and how much was understood. */
import { relative } from 'node:path'
import type { ShapeJson } from '../../../core/project.ts'
import type { Severity } from '../../../core/problems/types.ts'
import { withSlashes } from '../../paths.ts'
import type { Style } from '../console.ts'
import { byPlace, partlyUnknown, total, type CheckReport, type FileCoverage, type LineRange, type Lines, type PlacedProblem } from '../report.ts'
import type { PlacedCall, PlacedLoss, TraceReport } from '../trace.ts'

export function formatCheck(report: CheckReport, lines: Lines, style: Style): string {
  const blocks = report.problems.map(problem => formatProblem(problem, lines, style))
  return [...blocks, closing(report, style)].join('\n\n') + '\n'
}

export function formatTrace(report: TraceReport, lines: Lines, style: Style): string {
  const files = [...new Set(report.calls.map(call => call.file))]
  const listings = files.map(file => [style.bold(shown(file)), ...callRows(report.calls.filter(call => call.file === file), lines, style)].join('\n'))
  const problems = report.problems.map(problem => formatProblem(problem, lines, style))
  const known = report.calls.filter(call => call.shapes.length > 0 && call.shapes.every(isKnown)).length
  const end = [`${style.bold(counts(report.problems))}; ${count(report.calls.length, 'tensor call')}, ${known} with a known shape.`, ...budget(report, style)].join('\n')
  return [...listings, ...problems, ...(report.losses ? [losses(report.losses, style)] : []), end].join('\n\n') + '\n'
}

export function formatProblem(problem: PlacedProblem, lines: Lines, style: Style): string {
  const [first = '', ...more] = problem.message.split('\n')
  const head = `${style.bold(at(problem.file, problem.range))} ${severity(problem.severity, style)} ${first} ${style.faint(problem.code)}`
  const related = problem.related.map(({ file, range, message }) => `  ${style.faint('→')} ${at(file, range)} ${message.replaceAll('\n', '\n    ')}`)
  return [head, ...more.map(line => `  ${line}`), ...excerpt(problem, lines, style), ...related].join('\n')
}

/** The first source line of a range, its part underlined; tabs are kept narrow so that the carets stand below the text. */
function excerpt({ file, range: [line, column, endLine, endColumn], severity: level }: PlacedProblem, lines: Lines, style: Style): readonly string[] {
  const source = lines.line(file, line)
  if (source.trim() === '') return []
  const to = endLine === line ? endColumn : source.length
  const number = String(line)
  const carets = '^'.repeat(Math.max(1, width(source.slice(column, to))))
  return [
    `  ${style.faint(`${number} │`)} ${source.replaceAll('\t', '    ')}`,
    `  ${style.faint(`${' '.repeat(number.length)} │`)} ${' '.repeat(width(source.slice(0, column)))}${colour(level, style)(carets)}`,
  ]
}

/** Columns of a terminal: a tab takes four, an emoji or a Chinese character two. */
function width(text: string): number {
  return [...text].reduce((sum, character) => sum + (character === '\t' ? 4 : /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(character) ? 2 : 1), 0)
}

/** Shapes of a call that is reached in a loop stand below each other; more than these are counted. */
const MOST_SHAPES = 6

function callRows(calls: readonly PlacedCall[], lines: Lines, style: Style): readonly string[] {
  const rows = [...calls].sort(byPlace).map(call => ({
    place: `${call.range[0]}:${call.range[1] + 1}`,
    shapes: call.shapes.length === 0 ? ['?'] : [...call.shapes.slice(0, MOST_SHAPES).map(showShape), ...(call.shapes.length > MOST_SHAPES ? [`and ${call.shapes.length - MOST_SHAPES} more`] : [])],
    callee: call.callee.replace(/^torch\.nn\.functional\./, 'F.').replace(/^torch\.nn\.(?=[A-Z])/, 'nn.').replace(/^__main__\./, ''),
    source: `${sourceOf(call, lines)}${call.count > 1 ? `  ×${call.count}` : ''}`,
  }))
  const widest = (words: readonly string[], limit: number): number => Math.min(limit, Math.max(0, ...words.map(word => word.length)))
  const place = widest(rows.map(row => row.place), 12), shape = widest(rows.flatMap(row => row.shapes), 44), callee = widest(rows.map(row => row.callee), 32)
  return rows.flatMap(({ place: at, shapes: [first = '?', ...more], callee: name, source }) => [
    `  ${style.faint(at.padEnd(place))}  ${style.blue(first.padEnd(shape))}  ${name.padEnd(callee)}  ${style.faint(source)}`.trimEnd(),
    ...more.map(other => `  ${' '.repeat(place)}  ${style.blue(other)}`),
  ])
}

function sourceOf({ file, range: [line, column, endLine, endColumn] }: PlacedCall, lines: Lines): string {
  const source = lines.line(file, line)
  const text = endLine === line ? source.slice(column, endColumn) : `${source.slice(column).trimEnd()} …`
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

function losses(found: readonly PlacedLoss[], style: Style): string {
  if (found.length === 0) return 'No knowledge was lost.'
  return ['Where knowledge was first lost:', ...found.map(({ file, range, reason, count: times }) => `  ${style.bold(at(file, range))} ${reason}${times > 1 ? ` ×${times}` : ''}`)].join('\n')
}

function closing(report: CheckReport, style: Style): string {
  const all = total(report.files)
  const unknown = partlyUnknown(report.files)
  const seen = all.calls === 0 ? 'no tensor-valued call was reached' : `${all.known} of ${count(all.calls, 'tensor call')} known`
  const notSeen = unknown.map((file: FileCoverage) => `  ${shown(file.file)}: ${file.known} of ${file.calls} known`)
  return [
    `${style.bold(`${counts(report.problems)} in ${count(report.files.length, 'file')}`)}; ${seen}.`,
    ...(unknown.length > 0 ? [`Not checked in full${unknown.length > 12 ? ' (the first 12)' : ''}:`, ...notSeen.slice(0, 12)] : []),
    ...budget(report, style),
  ].join('\n')
}

export function budget({ complete }: { readonly complete: boolean }, style: Style): readonly string[] {
  return complete ? [] : [style.yellow('The analysis stopped at a budget: there may be more to find.')]
}

/** `2 errors, 1 warning`; what is zero is left out. */
function counts(problems: readonly PlacedProblem[]): string {
  const words: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'remark', hint: 'hint' }
  const levels: readonly Severity[] = ['error', 'warning', 'info', 'hint']
  const parts = levels.map(level => [problems.filter(problem => problem.severity === level).length, words[level]] as const)
  return parts.filter(([number]) => number > 0).map(([number, word]) => count(number, word)).join(', ') || 'No problems'
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}

function at(file: string, [line, column]: LineRange): string {
  return `${shown(file)}:${line}:${column + 1}`
}

/** Relative where that is shorter to read. */
export function shown(file: string): string {
  const near = withSlashes(relative(process.cwd(), file))
  return near === '' || near.startsWith('../') || /^[A-Za-z]:/.test(near) ? file : near
}

function severity(level: Severity, style: Style): string {
  return colour(level, style)(level)
}

function colour(level: Severity, style: Style): (text: string) => string {
  return level === 'error' ? style.red : level === 'warning' ? style.yellow : style.blue
}

export function showShape(shape: ShapeJson): string {
  if (shape === null) return '?'
  if (isDims(shape)) return `[${shape.map(dim => dim ?? '?').join(', ')}]`
  if ('t' in shape) return `(${shape.t.map(showShape).join(', ')}${shape.t.length === 1 ? ',' : ''})`
  if ('l' in shape) return `[${shape.l.map(showShape).join(', ')}]`
  return `{${Object.entries(shape.d).map(([key, value]) => `${key}: ${showShape(value)}`).join(', ')}}`
}

function isKnown(shape: ShapeJson): boolean {
  if (shape === null) return false
  if (isDims(shape)) return shape.every(dim => dim !== null)
  const parts = 't' in shape ? shape.t : 'l' in shape ? shape.l : Object.values(shape.d)
  return parts.some(isKnown)
}

function isDims(shape: ShapeJson): shape is readonly (number | string | null)[] {
  return Array.isArray(shape)
}
