/** Everything the editor may change at a place: fixes of the problems there, and other ways to write it. */
import type { Analyses, FileAnalysis } from '../analysis.ts'
import { isProvider, type ActionContext, type Offer, type ProblemFix, type Rewrite } from './action.ts'
import { modules } from './actions.generated.ts'
import { prover } from './proof.ts'
import type { Action, Location, Problem } from './types.ts'

const providers = modules.flatMap((module) => Object.values(module)).filter(isProvider)
const rewrites = providers.filter((each): each is Rewrite => each.provides === 'rewrite')
const fixes = providers.filter((each): each is ProblemFix => each.provides === 'fix').sort((a, b) => a.rank - b.rank)

export function actionsAt(analyses: Analyses, analysis: FileAnalysis, selected: Location): readonly Action[] {
  const context: ActionContext = {
    analysis, selected, around: analyses.surroundings([]),
    textOf: (file) => analyses.text(file), treeOf: (file) => analyses.tree(file)?.parsed.module, remarks: () => analyses.remarks(analysis), solves: prover(analyses, analysis),
  }
  return [...problemsAt(context).flatMap((problem) => [...fixesOf(problem, context)]), ...rewritesAt(context)]
}

/** The problems that are shown at the place, and those of which the operation stands there. */
const problemsAt = (context: ActionContext): readonly Problem[] =>
  [...context.analysis.problems, ...context.remarks()].filter((problem) => [problem, problem.related[0]].some((place) => place?.file === context.selected.file && place.range.start <= context.selected.range.end && context.selected.range.start <= place.range.end))

/** What the problem states itself, then what is proved to solve it. */
function* fixesOf(problem: Problem, context: ActionContext): Iterable<Action> {
  let isFirst = true
  const fixed = ({ title, edits }: Offer): Action => {
    const action: Action = { title, edits, kind: 'fix', isPreferred: isFirst, problem }
    isFirst = false
    return action
  }
  for (const { title, range, newText } of problem.fixes) yield fixed({ title, edits: [{ file: problem.file, range, newText }] })
  for (const { codes, offers } of fixes) if (codes.includes(problem.code)) for (const offer of offers(problem, context)) if (context.solves(problem, offer.edits)) yield fixed(offer)
}

function* rewritesAt(context: ActionContext): Iterable<Action> {
  for (const { offers } of rewrites) for (const offer of offers(context)) yield { ...offer, kind: 'rewrite', isPreferred: false, problem: undefined }
}
