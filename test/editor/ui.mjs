// The packaged .vsix in a real workbench, used as a person would: typing, hovering, clicking, reading.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { contractSteps } from './contract.mjs'
import { pointAt } from './driver/editor.mjs'
import { launch, VIEWPORT } from './driver/page.mjs'
import { floor } from './driver/painting.mjs'
import { root, startServer } from './driver/server.mjs'
import { labPictures, labSteps, prepareLab, restrictedSteps } from './lab.mjs'

/** Waits of a step; a loaded machine paints slowly. */
const PATIENCE = 30_000

const SETTINGS = { 'workbench.colorTheme': 'Default Dark Modern', 'editor.hover.delay': 100, 'editor.fontSize': 14, 'explorer.autoReveal': false, 'workbench.activityBar.location': 'hidden', 'workbench.statusBar.visible': false, 'workbench.editor.showTabs': 'single' }

/** Returns one result per step; `pictures` is a folder for docs/ pictures. */
export async function runUi({ vsix, folder, pictures }) {
  prepareLab(folder)
  // There is no interpreter at first; steps put one there.
  const python = join(folder, 'interpreter')
  const inTrust = await inWorkbench({ vsix, folder, pictures, file: 'decoder.py', machine: { 'torchShapeLint.python': python }, beside: [floor] }, async given => {
    await contractSteps(given)
    await steps(given)
    await labSteps({ ...given, folder, python })
    if (pictures) await labPictures({ ...given, folder: pictures })
  })
  const settings = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' }
  return [...inTrust, ...await inWorkbench({ vsix, folder, file: 'trusted.py', settings, machine: { 'torchShapeLint.python': python } }, given => restrictedSteps({ ...given, python }))]
}

/** A workbench of its own, with a file open and the side bar closed. */
export async function inWorkbench({ vsix, folder, pictures, file, settings, machine, beside }, act) {
  const server = await startServer({ vsix, settings: { ...SETTINGS, ...settings }, machine, beside })
  const browser = await launch()
  const context = await browser.newContext({ viewport: { ...VIEWPORT, height: pictures ? 1060 : VIEWPORT.height }, deviceScaleFactor: pictures ? 1.5 : 1 })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE)
  const results = []
  const step = async (title, act) => {
    const since = performance.now()
    if (results.some(result => !result.ok)) return
    try {
      const said = await act()
      results.push({ ok: true, title: said === undefined ? title : `${title}: ${said}`, ms: Math.round(performance.now() - since) })
    } catch (error) {
      mkdirSync(join(root, 'shots'), { recursive: true })
      await page.screenshot({ path: join(root, 'shots/ui-failed.png') }).catch(() => undefined)
      results.push({ ok: false, title, error: `${error.stack}\n(picture: shots/ui-failed.png)` })
    }
  }
  const picture = async (name, height) => {
    if (!pictures) return
    await page.waitForTimeout(600) // a hover fades in
    await page.screenshot({ path: join(pictures, `${name}.png`), clip: { x: 0, y: 30, width: VIEWPORT.width - 4, height } })
  }
  try {
    await page.goto(server.url(folder, [['openFile', server.remote(join(folder, file))]]))
    await page.locator('.monaco-workbench').waitFor()
    await page.locator(`.monaco-editor[data-uri*="${file}"] .view-line`).first().waitFor()
    await page.keyboard.press('Control+b') // the side bar only takes room here
    await act({ page, context, step, picture, profile: server.profile })
  } finally {
    await browser.close()
    await server.stop()
  }
  return results
}

async function steps({ page, step, picture }) {
  const editor = page.locator('.monaco-editor[data-uri*="decoder.py"]').first()
  const hover = page.locator('.monaco-hover:visible .hover-contents, .monaco-resizable-hover:visible .hover-contents')

  await step('a shape stands behind a name', async () => {
    await editor.locator('.view-line', { hasText: 'images: [1, 1, 8, 8]' }).waitFor()
  })

  await step('a squiggle appears while typing', async () => {
    const { end, y } = await pointAt(editor, 'self.refine = nn', 'padding=1')
    await page.mouse.click(end - 1, y)
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    assert.equal(await editor.locator('.squiggly-error').count(), 0, 'nothing is underlined before')
    await page.keyboard.type(', output_padding=1')
    await editor.locator('.squiggly-error').first().waitFor()
  })

  await step('its hover says what PyTorch would', async () => {
    const said = hover.filter({ hasText: 'output padding must be smaller than either stride or dilation' }).first()
    await hoverOver(page, editor, 'self.refine = nn', 'output_padding=1', said)
    assert.match(await said.innerText(), /output_padding_height: 1 output_padding_width: 1 stride_height: 1/)
    assert.match(await said.innerText(), /torch-shape-lint\(output-padding\)/)
    await picture('squiggle', 440)
    await page.keyboard.press('Escape')
  })

  await step('the squiggle goes when the mistake does', async () => {
    for (let key = 0; key < ', output_padding=1'.length; key++) await page.keyboard.press('Backspace')
    await editor.locator('.squiggly-error').first().waitFor({ state: 'detached' })
  })

  await step('a hover explains a layer with its numbers', async () => {
    const said = hover.filter({ hasText: '→' }).first()
    await hoverOver(page, editor, 'return self.enlarge(x)', 'enlarge', said)
    const text = (await said.innerText()).replaceAll('\u00a0', ' ')
    assert.ok(text.includes('[1, 4, 4, 4] → [1, 1, 8, 8]'), text)
    assert.ok(text.includes('doubles H and W'), text)
    assert.ok(text.includes('run this layer'), text)
    await picture('hover', 440)
    await page.keyboard.press('Escape')
  })
}

/** A hover opens when the pointer rests on a text after a move; one that a redraw swallows is asked for again. */
async function hoverOver(page, editor, line, text, said) {
  for (let attempt = 0; attempt < 5; attempt++) {
    const { x, y } = await pointAt(editor, line, text)
    await page.mouse.move(x - 4, y)
    await page.mouse.move(x, y)
    if (await said.waitFor({ timeout: PATIENCE / 5 }).then(() => true, () => false)) return
    await page.mouse.move(x, y + 300)
  }
  await said.waitFor({ timeout: 1 })
}
