/** A model's summary for people: what it accepts and returns, a row for each layer call, totals. */
import type { LayerSummary, ModelSummary } from '../../../core/project.ts'
import type { Style } from '../console.ts'
import type { Lines } from '../report.ts'
import type { SummaryReport } from '../summary.ts'
import { budget, formatProblem, showShape } from './text.ts'

export function formatSummary(report: SummaryReport, lines: Lines, style: Style): string {
  const problems = report.problems.map((problem) => formatProblem(problem, lines, style))
  return [...report.models.map((model) => formatModel(model, style)), ...problems, ...budget(report, style)].join('\n\n') + '\n'
}

function formatModel(model: ModelSummary, style: Style): string {
  const inputs = Object.entries(model.inputs).map(([name, shape]) => `${name}: ${showShape(shape)}`).join(', ')
  const lines = [style.bold(model.model), `  takes    ${style.blue(inputs || '?')}`, `  where    ${contractText(model, style)}`, `  returns  ${style.blue(showShape(model.outputs))}`]
  return [...lines, ...(model.layers.length > 0 ? ['', ...table(model.layers, style)] : []), '', `  ${totals(model)}`].join('\n')
}

function contractText({ contract, reason }: ModelSummary, style: Style): string {
  if (contract === null) return style.yellow(`the sizes it accepts are not known${reason === undefined ? '' : `: ${reason}`}`)
  return contract.length === 0 ? 'every size is accepted' : style.bold(contract.map((each) => (contract.length > 1 && each.includes(' or ') ? `(${each})` : each)).join(' and '))
}

interface Row { readonly name: string; readonly kind: string; readonly output: string; readonly parameters: string; readonly work: string }

function table(layers: readonly LayerSummary[], style: Style): readonly string[] {
  const seen = new Set<string>()
  const rows = layers.map((layer): Row => {
    const again = seen.has(layer.path)
    seen.add(layer.path)
    const depth = layer.path === '' ? 0 : layer.path.split('.').length
    return {
      name: `${'  '.repeat(depth)}${layer.path === '' ? '(model)' : layer.path.slice(layer.path.lastIndexOf('.') + 1)}`,
      kind: layer.class.slice(layer.class.lastIndexOf('.') + 1), output: showShape(layer.output),
      parameters: again ? 'again' : number(layer.parameters), work: number(layer.multiplyAdds),
    }
  })
  const head: Row = { name: 'layer', kind: 'class', output: 'output', parameters: 'parameters', work: 'multiply-adds' }
  const width = (column: keyof Row, most: number): number => Math.min(most, Math.max(...[head, ...rows].map((row) => row[column].length)))
  const widths = { name: width('name', 40), kind: width('kind', 32), output: width('output', 44), parameters: width('parameters', 16), work: width('work', 20) }
  const line = (row: Row, shape: (text: string) => string): string =>
    `  ${row.name.padEnd(widths.name)}  ${row.kind.padEnd(widths.kind)}  ${shape(row.output.padEnd(widths.output))}  ${row.parameters.padStart(widths.parameters)}  ${row.work.padStart(widths.work)}`.trimEnd()
  return [style.faint(line(head, (text) => text)), ...rows.map((row) => line(row, style.blue))]
}

function totals({ parameters, trainable, layers: [model] }: ModelSummary): string {
  const weights = parameters === null ? 'The number of parameters is not known' : `${number(parameters)} parameters, ${trainable === parameters ? 'all' : trainable === null ? 'an unknown number of them' : number(trainable)} trainable`
  return model?.path === '' && model.multiplyAdds !== null ? `${weights}; ${number(model.multiplyAdds)} multiply-adds (biases are none)` : weights
}

const number = (value: number | null): string => (value === null ? '?' : value === 0 ? '-' : value.toLocaleString('en-US'))
