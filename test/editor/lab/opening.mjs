// How soon the lab shows its first picture. The page leaves marks among its performance entries; its clock is that of the workbench around it.
import assert from 'node:assert/strict'
import { closeLab, labPage, openFile, runLayer } from '../driver/lab.mjs'

const SOURCE = `from torch import nn
import torch

opened = nn.ConvTranspose2d(1, 1, 3, stride=2, padding=1)
y = opened(torch.randn(1, 1, 4, 4))
`
const FILE = 'opened.py'
export const files = { [FILE]: SOURCE }

/** What the page may take on a processor of its own, in milliseconds, and how often it is opened. */
const MOST = 200
const TRIES = [3, 8]

export async function steps({ page, step }) {
  await step('the first picture is painted 200 ms after the page begins, before there is an engine', async () => {
    await page.evaluate(() => { addEventListener('mouseup', event => { globalThis.entered = performance.timeOrigin + event.timeStamp }, true) })
    const opened = []
    const isSoon = ({ inPage, sharing }) => inPage <= MOST * sharing
    while (opened.length < TRIES[0] || (opened.length < TRIES[1] && !opened.some(isSoon))) {
      await openFile(page, FILE, SOURCE, 'opened = nn.', 'ConvTranspose2d')
      if (opened.length > 0) await closeLab(page)
      opened.push({ ...await openedIn(page), sharing: shared() })
    }
    assert.ok(opened.some(isSoon), `${opened.map(({ inPage, sharing }) => `${inPage} ms at ${sharing.toFixed(1)} times the work`).join(', ')}`)
    const best = name => Math.min(...opened.map(each => each[name]))
    return `${best('inPage')} ms after the page begins, ${best('afterCommand')} ms after the command, with what the workbench takes to make a page`
  })
}

/** How much longer work takes now than on a processor of its own: others may be using it. */
function shared() {
  const since = performance.now(), used = process.cpuUsage()
  let spent = 0
  while (spent < 50) {
    const { user, system } = process.cpuUsage(used)
    spent = (user + system) / 1000
  }
  return Math.max(1, (performance.now() - since) / spent)
}

/** Milliseconds from the beginning of the page, and from the click on the command. */
async function openedIn(page) {
  await runLayer(page)
  const lab = await labPage(page)
  const { origin, painted, answered } = await lab.locator('body').evaluate(async () => {
    const mark = name => performance.getEntriesByName(name)[0]?.startTime
    while (mark('lab:answered') === undefined || mark('lab:painted') === undefined) await new Promise(later => { setTimeout(later, 20) })
    return { origin: performance.timeOrigin, painted: mark('lab:painted'), answered: mark('lab:answered') }
  })
  assert.ok(painted < answered, 'the picture waits for no engine')
  await lab.locator('.pane-of.output [role=gridcell]').first().waitFor()
  return { inPage: Math.round(painted), afterCommand: Math.round(origin + painted - await page.evaluate(() => globalThis.entered)) }
}
