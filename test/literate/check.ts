/** Holds a literate test against the analysis: every claim is met, and every problem is claimed. */
import { Analyses, type FileAnalysis } from '../../core/analysis.ts'
import type { Host } from '../../core/host.ts'
import { showShapes } from '../../core/graph/shapes.ts'
import { actionsAt } from '../../core/ide/actions.ts'
import { contractInlays } from '../../core/ide/contractInlays.ts'
import { hintsIn } from '../../core/ide/hints.ts'
import { hoverAt } from '../../core/ide/hover.ts'
import { patternJson } from '../../core/ide/patterns.ts'
import type { Edit, Hover, InlayHint, Problem, TextRange } from '../../core/ide/types.ts'
import { LineIndex } from '../../core/text/lines.ts'
import { hostOf } from '../oracle/support/analyse.ts'
import { claimsOf, fixtureAfter, type Claim, type Fixture, type Source } from './fixture.ts'

const root = '/workspace/'

/** Complaints, each with its Markdown line; none when the test passes. */
export function check(fixture: Fixture): string[] {
  const { analyses, analysis } = analyseFixture(fixture)
  const main = fixture.files.get('main.py')!
  const complaints = [...checkProblems(fixture, [...analysis.problems, ...analyses.remarks(analysis)]), ...checkShapes(main, analysis)]
  const source = (file: string, start: number, end: number): string | undefined => analyses.text(file)?.slice(start, end)
  for (const { kind, text, line } of fixture.expected) {
    if (kind === 'action') {
      complaints.push(...checkAction(fixture, analyses, analysis, text).map((complaint) => `line ${line}: ${complaint}`))
      continue
    }
    const shown = kind === 'hover'
      ? renderHover(fixture.cursor === undefined ? undefined : hoverAt(analysis, fixture.cursor, { source, operation: (name) => analyses.operation(name), accepted: (model) => analyses.accepted(analysis, model), refusals: (model) => analyses.refusals(analysis, model) }))
      : kind === 'inlay' ? renderHints(main, [...hintsIn(analysis, whole(main)), ...contractInlays(analysis, whole(main), (model) => analyses.accepted(analysis, model))]) : `no block is called ${kind}`
    if (shown !== text) complaints.push(`line ${line}: the ${kind} is\n${shown}`)
  }
  return complaints
}

/** The title of an action at the cursor, and below it the text after it, which makes claims of its own. */
function checkAction(fixture: Fixture, analyses: Analyses, analysis: FileAnalysis, expected: string): string[] {
  const title = expected.split('\n')[0]!
  const actions = actionsAt(analyses, analysis, { file: analysis.file, range: { start: fixture.cursor ?? 0, end: fixture.cursor ?? 0 } })
  const action = actions.find((each) => each.title === title)
  if (!action) return [`the actions are\n${actions.map((each) => each.title).join('\n') || 'none'}`]
  const after = fixtureAfter(fixture, expected)
  const complaints = action.edits.every(({ file }) => file === analysis.file) ? [] : ['it changes another file']
  const code = (text: string): string => text.split('\n').map((line) => line.replace(/\s*#.*$/, '')).filter((line) => line !== '').join('\n')
  const [shown, wanted] = [code(applied(analysis.text, action.edits)), code(after.files.get('main.py')!.text)]
  if (shown !== wanted) complaints.push(`the text after it is\n${shown}`)
  return [...complaints, ...check(after)]
}

const applied = (text: string, edits: readonly Edit[]): string =>
  [...edits].sort((a, b) => b.range.start - a.range.start).reduce((result, { range, newText }) => result.slice(0, range.start) + newText + result.slice(range.end), text)

/** The fixture's main.py, analysed among its files. */
export function analyseFixture(fixture: Fixture): { readonly analyses: Analyses; readonly analysis: FileAnalysis } {
  const analyses = new Analyses({ ...hostOf(new Map([...fixture.files.values()].map(({ name, text }) => [root + name, text])), undefined), ...folders(fixture) })
  const analysis = analyses.analyse(`${root}main.py`)
  if (!analysis) throw new Error(`${fixture.name}: there is no main.py`)
  return { analyses, analysis }
}

function folders({ files }: Fixture): Pick<Host, 'isDirectory' | 'listDirectory' | 'searchPath'> {
  const below = (path: string): string[] => [...files.keys()].map((name) => root + name).filter((name) => name.startsWith(`${path}/`))
  const listDirectory = (path: string): string[] => [...new Set(below(path).map((name) => name.slice(path.length + 1).split('/')[0]!))]
  return { isDirectory: (path) => below(path).length > 0, listDirectory, searchPath: () => [root.slice(0, -1)] }
}

function checkProblems({ files }: Fixture, problems: readonly Problem[]): string[] {
  const claims = [...files.values()].flatMap(claimsOf)
  const unmet = new Set(claims)
  const complaints: string[] = []
  for (const problem of problems) {
    const source = files.get(problem.file.slice(root.length))
    if (!source) { complaints.push(`a problem elsewhere: ${problem.file} ${problem.message}`); continue }
    const index = new LineIndex(source.text)
    const from = index.positionAt(problem.range.start), to = index.positionAt(problem.range.end)
    const met = [...unmet].find((claim) => claim.file === source.name && claim.line === from.line && meets(problem, claim, from.column, to.line === from.line ? to.column : -1))
    if (met) unmet.delete(met)
    else complaints.push(`line ${source.lines[from.line]}: not claimed: ${problem.severity}[${problem.code}] "${problem.message}" at columns ${from.column} to ${to.column}`)
  }
  for (const claim of unmet) complaints.push(`line ${files.get(claim.file)!.lines[claim.line]}: not found: ${claim.severity}[${claim.code}] "${claim.text}"${claim.columns ? ` at columns ${claim.columns.join(' to ')}` : ''}`)
  return complaints
}

const meets = (problem: Problem, claim: Claim, from: number, to: number): boolean =>
  problem.severity === claim.severity && problem.code === claim.code && problem.message.includes(claim.text) && (!claim.columns || (claim.columns[0] === from && claim.columns[1] === to))

/** A comment that the analysis itself calls wrong is a problem, and claimed as one. */
function checkShapes(main: Source, analysis: FileAnalysis): string[] {
  const index = new LineIndex(main.text)
  const written = [...main.text.matchAll(/#\s*shape:(?!\s*ignore)/g)].length
  const complaints = written === analysis.comments.shapes.length ? [] : [`${written - analysis.comments.shapes.length} shape comments could not be read`]
  for (const { span, statement, expected } of analysis.comments.shapes) {
    if (analysis.problems.some((problem) => problem.code === 'shape-comment' && problem.range.start === span.start)) continue
    const seen = analysis.execution.records.statements.get(statement)?.shapes ?? []
    const wanted = expected.map(patternJson)
    if (JSON.stringify(seen) !== JSON.stringify(wanted)) complaints.push(`line ${main.lines[index.lineAt(span.start)]}: the shape is ${seen.length === 0 ? 'of nothing that was reached' : seen.map(showShapes).join(' | ')}, not ${wanted.map(showShapes).join(' | ')}`)
  }
  return complaints
}

export function renderHover(hover: Hover | undefined): string {
  if (!hover) return 'nothing'
  const rows = hover.lines.map(({ label, text, comment }) => [label, text, comment ?? ''].filter((part) => part !== '').join('    '))
  return [hover.title, ...rows, ...hover.notes].join('\n')
}

const whole = (main: Source): TextRange => ({ start: 0, end: main.text.length })

/** The lines that have hints, with the hints in their places. */
function renderHints(main: Source, hints: readonly InlayHint[]): string {
  const index = new LineIndex(main.text)
  const shown = new Map<number, string>()
  for (const { offset, label } of [...hints].sort((a, b) => b.offset - a.offset)) {
    const { line, column } = index.positionAt(offset)
    const text = shown.get(line) ?? main.text.slice(index.lineStart(line), index.lineEnd(line)).replace(/\s*#.*$/, '')
    shown.set(line, text.slice(0, column) + label + text.slice(column))
  }
  return [...shown].sort(([a], [b]) => a - b).map(([, text]) => text).join('\n').trim()
}
