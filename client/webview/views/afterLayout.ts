/** Reads the page's layout, and returns what changes the page by it. */
export type Task = () => (() => void) | undefined

let waiting: Task[] = []

/**
 * Runs a task before the page is painted next. Of all that wait the reading is done first and the changing then: a page is laid out once
 * for all of them, and not once for each.
 */
export function afterLayout(task: Task): void {
  waiting.push(task)
  if (waiting.length > 1) return
  queueMicrotask(() => {
    const tasks = waiting
    waiting = []
    for (const change of tasks.map(read => read())) change?.()
  })
}
