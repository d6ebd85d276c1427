/** The page of the layer lab, apart from how it reaches the editor and the engine. */
import { render } from 'preact'
import { readPalette } from './draw/theme.ts'
import { createController, type Controller, type Engine } from './lab/controller.ts'
import type { Host } from './lab/host.ts'
import { initialState, type LabState } from './lab/state.ts'
import { createStore } from './lab/store.ts'
import { App } from './views/App.tsx'

/** Draws into `root` from now on, in the colours that the theme has at any time. */
export function startPage(root: Element, host: Host, engine: Engine): Controller {
  let palette = readPalette(document.body)
  const draw = (state: LabState): void => render(<App state={state} controller={controller} host={host} palette={palette} />, root)
  const store = createStore(initialState, draw)
  const controller = createController(store, engine)
  const themed = new MutationObserver(() => {
    palette = readPalette(document.body)
    draw(store.state)
  })
  themed.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] })
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] })
  root.replaceChildren()
  draw(store.state)
  return controller
}
