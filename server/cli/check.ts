/** `torch-shape-lint check [PATH…]`: the problems of files and folders. */
import { onSmallHeap } from '../host/heap.ts'
import type { Command } from './arguments.ts'
import type { Console } from './console.ts'
import { checkFile, type CheckedFile } from './files.ts'
import { formatGithub } from './format/github.ts'
import { formatSarif } from './format/sarif.ts'
import { formatCheck } from './format/text.ts'
import { exitCode, linesOf, placeProblems, type CheckReport, type Lines } from './report.ts'
import { checkInThreads, threadsFor } from './threads.ts'
import { absolutePath, openWorkspace, pythonFiles, type Workspace } from './workspace.ts'

type CheckCommand = Extract<Command, { readonly name: 'check' }>

export function check(command: CheckCommand, console: Console): number {
  const task = taskOf(command, console)
  return typeof task === 'number' ? task : conclude(task, task.files.map(file => checkFile(task.workspace.project, file)))
}

/** As `check`, in as many threads as the machine has processors, where there are files enough. */
export async function checkManyFiles(command: CheckCommand, console: Console): Promise<number> {
  const task = taskOf(command, console)
  if (typeof task === 'number') return task
  const { files, workspace: { project }, targets } = task
  const checked: CheckedFile[] = []
  const done = (file: CheckedFile): void => {
    checked.push(file)
    console.progress(`${checked.length} of ${files.length} files`)
  }
  const threads = threadsFor(files.length, command.threads)
  await onSmallHeap(async () => {
    if (threads > 1) await checkInThreads(threads, longestFirst(files, project.text), { targets, common: command.common }, done)
    else for (const file of files) done(checkFile(project, file))
  })
  console.progress('')
  const places = new Map(checked.map(each => [each.file, each]))
  return conclude(task, files.flatMap(file => places.get(file) ?? []))
}

/** A long file that begins last would keep one thread busy while the others wait. */
function longestFirst(files: readonly string[], text: (file: string) => string | undefined): readonly string[] {
  const lengths = new Map(files.map(file => [file, text(file)?.length ?? 0]))
  return [...files].sort((a, b) => lengths.get(b)! - lengths.get(a)!)
}

interface Task {
  readonly command: CheckCommand
  readonly console: Console
  readonly workspace: Workspace
  readonly targets: readonly string[]
  /** Those that can be read. */
  readonly files: readonly string[]
  readonly isWhole: boolean
}

/** What there is to do; else the exit code. */
function taskOf(command: CheckCommand, console: Console): Task | number {
  const targets = command.paths.map(absolutePath)
  const workspace = openWorkspace(targets, command.common)
  if ('failure' in workspace) return console.fail(workspace.failure)
  const files = [...new Set(targets.flatMap(path => (workspace.files.isDirectory(path) ? pythonFiles(workspace.files, path) : [path])))]
  const readable = files.filter(file => {
    const read = workspace.files.read(file)
    if ('error' in read) console.fail(`${file} ${read.error}`)
    return !('error' in read)
  })
  if (readable.length > 0) return { command, console, workspace, targets, files: readable, isWhole: readable.length === files.length }
  return files.length === 0 ? console.fail(`there is no Python file in ${command.paths.join(', ')}`) : 2
}

function conclude({ command, console, workspace, isWhole }: Task, checked: readonly CheckedFile[]): number {
  const lines = linesOf(workspace.project)
  const report: CheckReport = {
    problems: placeProblems(checked.flatMap(({ problems }) => problems), lines),
    files: checked.map(({ file, coverage: { calls, known } }) => ({ file, calls, known })),
    complete: checked.every(({ complete }) => complete),
  }
  console.print(format(command.format, report, lines, console))
  return isWhole ? exitCode(report.problems) : 2
}

function format(name: CheckCommand['format'], report: CheckReport, lines: Lines, console: Console): string {
  switch (name) {
    case 'json': return `${JSON.stringify({ version: 1, ...report }, null, 1)}\n`
    case 'sarif': return formatSarif(report)
    case 'github': return formatGithub(report)
    case 'text': return formatCheck(report, lines, console.style)
  }
}
