// When a page that a command opens is painted. All clocks are the browser's: pages leave marks among their performance entries.
import { join } from 'node:path'
import { closeLab, command, openFile } from './lab.mjs'
import { editorTests } from './server.mjs'

/** An extension that shows an empty page: nothing can be sooner than that. */
export const floor = join(editorTests, 'floor')

const SOURCE = `from torch import nn
import torch

opened = nn.ConvTranspose2d(1, 1, 3, stride=2, padding=1)
other = nn.Conv2d(1, 1, 3, padding=1)
y = other(opened(torch.randn(1, 1, 4, 4)))
`
const FILE = 'opened.py'
export const files = { [FILE]: SOURCE }

const COMMANDS = { floor: 'Floor: Open an empty page', ours: 'Torch Shape Lint: Run this layer' }

/** Opens a page in place of any that is open. Milliseconds since the command: where the editor has made a frame, where the page begins, where it has been painted; and what the page took. */
export async function openedAnew(page, which) {
  await cursorOn(page, 'opened', 'ConvTranspose2d')
  if (await page.locator('iframe.webview').count() > 0) await closeLab(page)
  return opened(page, which)
}

/** Opens another layer in the lab that is open. */
export async function openedAgain(page) {
  await cursorOn(page, 'other', 'Conv2d')
  await opened(page, 'ours')
  await cursorOn(page, 'opened', 'ConvTranspose2d')
  return opened(page, 'ours')
}

/** The pages' milliseconds, each the median of several openings. */
export const medians = openings => Object.fromEntries(Object.keys(openings[0]).map(name => [name, median(openings.map(each => each[name]))]))
const median = numbers => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)]

/** How much longer work takes now than on a processor of its own. */
export function shared() {
  const since = performance.now(), used = process.cpuUsage()
  let spent = 0
  while (spent < 50) {
    const { user, system } = process.cpuUsage(used)
    spent = (user + system) / 1000
  }
  return Math.max(1, (performance.now() - since) / spent)
}

const cursorOn = (page, name, layer) => openFile(page, FILE, SOURCE, `${name} = nn.`, layer)

async function opened(page, which) {
  await page.evaluate(() => {
    const now = () => performance.timeOrigin + performance.now()
    globalThis.opening = {}
    addEventListener('mouseup', event => { globalThis.opening.entered = performance.timeOrigin + event.timeStamp }, { capture: true, once: true })
    const frames = new MutationObserver(() => {
      if (!document.querySelector('iframe.webview')) return
      globalThis.opening.framed = now()
      frames.disconnect()
    })
    frames.observe(document.body, { subtree: true, childList: true })
  })
  await command(page, COMMANDS[which])
  const outer = page.locator('iframe.webview.ready').last()
  await outer.waitFor()
  const { entered, framed } = await page.evaluate(() => globalThis.opening)
  const shown = outer.contentFrame().locator('iframe#active-frame').contentFrame()
  const { begun, painted, answered } = await shown.locator('body').evaluate(async (_, since) => {
    const at = name => performance.timeOrigin + (performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN)
    while (!(at('lab:painted') > since)) await new Promise(later => { setTimeout(later, 10) })
    return { begun: performance.timeOrigin, painted: at('lab:painted'), answered: at('lab:answered') }
  }, entered)
  return { framed: framed - entered, begun: begun - entered, painted: painted - entered, inPage: painted - begun, waited: painted > answered ? 1 : 0 }
}
