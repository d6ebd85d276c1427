/** `torch-shape-lint check [PATH…]`: the problems of files and folders. */
import type { Problem } from '../../core/ide/types.ts'
import type { Command } from './arguments.ts'
import type { Console } from './console.ts'
import { formatGithub } from './format/github.ts'
import { formatSarif } from './format/sarif.ts'
import { formatCheck } from './format/text.ts'
import { exitCode, linesOf, placeProblems, type CheckReport, type FileCoverage, type Lines } from './report.ts'
import { absolutePath, openWorkspace, pythonFiles, type Workspace } from './workspace.ts'

type CheckCommand = Extract<Command, { readonly name: 'check' }>

export function check(command: CheckCommand, console: Console): number {
  const targets = command.paths.map(absolutePath)
  const workspace = openWorkspace(targets, command.common)
  if ('failure' in workspace) return console.fail(workspace.failure)
  const files = [...new Set(targets.flatMap(path => (workspace.files.isDirectory(path) ? pythonFiles(workspace.files, path) : [path])))]
  const readable = files.filter(file => {
    const read = workspace.files.read(file)
    if ('error' in read) console.fail(`${file} ${read.error}`)
    return !('error' in read)
  })
  if (readable.length === 0) {
    if (files.length === 0) console.fail(`there is no Python file in ${command.paths.join(', ')}`)
    return 2
  }
  const lines = linesOf(workspace.project)
  const report = analyse(workspace, readable, lines)
  console.print(format(command.format, report, lines, console))
  return readable.length < files.length ? 2 : exitCode(report.problems)
}

function analyse({ project }: Workspace, files: readonly string[], lines: Lines): CheckReport {
  const problems: Problem[] = []
  const coverage: FileCoverage[] = []
  let complete = true
  for (const file of files) {
    problems.push(...project.problems(file), ...project.remarks(file))
    const { calls, known } = project.coverage(file)
    coverage.push({ file, calls, known })
    complete &&= project.complete(file)
  }
  return { problems: placeProblems(problems, lines), files: coverage, complete }
}

function format(name: CheckCommand['format'], report: CheckReport, lines: Lines, console: Console): string {
  switch (name) {
    case 'json': return `${JSON.stringify({ version: 1, ...report }, null, 1)}\n`
    case 'sarif': return formatSarif(report)
    case 'github': return formatGithub(report)
    case 'text': return formatCheck(report, lines, console.style)
  }
}
