/** Turns what was raised into problems at the place to mend. */
import type { RaisedRecord, Records } from '../graph/recorder.ts'
import type { Span } from '../syntax/ast.ts'
import type { InstanceValue } from '../values/index.ts'
import type { BrokenContract } from './brokenContract.ts'
import { adviceOf } from './layers.ts'
import type { Location, Problem } from './types.ts'

/** `broken`: what a call's sizes have to do with what was raised. */
export function problemsOf(records: Records, broken: (record: RaisedRecord) => BrokenContract | undefined = () => undefined): Problem[] {
  const raised = [...records.raisedRecords.values()].map((record) => problemOf(record, records, broken(record)))
  const hints = [...records.hints.values()].map((hint): Problem => ({ file: hint.file, range: rangeOf(hint.span), code: hint.code, severity: 'hint', message: hint.message, related: [], fixes: [] }))
  return [...raised, ...hints].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.range.start - b.range.start))
}

const rangeOf = (span: Span): Location['range'] => ({ start: span.start, end: span.end })

/**
 * A problem stands in the innermost frame of the user's files; where a constructor's argument is to blame, there, with
 * the call related; where the sizes are, at the call of the model that got them, with the operation related. The frames on the way are related
 * information, the innermost first.
 */
function problemOf(record: RaisedRecord, records: Records, broken: BrokenContract | undefined): Problem {
  const inner = record.trace.findLastIndex((point) => point.workspace)
  const place = record.trace[inner] ?? record.trace.at(-1)!
  const call: Location = { file: place.file, range: rangeOf(place.span) }
  const blamed = record.blame.layer && record.blame.parameter !== undefined ? argumentOf(record.blame.layer, record.blame.parameter) : undefined
  const path = record.trace.filter((point) => point !== place && point !== broken?.call && point.span.end > point.span.start)
  const related = [
    ...(blamed ? [{ ...call, message: 'raised by this call' }] : broken ? [{ ...call, message: `raised here, which needs ${broken.unmet}` }] : []),
    ...path.reverse().map((point) => ({ file: point.file, range: rangeOf(point.span), message: point.name === '<module>' ? 'called from here' : `in ${point.name}` })),
  ]
  const { file, range } = blamed ?? (broken ? { file: broken.call.file, range: rangeOf(broken.call.span) } : call)
  const message = [record.message === '' ? record.type : record.message, adviceFor(record, place, records), blamed ? undefined : broken?.advice].filter((line) => line !== undefined).join('\n')
  return { file, range, code: record.code, severity: 'error', message, related, fixes: fixesFor(record, call) }
}

/** The layer that raised: the one to blame, or the one that the place calls. */
function adviceFor({ blame, code }: RaisedRecord, { file, span }: RaisedRecord['trace'][number], records: Records): string | undefined {
  if (blame.misspelt) return `Did you mean '${blame.misspelt.meant}'?`
  const call = records.calls.at(file, span).find((each) => each.last.layer)
  const layer = blame.layer ?? call?.last.layer
  return layer && adviceOf(layer, call?.last.inputs ?? [], code)
}

/** A misspelt attribute stands at the end of its expression. */
function fixesFor({ blame: { misspelt } }: RaisedRecord, { range }: Location): Problem['fixes'] {
  return misspelt ? [{ title: `Change to '${misspelt.meant}'`, range: { start: range.end - misspelt.name.length, end: range.end }, newText: misspelt.meant }] : []
}

/** Where an argument stands in a layer's construction. Of a constructor in the sources only names are known to mean the same. */
export function argumentOf(layer: InstanceValue, parameter: string): Location | undefined {
  const site = layer.createdAt
  if (!site) return undefined
  const names = layer.cls.mro.find((cls) => cls.attributes.has('__init__'))?.native?.parameterNames
  const span = site.argumentSpans.get(parameter) ?? site.argumentSpans.get(names?.indexOf(parameter) ?? -1)
  return span ? { file: site.file, range: rangeOf(span) } : undefined
}
