/** The page's one value and those who draw it. */
export interface Store<State> {
  readonly state: State
  update(change: (state: State) => State): void
}

/** Calls `draw` once per frame after changes, however many there were. */
export function createStore<State>(initial: State, draw: (state: State) => void): Store<State> {
  let state = initial
  let waiting = false
  return {
    get state() { return state },
    update(change) {
      const next = change(state)
      if (next === state) return
      state = next
      if (waiting) return
      waiting = true
      requestAnimationFrame(() => {
        waiting = false
        draw(state)
      })
    },
  }
}
