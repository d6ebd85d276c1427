// The lab for everybody: every theme, a screen reader's view by axe, the keyboard alone, and less motion.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { command, gridOf, labPage, openLab } from '../driver/lab.mjs'
import { root } from '../driver/server.mjs'
import { settled } from '../driver/settled.mjs'

const SOURCE = `import torch
from torch import nn

up = nn.ConvTranspose2d(2, 1, 3, stride=2, padding=1, output_padding=1)
y = up(torch.randn(1, 2, 3, 3))
`
export const files = { 'access.py': SOURCE }

/** The editor's themes, with the class that the page then has. */
export const THEMES = [['Dark Modern', 'vscode-dark'], ['Light Modern', 'vscode-light'], ['Dark High Contrast', 'vscode-high-contrast'], ['Light High Contrast', 'vscode-high-contrast-light']]

export async function steps({ page, step }) {
  await step('the lab opens to be looked at in other ways', async () => {
    const lab = await openLab(page, { name: 'access.py', source: SOURCE, line: 'up = nn.', on: 'ConvTranspose2d', call: 'output_padding=1' })
    await lab.locator('.sum .result').first().waitFor()
  })

  for (const [name, className] of THEMES) {
    await step(`axe finds nothing to object to in ${name}`, async () => {
      const lab = await labPage(page)
      await chooseTheme(page, name)
      await lab.locator(`body.${className}`).waitFor()
      for (const tab of ['Matrix', 'Overlap', 'Sum']) {
        await lab.getByRole('tab', { name: tab }).click()
        await lab.getByRole('tabpanel', { name: tab }).waitFor()
        assert.deepEqual(await objections(lab), [], `${tab} in ${name}`)
      }
    })
  }

  await step('refused, compared and with names there is nothing to object to either', async () => {
    const lab = await labPage(page)
    await chooseTheme(page, 'Dark Modern')
    await lab.getByLabel('with names').check()
    await lab.locator('summary', { hasText: 'Compare' }).click()
    await lab.getByRole('button', { name: 'with these settings' }).click()
    await lab.locator('.side').nth(1).locator('.pane-of.output [role=gridcell]').first().waitFor()
    await lab.getByLabel('stride', { exact: true }).nth(1).fill('1')
    await lab.locator('.field .problem').first().waitFor()
    assert.deepEqual(await objections(lab), [])
    await lab.locator('summary', { hasText: 'Compare' }).click()
    await lab.getByRole('button', { name: 'keep the first' }).click()
    await lab.getByLabel('with names').uncheck()
  })

  await step('the Tab key reaches every control once, in reading order', async () => {
    const lab = await labPage(page)
    await lab.getByRole('button', { name: 'Show in the file' }).focus()
    const wanted = await lab.locator('body').evaluate(body => {
      window.named = each => `${each.tagName} ${each.ariaLabel ?? (each.id || each.textContent)}`
      return [...body.querySelectorAll('button, input, select, textarea, summary, [tabindex]')].filter(each => each.tabIndex >= 0 && !each.disabled && each.checkVisibility()).map(window.named)
    })
    const reached = []
    for (let key = 0; key < wanted.length; key++) {
      reached.push(await lab.locator('body').evaluate(() => window.named(document.activeElement)))
      await page.keyboard.press('Tab')
    }
    assert.deepEqual(reached, wanted)
  })

  await step('by the keyboard alone a cell is pinned, the slider moved, and an argument changed', async () => {
    const lab = await labPage(page)
    await lab.locator('.pane-of.output .active').focus()
    await page.keyboard.press('Control+End')
    const sum = lab.locator('.spoken').first()
    await settled(async () => (await sum.textContent()).startsWith('output[0, 0, 5, 5] = '), true)
    await page.keyboard.press('Space')
    await lab.getByRole('slider', { name: 'Position' }).focus()
    assert.equal(await lab.getByRole('slider', { name: 'Position' }).getAttribute('aria-valuetext'), 'output 0, 0, 5, 5')
    await page.keyboard.press('ArrowLeft')
    await settled(async () => (await sum.textContent()).startsWith('output[0, 0, 5, 4] = '), true)
    await lab.getByLabel('kernel_size', { exact: true }).focus()
    await page.keyboard.press('ArrowUp')
    await settled(async () => (await gridOf(lab, 'output')).length, 7)
    await page.keyboard.press('ArrowDown')
    await settled(async () => (await gridOf(lab, 'output')).length, 6)
    await lab.locator('summary', { hasText: 'Export' }).focus()
    await page.keyboard.press('Enter')
    await lab.getByRole('button', { name: 'as SVG' }).waitFor()
    await page.keyboard.press('Escape')
    await lab.getByRole('button', { name: 'as SVG' }).waitFor({ state: 'hidden' })
    await lab.getByRole('tab', { name: 'Sum' }).focus()
    await page.keyboard.press('ArrowRight')
    await lab.getByRole('tabpanel', { name: 'Matrix' }).waitFor()
    await page.keyboard.press('ArrowLeft')
  })

  await step('nothing plays by itself where less motion is asked for', async () => {
    const lab = await labPage(page)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await lab.getByRole('button', { name: 'One on' }).click()
    await settled(() => lab.getByRole('button', { name: 'Play', exact: true }).isDisabled(), true)
    await page.emulateMedia({ reducedMotion: 'no-preference' })
  })
}

async function chooseTheme(page, name) {
  await command(page, 'Preferences: Color Theme')
  const box = page.locator('.quick-input-widget input.input')
  await box.fill(name)
  await page.locator('.quick-input-list .monaco-list-row').filter({ has: page.getByText(name, { exact: true }) }).first().click()
}

const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8')

/** What axe objects to on the page, each with the elements. */
async function objections(lab) {
  const frame = await (await lab.locator('body').elementHandle()).ownerFrame()
  await frame.evaluate(axe)
  const { violations } = await frame.evaluate(() => window.axe.run('main'))
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html, any }) => `${html.slice(0, 120)} ${any.map(({ message }) => message).join('; ')}`).join(' | ')}`)
}
