/** Annotations of a GitHub workflow. */
import { partlyUnknown, type CheckReport, type LineRange } from '../report.ts'
import { shown } from './text.ts'

export function formatGithub(report: CheckReport): string {
  const problems = report.problems.map(({ file, range, code, severity, message, related }) => {
    const level = severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'notice'
    const text = [message, ...related.map(other => `→ ${shown(other.file)}:${other.range[0]} ${other.message}`)].join('\n')
    return `::${level} file=${property(shown(file))},${position(range)},title=${property(`torch-shape-lint(${code})`)}::${data(text)}`
  })
  const unknown = partlyUnknown(report.files).map(({ file, calls, known }) =>
    `::notice file=${property(shown(file))},title=torch-shape-lint::${known} of ${calls} tensor calls have a known shape; the others were not checked`)
  const budget = report.complete ? [] : ['::warning title=torch-shape-lint::the analysis stopped at a budget: there may be more to find']
  const rows = [...problems, ...unknown, ...budget]
  return rows.length === 0 ? '' : `${rows.join('\n')}\n`
}

function position([line, column, endLine, endColumn]: LineRange): string {
  const columns = line === endLine ? `,col=${column + 1},endColumn=${endColumn}` : ''
  return `line=${line},endLine=${endLine}${columns}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
