// The sizes that a model accepts, as a person sees them: behind the def, in the hover, at the operation, and the quick fix there.
import assert from 'node:assert/strict'
import { pointAt } from './driver/editor.mjs'
import { quickInput } from './driver/lab.mjs'

const CONDITION = 'if H % 4 == W % 4 == 0'

export async function contractSteps({ page, step, picture }) {
  const editor = page.locator('.monaco-editor[data-uri*="unet.py"]').first()
  const hover = page.locator('.monaco-hover:visible .hover-contents, .monaco-resizable-hover:visible .hover-contents')

  await step('the sizes that a model accepts stand behind its def', async () => {
    await openFile(page, 'unet.py')
    await editor.locator('.view-line', { hasText: CONDITION }).waitFor()
    await editor.locator('.squiggly-hint').first().waitFor()
  })

  await step('the hover of forward says what it accepts, and what fails first', async () => {
    const { x, y } = await pointAt(editor, 'def forward', 'forward')
    await page.mouse.move(x - 4, y)
    await page.mouse.move(x, y)
    const said = hover.filter({ hasText: 'It accepts inputs with' }).first()
    await said.waitFor()
    const text = (await said.innerText()).replaceAll('\u00a0', ' ')
    assert.match(text, /At H = 5 PyTorch raises: Sizes of tensors must match except in dimension 1\. Expected size 5 but got size 4/)
    await picture('contract', 560)
    await page.keyboard.press('Escape')
  })

  await step('a quick fix lets it accept more sizes', async () => {
    const { x, y } = await pointAt(editor, 'return torch.cat([a, e]', 'cat')
    await page.mouse.click(x, y)
    await page.locator('.codicon-gutter-lightbulb-auto-fix, .codicon-gutter-lightbulb, .lightBulbWidget').first().waitFor()
    // A list of fixes that opens while problems change closes again: it is asked for anew.
    const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'Pass output_size=a.shape[-2:]' }).first()
    for (let attempt = 0; attempt < 5; attempt++) {
      await page.keyboard.press('Control+.')
      if (await fix.waitFor({ timeout: 6_000 }).then(() => true, () => false)) break
      await page.keyboard.press('Escape')
    }
    await fix.waitFor()
    await picture('fixes', 640)
    await page.keyboard.press('Enter')
    await editor.locator('.view-line', { hasText: 'self.up1(d, output_size=a.shape[-2:])' }).waitFor()
    await openFile(page, 'decoder.py')
  })
}

/** The list is filtered while one types: the row that Enter opens has to be the file's. What gets lost is asked for again. */
async function openFile(page, name) {
  const line = page.locator(`.monaco-editor[data-uri*="${name}"] .view-line`).first()
  for (let attempt = 0; attempt < 5; attempt++) {
    const box = await quickInput(page, 'Control+p')
    await box.fill(name)
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }).first().waitFor({ timeout: 5000 }).catch(() => undefined)
    await box.press('Enter')
    if (await line.waitFor({ timeout: 5000 }).then(() => true, () => false)) return
  }
  await line.waitFor()
}
