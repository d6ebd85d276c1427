/** The page of the layer panel: draws the model it is sent, and answers to the pointer. */
import type { PanelModel } from '../../server/protocol.ts'
import type { FromPage, ToPage } from './messages.ts'
import { element } from './dom.ts'
import { arrayView } from './arrayView.ts'
import { formulaTable } from './formula.ts'

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void }

const editor = acquireVsCodeApi()
const main = document.querySelector('main') ?? document.body

window.addEventListener('message', (event: MessageEvent<ToPage>) => {
  const message = event.data
  switch (message.type) {
    case 'model': main.replaceChildren(...layer(message.model)); break
    case 'nothing': main.replaceChildren(element('p', { class: 'waiting' }, message.reason)); break
  }
})
editor.postMessage({ type: 'ready' })

function layer(model: PanelModel): readonly Node[] {
  return [
    header(model),
    ...(model.refusal === undefined ? [] : [refusal(model.refusal)]),
    ...(model.lines.length > 0 ? [formulaTable(model.lines)] : []),
    ...model.notes.map(note => element('p', { class: 'note' }, note)),
    ...(model.scaledDown === undefined ? [] : [element('p', { class: 'note scaled' }, model.scaledDown)]),
    section('Input', model.inputs),
    section('Weights', model.weights),
    section('Output', model.outputs),
  ].filter(node => node !== undefined)
}

function header(model: PanelModel): Node {
  const reveal = element('button', { type: 'button', class: 'link' }, 'Show in the file')
  reveal.addEventListener('click', () => editor.postMessage({ type: 'reveal' }))
  const links: Node[] = [reveal]
  if (model.manual !== undefined) {
    const manual = element('button', { type: 'button', class: 'link' }, 'Manual')
    manual.addEventListener('click', () => editor.postMessage({ type: 'openManual' }))
    links.push(manual)
  }
  return element('header', {}, element('h1', { id: 'title' }, model.title), element('code', { id: 'call' }, model.call), element('nav', {}, ...links))
}

function refusal(message: string): Node {
  return element('div', { class: 'refusal', role: 'alert' }, element('strong', {}, 'PyTorch refuses this: '), message)
}

function section(title: string, arrays: PanelModel['inputs']): Node | undefined {
  if (arrays.length === 0) return undefined
  const kind = title.toLowerCase()
  return element('section', { id: kind, 'aria-labelledby': `${kind}-title` }, element('h2', { id: `${kind}-title` }, title), ...arrays.map(array => arrayView(array, kind)))
}
