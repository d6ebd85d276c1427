/** The lab's engine behind messages: what a page asks its worker, and what comes back. */
import { createLabEngine, type LabEngine, type LabProgress, type LabQuestion, type LabQuestions } from '../../core/exec/lab/index.ts'

/** A question of the page. `id` is the page's own number for it. */
export interface AskMessage<Q extends LabQuestion = LabQuestion> { readonly id: number; readonly question: Q; readonly params: LabQuestions[Q]['params'] }
export type AnswerMessage =
  | { readonly id: number; readonly answer: unknown }
  /** The engine itself failed: a mistake of ours. */
  | { readonly id: number; readonly failure: string }
  | { readonly id: number; readonly progress: LabProgress }

/** Answers one question after the other; the engine is made with the first. Messages that are no questions are left alone. */
export function answering(post: (message: AnswerMessage) => void): (message: unknown) => void {
  let engine: LabEngine | undefined
  return (message) => {
    if (!isAsk(message)) return
    const { id, question, params } = message
    try {
      engine ??= createLabEngine()
      const ask = engine[question] as (params: unknown, progress: (done: LabProgress) => void) => unknown
      if (typeof ask !== 'function') return post({ id, failure: `there is no question ${question}` })
      post({ id, answer: ask(params, (progress) => { post({ id, progress }) }) })
    } catch (problem) {
      post({ id, failure: problem instanceof Error ? problem.stack ?? problem.message : String(problem) })
    }
  }
}

function isAsk(message: unknown): message is AskMessage {
  if (typeof message !== 'object' || message === null) return false
  const { id, question, params } = message as Partial<Record<keyof AskMessage, unknown>>
  return typeof id === 'number' && typeof question === 'string' && typeof params === 'object' && params !== null
}
