/** Checks files in several threads of this program. Each has a workspace of its own and takes the next file when it is done with one. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { initParser } from '../../core/index.ts'
import { readParserFiles, workTime } from '../host/node.ts'
import type { Common } from './arguments.ts'
import { checkFile, type CheckedFile } from './files.ts'
import { openWorkspace } from './workspace.ts'

/** What a thread is told when it is started. */
interface Orders { readonly targets: readonly string[]; readonly common: Common; readonly threads: number }

/** A thread imports what its files import, which takes a while: fewer files than these are not worth one. */
const filesPerThread = 12

export const threadsFor = (files: number, most = availableParallelism()): number => Math.min(most, Math.floor(files / filesPerThread))

/** `files` in the order in which they shall begin; the results come in the order in which they end. Of a file that ends its thread nothing is known. */
export async function checkInThreads(threads: number, files: readonly string[], { targets, common }: Omit<Orders, 'threads'>, done: (checked: CheckedFile) => void): Promise<void> {
  const waiting = [...files]
  const orders: Orders = { targets, common, threads }
  const serve = (): Promise<void> => new Promise(resolve => {
    const next = waiting.shift()
    if (next === undefined) { resolve(); return }
    let file = next
    const worker = new Worker(join(__dirname, 'cli.js'), { workerData: orders })
    worker.on('message', (checked: CheckedFile) => {
      done(checked)
      const following = waiting.shift()
      if (following === undefined) { worker.removeAllListeners('exit'); void worker.terminate().then(() => { resolve() }) }
      else worker.postMessage(file = following)
    })
    worker.on('error', () => { done({ file, problems: [], coverage: { calls: 0, known: 0 }, complete: false }) })
    worker.on('exit', () => { void serve().then(resolve) })
    worker.postMessage(file)
  })
  await Promise.all(Array.from({ length: threads }, serve))
}

/** The other side: true where this is such a thread, which from now on answers. `answered`: called after each answer. */
export async function isThread(answered: () => void): Promise<boolean> {
  if (isMainThread || !parentPort) return false
  const { targets, common, threads } = workerData as Orders
  await initParser(readParserFiles())
  const workspace = openWorkspace(targets, common, () => workTime() / threads)
  if ('failure' in workspace) throw new Error(workspace.failure)
  const port = parentPort
  port.on('message', (file: string) => {
    port.postMessage(checkFile(workspace.project, file))
    answered()
  })
  return true
}
