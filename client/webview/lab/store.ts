/** The page's one value and those who draw it. */
export interface Store<State> {
  readonly state: State
  update(change: (state: State) => State): void
  /** Draws what was not drawn yet, without waiting for a frame. */
  draw(): void
}

/** Calls `draw` once per frame after changes, however many there were. */
export function createStore<State>(initial: State, draw: (state: State) => void): Store<State> {
  let state = initial
  let drawn: State | undefined
  let waiting = false
  const drawNewest = (): void => {
    if (drawn === state) return
    drawn = state
    draw(state)
  }
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
        drawNewest()
      })
    },
    draw: drawNewest,
  }
}
