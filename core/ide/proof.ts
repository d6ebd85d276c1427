/** Proofs by analysis: what would be found if a text were changed. */
import type { Analyses, FileAnalysis } from '../analysis.ts'
import { implies } from '../dims/index.ts'
import { isFullyKnown } from '../graph/shapes.ts'
import type { Edit, Location, Problem } from './types.ts'

/** What all trials of one question may take together, in milliseconds. */
const patience = 1500

/** Answers whether changes solve a problem; false where it is not proved within the time that all questions to it share. */
export function prover(analyses: Analyses, before: FileAnalysis): (problem: Problem, edits: readonly Edit[]) => boolean {
  const end = Date.now() + patience
  let known = answers.get(before)
  if (!known) answers.set(before, (known = new Map()))
  return (problem, edits) => {
    const question = JSON.stringify([problem.code, problem.file, problem.range, edits])
    const answer = known.get(question)
    if (answer !== undefined) return answer
    const left = end - Date.now()
    if (left <= 0) return false
    const after = analyses.trial(before.file, changedTexts(analyses, edits), left)
    const isProved = after !== undefined && solves(before, after, problem, edits) && (problem.severity !== 'hint' || loosens(analyses, before, after, problem, edits))
    known.set(question, isProved)
    return isProved
  }
}
const answers = new WeakMap<FileAnalysis, Map<string, boolean>>()

/**
 * The problem is gone, what it left unknown is known, what was known still is, and every problem that there is was there before. So a change
 * that only hides the problem from the analysis proves nothing.
 */
function solves(before: FileAnalysis, after: FileAnalysis, problem: Problem, edits: readonly Edit[]): boolean {
  if (before.execution.complete && !after.execution.complete) return false
  const moved = (place: Location): string => placeKey(movedBy(edits, place))
  const others = new Set(before.problems.filter((each) => each !== problem).map((each) => `${moved(each)} ${each.code} ${each.message}`))
  if (!after.problems.every((each) => others.has(`${placeKey(each)} ${each.code} ${each.message}`))) return false
  const [knownBefore, knownAfter] = [callsOf(before), callsOf(after)]
  const places = new Set([problem, ...problem.related].map(placeKey))
  let lost = 0
  for (const [key, { place, isKnown }] of knownBefore) {
    const now = knownAfter.get(moved(place))
    if (isKnown && now?.isKnown === false) return false
    if (isKnown || !places.has(key)) continue
    if (now?.isKnown !== true) return false
    lost++
  }
  return lost > 0 || problem.severity !== 'error'
}

/** A remark on sizes is gone from its place, and no model accepts less than before. */
function loosens(analyses: Analyses, before: FileAnalysis, after: FileAnalysis, problem: Problem, edits: readonly Edit[]): boolean {
  const place = placeKey(movedBy(edits, problem))
  if (before.execution.models.length !== after.execution.models.length || analyses.remarks(after).some((each) => placeKey(each) === place)) return false
  return before.execution.models.every((model, index) => {
    const other = after.execution.models[index]!
    const [old, now] = [analyses.accepted(before, model).conditions, analyses.accepted(after, other).conditions]
    return other.subject.name === model.subject.name && now !== undefined && (old === undefined || now.every((condition) => implies(old, condition)))
  })
}

const placeKey = ({ file, range }: Location): string => `${file}:${range.start}:${range.end}`

/** The calls by place; one place is known where all that was seen there is. */
function callsOf(analysis: FileAnalysis): ReadonlyMap<string, { readonly place: Location; readonly isKnown: boolean }> {
  const calls = new Map<string, { readonly place: Location; readonly isKnown: boolean }>()
  for (const { file, span, shapes } of analysis.execution.records.calls.values()) {
    const place = { file, range: { start: span.start, end: span.end } }
    const key = placeKey(place)
    calls.set(key, { place, isKnown: shapes.every(isFullyKnown) && calls.get(key)?.isKnown !== false })
  }
  return calls
}

/** Where a place is after the edits. One that an edit lies in grows with it. */
function movedBy(edits: readonly Edit[], { file, range }: Location): Location {
  let { start, end } = range
  for (const edit of edits) {
    if (edit.file !== file) continue
    const growth = edit.newText.length - (edit.range.end - edit.range.start)
    if (edit.range.end <= range.start) start += growth
    if (edit.range.start < range.end) end += growth
  }
  return { file, range: { start, end } }
}

function changedTexts(analyses: Analyses, edits: readonly Edit[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const { file, range, newText } of [...edits].sort((a, b) => b.range.start - a.range.start)) {
    const text = texts.get(file) ?? analyses.text(file) ?? ''
    texts.set(file, text.slice(0, range.start) + newText + text.slice(range.end))
  }
  return texts
}
