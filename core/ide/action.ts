/** What offers actions: each file of `actions/` is one, with its manual. */
import type { FileAnalysis } from '../analysis.ts'
import type { Surroundings } from '../interp/runs.ts'
import type { Module } from '../syntax/ast.ts'
import type { Edit, Location, Problem } from './types.ts'

export interface ActionContext {
  readonly analysis: FileAnalysis
  /** What is selected, in a file that the analysis reached. */
  readonly selected: Location
  readonly around: Surroundings
  readonly textOf: (file: string) => string | undefined
  readonly treeOf: (file: string) => Module | undefined
  readonly remarks: () => readonly Problem[]
  /** Whether the analysis of the changed texts proves that the problem is gone and that nothing else went wrong. */
  readonly solves: (problem: Problem, edits: readonly Edit[]) => boolean
}

/** An action before it is placed in a list. */
export interface Offer { readonly title: string; readonly edits: readonly Edit[] }

/** Offers other ways to write what is selected. Each is certain when it is offered. */
export interface Rewrite {
  readonly provides: 'rewrite'
  readonly manual: string
  readonly offers: (context: ActionContext) => Iterable<Offer>
}

/** Offers what may solve a problem, the best first. An offer is shown only where the analysis of the changed text proves that it does. */
export interface ProblemFix {
  readonly provides: 'fix'
  /** The codes of the problems it knows something about. */
  readonly codes: readonly string[]
  /** Where it stands among the fixes of one problem: the lowest first. */
  readonly rank: number
  readonly manual: string
  readonly offers: (problem: Problem, context: ActionContext) => Iterable<Offer>
}

export const rewrite = (definition: Omit<Rewrite, 'provides'>): Rewrite => ({ provides: 'rewrite', ...definition })
export const fix = (definition: Omit<ProblemFix, 'provides'>): ProblemFix => ({ provides: 'fix', ...definition })
export const isProvider = (value: unknown): value is Rewrite | ProblemFix => typeof value === 'object' && value !== null && 'provides' in value
