// Pictures of the lab for the documentation.
import { join } from 'node:path'
import { cellPoint, command, openLab } from '../driver/lab.mjs'

const SOURCE = `import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.enlarge = nn.ConvTranspose2d(
            1, 1, 3, stride=2, padding=1, output_padding=1)

    def forward(self, x):
        return self.enlarge(x)


images = Decoder()(torch.randn(1, 1, 4, 4))
`
export const files = { 'pictured.py': SOURCE }

/** The lab beside its code, in the dark and in the light theme. */
export async function pictures({ page, step, folder }) {
  await step('pictures of the lab', async () => {
    const take = async name => {
      await page.waitForTimeout(800)
      await page.screenshot({ path: join(folder, `${name}.png`), clip: { x: 0, y: 30, width: 1500, height: 1030 } })
    }
    await page.setViewportSize({ width: 1500, height: 1060 })
    const lab = await openLab(page, { name: 'pictured.py', source: SOURCE, line: 'nn.ConvTranspose2d', on: 'nn.ConvTranspose2d', call: 'output_padding=1' })
    await lab.locator('.pane-of.weight').first().getByLabel('weight: where').selectOption('random')
    await page.locator('.sash-container .monaco-sash.vertical').last().hover()
    await page.mouse.down()
    await page.mouse.move(520, 500)
    await page.mouse.up()
    await page.waitForTimeout(1000)
    // A choice scrolls the page to itself while the lab is narrow.
    await lab.locator('body').evaluate(() => { scrollTo(0, 0) })
    const cell = await cellPoint(lab, 'output', 4, 4)
    await page.mouse.move(cell.x, cell.y)
    await take('lab-dark')
    await lab.getByLabel('What the slider runs through').selectOption('input')
    await lab.getByLabel('fill step by step').check()
    await lab.getByRole('button', { name: 'One on' }).click()
    await page.mouse.move(5, 700)
    await take('lab-stamps')
    await lab.getByLabel('fill step by step').uncheck()
    await lab.getByLabel('What the slider runs through').selectOption('output')
    await command(page, 'Preferences: Toggle between Light/Dark Themes')
    await page.waitForTimeout(1500)
    await lab.getByLabel('draw the input as').check()
    await lab.getByLabel('with names').check()
    const same = await cellPoint(lab, 'output', 4, 4)
    await page.mouse.move(same.x, same.y)
    await take('lab-light')
    await lab.getByLabel('draw the input as').uncheck()
    await lab.getByRole('tab', { name: 'Matrix' }).click()
    await lab.locator('.matrix').scrollIntoViewIfNeeded()
    await take('lab-matrix')
  })
}
