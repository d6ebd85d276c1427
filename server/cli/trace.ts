/** `torch-shape-lint trace FILE`: every tensor-valued call that analysing FILE as the main script reaches. */
import type { Command } from './arguments.ts'
import type { Console } from './console.ts'
import { formatTrace } from './format/text.ts'
import { exitCode, linesOf, placeProblems, type Lines, type Place, type PlacedProblem } from './report.ts'
import { workspaceOf } from './workspace.ts'
import type { Trace, TracedCall } from '../../core/project.ts'

type TraceCommand = Extract<Command, { readonly name: 'trace' }>

export type PlacedCall = Place & Omit<TracedCall, 'file' | 'range'>
export type PlacedLoss = Place & { readonly reason: string; readonly count: number }
export interface TraceReport {
  readonly calls: readonly PlacedCall[]
  readonly problems: readonly PlacedProblem[]
  readonly complete: boolean
  /** Only where `--explain` asks for them. */
  readonly losses?: readonly PlacedLoss[]
}

export function trace(command: TraceCommand, console: Console): number {
  const opened = workspaceOf(command.file, command.common)
  if ('failure' in opened) return console.fail(opened.failure)
  const { project, file } = opened
  const lines = linesOf(project)
  const report = place(project.trace(file), lines, command)
  console.print(command.format === 'json' ? `${JSON.stringify({ version: 1, ...report }, null, 1)}\n` : formatTrace(report, lines, console.style))
  return exitCode(report.problems)
}

function place(found: Trace, lines: Lines, { explain }: TraceCommand): TraceReport {
  const calls = found.calls.map(({ file, range, callee, kind, shapes, count }) => ({ ...lines.place({ file, range }), callee, kind, shapes, count }))
  const losses = found.losses.map(({ file, range, reason, count }) => ({ ...lines.place({ file, range }), reason, count }))
  return { calls, problems: placeProblems(found.problems, lines), complete: found.complete, ...(explain && { losses }) }
}
