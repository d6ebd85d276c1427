/** Ends the process once its event loop has stood still for too long, so that whoever started it can start it again. */
import { Worker } from 'node:worker_threads'

/** Seconds of processor time. An analysis gives up long before (`defaultBudget`). */
const PATIENCE = 60

/**
 * What hangs can't look at the clock: a thread of its own does. Time is what the process has worked since the last beat, so that a machine that is busy with
 * other things changes nothing; what waits without working, for a file that never comes, is given ten times as long. Seconds in which the machine sleeps count for nothing.
 */
const program = `const { workerData: { beats, patience } } = require('node:worker_threads')
const { writeSync } = require('node:fs')
const worked = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6 }
let seen = -1, since = 0, ticks = 0
setInterval(() => {
  const now = Atomics.load(beats, 0)
  if (now !== seen) { seen = now; since = worked(); ticks = 0 }
  if (worked() - since <= patience && ++ticks <= 10 * patience) return
  try { writeSync(2, 'The server hangs and ends.\\n') } catch {}
  process.kill(process.pid, 'SIGKILL')
}, 1000)`

export function watchEventLoop(patience = PATIENCE): void {
  const beats = new Int32Array(new SharedArrayBuffer(4))
  new Worker(program, { eval: true, workerData: { beats, patience } }).unref()
  setInterval(() => { Atomics.add(beats, 0, 1) }, 500).unref()
}
