/**
 * The script of the lab's engine. In a web worker it answers the page's messages; on a page that can't start workers it leaves
 * `globalThis.torchShapeLab`, by which the page asks directly.
 */
import { answering, type AnswerMessage } from './answer.ts'

interface WorkerScope {
  readonly WorkerGlobalScope?: unknown
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  torchShapeLab?: (post: (message: AnswerMessage) => void) => (message: unknown) => void
}

const scope = globalThis as unknown as WorkerScope
if (scope.WorkerGlobalScope !== undefined) {
  const answer = answering((message) => { scope.postMessage(message) })
  scope.addEventListener('message', ({ data }) => { answer(data) })
} else scope.torchShapeLab = answering
