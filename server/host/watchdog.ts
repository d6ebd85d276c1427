/** Ends the process once its event loop has stood still for too long, so that whoever started it can start it again. */
import { Worker } from 'node:worker_threads'

/** Seconds. An analysis gives up long before (`defaultBudget`). */
const PATIENCE = 60

/** What hangs can't look at the clock: a thread of its own counts the seconds without a beat. Seconds in which the machine sleeps count for neither. */
const program = `const { workerData: { beats, patience } } = require('node:worker_threads')
const { writeSync } = require('node:fs')
let seen = 0, idle = 0
setInterval(() => {
  const now = Atomics.load(beats, 0)
  idle = now === seen ? idle + 1 : 0
  seen = now
  if (idle <= patience) return
  try { writeSync(2, 'The server has not answered for ' + patience + ' seconds and ends.\\n') } catch {}
  process.kill(process.pid, 'SIGKILL')
}, 1000)`

export function watchEventLoop(patience = PATIENCE): void {
  const beats = new Int32Array(new SharedArrayBuffer(4))
  new Worker(program, { eval: true, workerData: { beats, patience } }).unref()
  setInterval(() => { Atomics.add(beats, 0, 1) }, 500).unref()
}
