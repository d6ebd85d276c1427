/** Memory of programs that analyse many files at once. */
import { setFlagsFromString } from 'node:v8'

/** V8 lets a heap grow to several times what is alive in it. An analysis leaves most of what it makes behind: collecting it sooner takes a few per cent of the time. */
const GROWTH = 15

/** Does work of which the heap, in all threads, grows by no more than a part before what is left behind is collected. */
export async function onSmallHeap<R>(work: () => Promise<R>): Promise<R> {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`)
  try {
    return await work()
  } finally {
    // The code that V8 keeps for the next start is of use under the same flags only.
    setFlagsFromString('--heap-growing-percent=0')
  }
}
