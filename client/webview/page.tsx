/** The page of the layer lab, apart from how it reaches the editor and the engine. */
import { render } from 'preact'
import type { LabFirst, LabModel } from '../../server/protocol.ts'
import { readPalette } from './draw/theme.ts'
import { createController, type Controller, type Engine } from './lab/controller.ts'
import type { Host } from './lab/host.ts'
import { initialState, type LabState } from './lab/state.ts'
import { createStore } from './lab/store.ts'
import { painted } from './painted.ts'
import { App } from './views/App.tsx'

export interface Opening { readonly model: LabModel; readonly first: LabFirst | undefined }

/** Draws into `root` from now on, in the colours that the theme has at any time. The first picture of a layer leaves the mark `lab:painted` among the page's performance entries. */
export function startPage(root: Element, host: Host, engine: Engine, opening: Opening | undefined): Controller {
  let palette = readPalette(document.body)
  let marked: LabModel | undefined
  const draw = (state: LabState): void => {
    render(<App state={state} controller={controller} host={host} palette={palette} />, root)
    const { model, left } = state
    if (model === marked || !left?.result || left.ran !== left.setting) return
    marked = model
    void painted().then(() => {
      performance.clearMarks('lab:painted')
      performance.mark('lab:painted')
    })
  }
  const store = createStore(initialState, draw)
  const controller = createController(store, engine)
  const themed = new MutationObserver(() => {
    palette = readPalette(document.body)
    draw(store.state)
  })
  themed.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] })
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] })
  root.replaceChildren()
  if (opening) controller.open(opening.model, 'opened', opening.first)
  store.draw()
  return controller
}
