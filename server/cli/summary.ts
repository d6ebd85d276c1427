/** `torch-shape-lint summary FILE [EXPR]`: a model without running it. */
import type { Summary } from '../../core/project.ts'
import type { Command } from './arguments.ts'
import type { Console } from './console.ts'
import { formatSummary } from './format/summary.ts'
import { exitCode, linesOf, placeProblems, type PlacedProblem } from './report.ts'
import { workspaceOf } from './workspace.ts'

type SummaryCommand = Extract<Command, { readonly name: 'summary' }>

export type SummaryReport = Omit<Summary, 'problems'> & { readonly problems: readonly PlacedProblem[] }

export function summary(command: SummaryCommand, console: Console): number {
  const opened = workspaceOf(command.file, command.common)
  if ('failure' in opened) return console.fail(opened.failure)
  const { project, file } = opened
  const found = project.summary(file, command.expression)
  if ('failure' in found) return console.fail(found.failure)
  if (command.expression === undefined && found.models.length === 0) return console.fail(`${file} defines no nn.Module`)
  const lines = linesOf(project)
  const report: SummaryReport = { models: found.models, problems: placeProblems(found.problems, lines), complete: found.complete }
  console.print(command.format === 'json' ? `${JSON.stringify({ version: 1, ...report, models: report.models.map((model) => ({ ...model, reason: command.explain ? model.reason : undefined })) }, null, 1)}\n` : formatSummary(report, lines, console.style))
  return exitCode(report.problems)
}
