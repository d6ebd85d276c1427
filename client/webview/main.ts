/** Joins the lab's page to the editor around it and to the engine. */
import { startEngine } from './engine.ts'
import type { Host } from './lab/host.ts'
import { decodeToPage, readFirst, sendable, type FromPage } from './messages.ts'
import { startPage, type Opening } from './page.tsx'

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void }

const editor = acquireVsCodeApi()
const host: Host = {
  reveal: () => editor.postMessage({ type: 'reveal' }),
  openManual: () => editor.postMessage({ type: 'openManual' }),
  follow: on => editor.postMessage({ type: 'follow', on }),
  apply: setting => editor.postMessage({ type: 'apply', setting: sendable(setting) }),
  check: setting => editor.postMessage({ type: 'check', setting: sendable(setting) }),
  copy: text => editor.postMessage({ type: 'copy', text }),
  save: (name, content) => editor.postMessage({ type: 'save', name, content }),
}
const script = document.currentScript
const page = startPage(document.querySelector('main') ?? document.body, host, startEngine(script?.nonce ?? '', script?.dataset['engine'] ?? ''), opening())

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = decodeToPage(data)
  switch (message?.type) {
    case 'lab': return page.open(message.model, message.cause, readFirst(message.first))
    case 'gone': return page.lost(message.reason)
    case 'following': return page.set({ following: message.on })
    case 'notice': return page.set({ notice: { kind: message.kind, text: message.text } })
    case 'checked': return page.checked(message.check)
    case undefined: return undefined
  }
})
editor.postMessage({ type: 'ready' })

/** What the page was made for stands in it. */
function opening(): Opening | undefined {
  const given: unknown = JSON.parse(document.getElementById('opening')?.textContent ?? 'null')
  const message = decodeToPage({ type: 'lab', cause: 'opened', ...(typeof given === 'object' ? given : {}) })
  return message?.type === 'lab' ? { model: message.model, first: readFirst(message.first) } : undefined
}
