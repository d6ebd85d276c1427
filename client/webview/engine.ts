/**
 * The page's way to the lab's engine: a web worker made from the script that the page carries within itself, so that a run never stops
 * the page and can be cancelled; where no worker can start, the same script runs on the page.
 */
import type { AnswerMessage, LabProgress, LabQuestion, LabQuestions } from '../../server/protocol.ts'
import engineScript from 'lab-engine'

/** The run was cancelled, or another one has taken its place. */
export class Cancelled extends Error { override readonly name = 'Cancelled' }

export interface Engine {
  /** Rejects with Cancelled, or with the engine's own mistake. */
  ask<Q extends LabQuestion>(question: Q, params: LabQuestions[Q]['params'], progress?: (done: LabProgress) => void): Promise<LabQuestions[Q]['result']>
  /** Ends what is under way. The next question starts an engine anew, which knows no runs. */
  cancel(): void
  /** False where the engine runs on the page, where nothing can be cancelled. */
  readonly inWorker: boolean
}

interface Waiting { readonly resolve: (answer: never) => void; readonly reject: (reason: Error) => void; readonly progress: ((done: LabProgress) => void) | undefined }
type Post = (message: unknown) => void

export function startEngine(nonce: string): Engine {
  const waiting = new Map<number, Waiting>()
  let next = 1
  let worker: Worker | undefined
  let onPage: Promise<Post> | undefined
  const receive = (message: AnswerMessage): void => {
    const question = waiting.get(message.id)
    if (!question) return
    if ('progress' in message) return question.progress?.(message.progress)
    waiting.delete(message.id)
    if ('failure' in message) question.reject(new Error(message.failure))
    else question.resolve(message.answer as never)
  }
  const post: Post = message => {
    if (onPage) return void onPage.then(send => { send(message) })
    try {
      worker ??= workerOf(receive, () => { fallBack(message) })
      worker.postMessage(message)
    } catch {
      fallBack(message)
    }
  }
  const fallBack = (message: unknown): void => {
    worker?.terminate()
    worker = undefined
    onPage ??= engineOnPage(nonce, receive)
    post(message)
  }
  return {
    ask: (question, params, progress) => new Promise((resolve, reject) => {
      const id = next++
      waiting.set(id, { resolve, reject, progress })
      post({ id, question, params })
    }),
    cancel: () => {
      if (onPage) return
      worker?.terminate()
      worker = undefined
      for (const { reject } of waiting.values()) reject(new Cancelled('cancelled'))
      waiting.clear()
    },
    get inWorker() { return onPage === undefined },
  }
}

function workerOf(receive: (message: AnswerMessage) => void, failed: () => void): Worker {
  const address = URL.createObjectURL(new Blob([engineScript], { type: 'text/javascript' }))
  const worker = new Worker(address)
  worker.addEventListener('message', ({ data }: MessageEvent<AnswerMessage>) => { receive(data) })
  worker.addEventListener('error', event => {
    event.preventDefault()
    failed()
  }, { once: true })
  return worker
}

/** The policy of the page lets scripts with its nonce run. */
function engineOnPage(nonce: string, receive: (message: AnswerMessage) => void): Promise<Post> {
  const script = document.createElement('script')
  script.nonce = nonce
  script.textContent = engineScript
  document.head.append(script)
  const { torchShapeLab } = globalThis as { torchShapeLab?: (post: (message: AnswerMessage) => void) => Post }
  if (!torchShapeLab) return Promise.reject(new Error('The engine could not be started.'))
  return Promise.resolve(torchShapeLab(receive))
}
