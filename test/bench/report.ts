/** The page docs/performance.md, from what was measured. */
import type { Curve } from './growth.ts'
import { median, milliseconds, p95, type Timings } from './statistics.ts'

export interface Case { readonly lines: number; readonly name: string; readonly keystrokes: Timings; readonly hovers: Timings; readonly cpu: number | undefined; readonly memory: number | undefined }
export interface Measured {
  readonly server: string
  readonly cases: readonly Case[]
  /** From the start of the process to the first problems: with an empty cache folder, and with what an earlier start kept there. */
  readonly coldStart: { readonly first: number; readonly later: number }
  readonly memory: { readonly opened: number; readonly early: number; readonly late: number } | undefined
}
/** The check of a package's sources. `memory`: the most that was resident, in MB. Undefined: this system does not tell. */
export interface CheckTime { readonly name: string; readonly threads: number; readonly seconds: number; readonly cpuSeconds: number | undefined; readonly memory: number | undefined }
export interface Results {
  readonly machine: string
  /** Programs that wanted to run while it was measured, on average. */
  readonly load: number
  /** Ours first. */
  readonly measured: readonly Measured[]
  readonly checks: readonly CheckTime[]
  readonly curves: readonly Curve[]
  readonly vsix: number | undefined
  readonly activation: readonly number[] | undefined
  readonly keystrokes: number
  readonly manyEdits: number
}

export function report(results: Results): { readonly markdown: string; readonly summary: string } {
  const { machine, load, measured, checks, curves, vsix, activation, keystrokes, manyEdits } = results
  const [ours, ...others] = measured
  if (!ours) return { markdown: '', summary: 'nothing was measured' }
  const summary = [
    table(['Keystroke → problems', ...measured.flatMap(({ server }) => [`${server}: median`, 'p95', 'CPU']), ...(others.length > 0 ? ['faster other / ours (p95)'] : [])], ours.cases.map((each, index) => [
      `${each.lines} lines, ${each.name}`,
      ...measured.flatMap(({ cases }) => [...[median, p95].map((of) => milliseconds(of(cases[index]!.keystrokes))), milliseconds(cases[index]!.cpu ?? NaN)]),
      ...(others.length > 0 ? [`${(Math.min(...others.map(({ cases }) => p95(cases[index]!.keystrokes))) / p95(each.keystrokes)).toFixed(1)}×`] : []),
    ])),
    table(['Hover', ...measured.flatMap(({ server }) => [`${server}: median`, 'p95'])], ours.cases.filter(({ hovers }) => hovers.length > 0).map((each) => {
      const index = ours.cases.indexOf(each)
      return [`${each.lines} lines, after edits ${each.name}`, ...measured.flatMap(({ cases }) => [median, p95].map((of) => milliseconds(of(cases[index]!.hovers))))]
    })),
    table(['', ...measured.map(({ server }) => server)], [
      ['Start of the process → first problems, 100 lines (ms, median)', ...measured.map(({ coldStart }) => milliseconds(coldStart.later))],
      ['The same with an empty cache folder, as after an update (ms, median)', ...measured.map(({ coldStart }) => milliseconds(coldStart.first))],
      ...ours.cases.filter(({ name }) => name === 'inside one method').map((each) => [`Memory with ${each.lines} lines open and edited (MB)`, ...measured.map(({ cases }) => cases[ours.cases.indexOf(each)]!.memory?.toFixed(0) ?? '–')]),
    ]),
    table(['Ours alone', ''], [
      ...(ours.memory ? [[`Memory: opened, after ${manyEdits / 10} edits, after ${manyEdits} edits (MB)`, [ours.memory.opened, ours.memory.early, ours.memory.late].map((size) => size.toFixed(0)).join(', ')]] : []),
      ...(vsix !== undefined ? [['Size of the .vsix (MB)', (vsix / 2 ** 20).toFixed(2)]] : []),
      ...(activation ? [[`Activation of the extension, by the editor's own clock (ms, median of ${activation.length} windows)`, milliseconds(median(activation))]] : []),
      ...curves.map(({ name, points, unit, exponent }) => [`Analysis from nothing by ${name}: ${points.map(([size]) => size).join(', ')} ${unit} (ms of CPU)`, `${points.map(([, time]) => time.toFixed(0)).join(', ')}; grows as size^${exponent.toFixed(2)}`]),
    ]),
    ...(checks.length === 0 ? [] : [table(['Check of a package whole, remarks on sizes included', 'time (s)', 'CPU (s)', 'most memory (MB)'], checks.map(({ name, threads, seconds, cpuSeconds, memory }) => (
      [`${name}, ${threads === 1 ? 'one thread' : `${threads} threads`}`, seconds.toFixed(1), cpuSeconds?.toFixed(1) ?? '–', memory?.toFixed(0) ?? '–']
    )))]),
  ].join('\n\n')
  return { summary, markdown: page(`${machine}; the load average was ${load.toFixed(1)}`, keystrokes, others.length > 0, summary) }
}

const page = (machine: string, keystrokes: number, isCompared: boolean, tables: string): string => `# Performance

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine}. All times are in milliseconds unless a row says otherwise.

A keystroke is one character typed into a method (${keystrokes} for each row, most of them leaving half-typed text); the time runs from the editor's message to the published problems
of that version, over the language server protocol, in a process of its own. The files are whole architectures one after the other (\`test/bench/architectures\`),
valid under PyTorch. CPU is the server's CPU time for each keystroke on average, hovers included: other programs that run on the machine lengthen the times and not the CPU time.
"In a shared block" types into the block that half of the architectures are made of.
${isCompared ? '\nPyright and Pyrefly are their published packages, with the same messages. They check types and know no shapes, and neither has PyTorch\'s sources here, which spares them work;\nthey are what people have open, so their latency is what feels normal.\n' : ''}
${tables}

![Time of an analysis against what is written](performance/growth.svg)

The dashed line grows in proportion to the size.
`

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
