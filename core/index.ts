/** The core: Python text in, plain data out. No files, no editor, no protocol. */
import { Analyses, coverageOf, traceOf } from './analysis.ts'
import type { Host } from './host.ts'
import { actionsAt } from './ide/actions.ts'
import { contractInlays } from './ide/contractInlays.ts'
import { hintsIn } from './ide/hints.ts'
import { hoverAt } from './ide/hover.ts'
import { lensesOf } from './ide/lenses.ts'
import { labEdit } from './ide/lab/edit.ts'
import { labAt, type LabSources } from './ide/lab/model.ts'
import { summaryOf } from './ide/summary.ts'
import type { Project, Trace } from './project.ts'

export { initParser, type ParserSources } from './syntax/parser.ts'
export type { Host } from './host.ts'
export type * from './project.ts'
export type * from './ide/types.ts'

const emptyTrace: Trace = { calls: [], problems: [], complete: true, globals: {}, losses: [] }

/** `hovers`: whether anybody will ask for hovers and hints, which need what every name held. */
export function createProject(host: Host, { hovers = true } = {}): Project {
  const analyses = new Analyses(host, hovers)
  const source = (file: string, start: number, end: number): string | undefined => analyses.text(file)?.slice(start, end)
  const operation = (name: string): ReturnType<Analyses['operation']> => analyses.operation(name)
  const labSources = (): LabSources => ({ around: analyses.surroundings([]), textOf: (file) => analyses.text(file), treeOf: (file) => analyses.tree(file)?.parsed.module, operation })
  return {
    setText: (path, text) => { analyses.setText(path, text) },
    invalidate: (path) => { analyses.forget(path) },
    release: (path) => { analyses.release(path) },
    configure: (settings) => { analyses.configure(settings) },
    steps: (path) => analyses.steps(path),
    problems: (path) => analyses.analyse(path)?.problems ?? [],
    remarks: (path) => {
      const analysis = analyses.analyse(path)
      return analysis ? analyses.remarks(analysis) : []
    },
    remarkSteps: (path) => {
      const analysis = analyses.analyse(path)
      return analysis ? analyses.remarkSteps(analysis) : []
    },
    hover: (path, offset) => {
      const analysis = analyses.analyse(path)
      return analysis && hoverAt(analysis, offset, { source, operation, accepted: (model) => analyses.accepted(analysis, model), refusals: (model) => analyses.refusals(analysis, model) })
    },
    actions: (path, selected) => {
      const analysis = analyses.analyse(path)
      return analysis ? actionsAt(analyses, analysis, selected) : []
    },
    inlayHints: (path, range) => {
      const analysis = analyses.analyse(path)
      return analysis ? [...hintsIn(analysis, range), ...contractInlays(analysis, range, (model) => analyses.accepted(analysis, model))] : []
    },
    lenses: (path) => {
      const analysis = analyses.analyse(path)
      return analysis ? lensesOf(analysis) : []
    },
    lab: (path, offset) => {
      const analysis = analyses.analyse(path)
      return analysis && labAt(analysis, offset, labSources())
    },
    labEdit: (path, offset, setting) => {
      const analysis = analyses.analyse(path)
      return analysis ? labEdit(analysis, offset, setting, labSources()) : { reason: 'The file can not be read any more.' }
    },
    coverage: (path) => {
      const analysis = analyses.analyse(path)
      return analysis ? coverageOf(analysis) : { calls: 0, known: 0 }
    },
    trace: (path) => {
      const analysis = analyses.analyse(path)
      return analysis ? traceOf(analysis) : emptyTrace
    },
    summary: (path, expression) => {
      const analysis = analyses.analyse(path)
      return analysis ? summaryOf(analysis, expression, analyses.surroundings([]), analyses.givenBySettings()) : { failure: `${path} can not be read` }
    },
    complete: (path) => analyses.analyse(path)?.execution.complete ?? true,
    text: (path) => analyses.text(path),
  }
}
