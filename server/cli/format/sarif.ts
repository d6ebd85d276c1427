/** SARIF 2.1.0, as code scanning reads it. */
import { URI } from 'vscode-uri'
import { version } from '../../../package.json'
import type { Severity } from '../../../core/problems/types.ts'
import { partlyUnknown, type CheckReport, type Place } from '../report.ts'
import { shown } from './text.ts'

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' }

export function formatSarif(report: CheckReport): string {
  const codes = [...new Set(report.problems.map(problem => problem.code))].sort()
  const results = report.problems.map(problem => ({
    ruleId: problem.code, ruleIndex: codes.indexOf(problem.code), level: LEVELS[problem.severity], message: { text: problem.message },
    locations: [location(problem)],
    relatedLocations: problem.related.map((related, id) => ({ id, ...location(related), message: { text: related.message } })),
  }))
  const notifications = [
    ...partlyUnknown(report.files).map(({ file, calls, known }) => ({
      level: 'note', message: { text: `${known} of ${calls} tensor calls have a known shape; the others were not checked.` },
      locations: [{ physicalLocation: { artifactLocation: artifact(file) } }],
    })),
    ...(report.complete ? [] : [{ level: 'warning', message: { text: 'The analysis stopped at a budget: there may be more to find.' } }]),
  ]
  const run = {
    tool: { driver: { name: 'torch-shape-lint', version, rules: codes.map(id => ({ id })) } },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { SRCROOT: { uri: `${URI.file(process.cwd()).toString()}/` } },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications }],
    artifacts: report.files.map(({ file }) => ({ location: artifact(file) })),
    results,
  }
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, null, 1)}\n`
}

function location({ file, range: [startLine, column, endLine, endColumn] }: Place): object {
  const region = { startLine, startColumn: column + 1, endLine, endColumn: endColumn + 1 }
  return { physicalLocation: { artifactLocation: artifact(file), region } }
}

function artifact(file: string): object {
  const near = shown(file)
  return near === file ? { uri: URI.file(file).toString() } : { uri: near.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' }
}
