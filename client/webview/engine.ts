/**
 * The page's way to the lab's engine: a web worker made from a script that is loaded as text once the page has been painted, so that a run
 * never stops the page and can be cancelled; where no worker can start, the same script runs on the page.
 */
import type { AnswerMessage, AskMessage, LabProgress } from '../../server/protocol.ts'
import type { Engine } from './lab/controller.ts'
import { painted } from './painted.ts'

/** The run was cancelled, or another one has taken its place. */
export class Cancelled extends Error { override readonly name = 'Cancelled' }

interface Waiting { readonly message: AskMessage; readonly resolve: (answer: never) => void; readonly reject: (reason: Error) => void; readonly progress: ((done: LabProgress) => void) | undefined }
type Post = (message: AskMessage) => void

/** `address` is that of the script that carries the engine's, which has to have the page's nonce. */
export function startEngine(nonce: string, address: string): Engine {
  const waiting = new Map<number, Waiting>()
  let next = 1
  let script: Promise<string> | undefined
  let worker: Worker | undefined
  let onPage: Post | undefined
  const receive = (message: AnswerMessage): void => {
    const question = waiting.get(message.id)
    if (!question) return
    if ('progress' in message) return question.progress?.(message.progress)
    waiting.delete(message.id)
    if (message.id === 1) performance.mark('lab:answered')
    if ('failure' in message) question.reject(new Error(message.failure))
    else question.resolve(message.answer as never)
  }
  const end = (reason: Error): void => {
    for (const { reject } of waiting.values()) reject(reason)
    waiting.clear()
  }
  const post = (text: string, message: AskMessage): void => {
    if (onPage) return onPage(message)
    try {
      worker ??= workerOf(text, receive, () => { fallBack(text) })
      worker.postMessage(message)
    } catch {
      fallBack(text)
    }
  }
  /** No worker can be had: everything that waits is asked on the page. */
  const fallBack = (text: string): void => {
    worker?.terminate()
    worker = undefined
    onPage ??= engineOnPage(nonce, text, receive)
    if (!onPage) return end(new Error('the engine could not be started'))
    for (const { message } of [...waiting.values()]) onPage(message)
  }
  return {
    ask: (question, params, progress) => new Promise((resolve, reject) => {
      const message: AskMessage = { id: next++, question, params }
      waiting.set(message.id, { message, resolve, reject, progress })
      // The script is long: it waits until what the page shows first has been painted.
      script ??= painted().then(() => loaded(nonce, address))
      script.then(text => { if (waiting.has(message.id)) post(text, message) }, end)
    }),
    cancel: () => {
      if (onPage) return
      worker?.terminate()
      worker = undefined
      end(new Cancelled('cancelled'))
    },
  }
}

function loaded(nonce: string, address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const carrier = document.createElement('script')
    carrier.nonce = nonce
    carrier.src = address
    const missing = (): void => { reject(new Error('the engine could not be loaded')) }
    carrier.addEventListener('error', missing)
    carrier.addEventListener('load', () => { if (window.torchShapeLabScript === undefined) missing(); else resolve(window.torchShapeLabScript) })
    document.head.append(carrier)
  })
}

function workerOf(script: string, receive: (message: AnswerMessage) => void, failed: () => void): Worker {
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  const worker = new Worker(address)
  worker.addEventListener('message', ({ data }: MessageEvent<AnswerMessage>) => { receive(data) })
  worker.addEventListener('error', event => {
    event.preventDefault()
    failed()
  }, { once: true })
  return worker
}

/** The policy of the page lets scripts with its nonce run. Undefined: it did not. */
function engineOnPage(nonce: string, text: string, receive: (message: AnswerMessage) => void): Post | undefined {
  const script = document.createElement('script')
  script.nonce = nonce
  script.textContent = text
  document.head.append(script)
  const { torchShapeLab } = globalThis as { torchShapeLab?: (post: (message: AnswerMessage) => void) => Post }
  return torchShapeLab?.(receive)
}
