// The ways into the lab: a lens, a hover's link, the context menu, and the cursor that it follows. The command is what the other steps use.
import { command, labPage, openFile } from '../driver/lab.mjs'
import { pointAt } from '../driver/editor.mjs'

const SOURCE = `import torch
from torch import nn

first = nn.Linear(2, 3)
second = nn.ReLU()
third = nn.Softmax(dim=1)
fourth = nn.Sigmoid()
y = fourth(third(second(first(torch.randn(1, 2)))))
`
export const files = { 'ways.py': SOURCE }

export async function steps({ page, step }) {
  const editor = page.locator('.monaco-editor[data-uri*="ways.py"]').first()
  const shows = async text => (await labPage(page)).locator('#call', { hasText: text }).waitFor()

  await step('the lab opens from a lens above the layer', async () => {
    await openFile(page, 'ways.py', SOURCE, 'first = nn.', 'Linear')
    await editor.locator('.codelens-decoration a', { hasText: 'Run this Linear' }).click()
    await shows('Linear(2, 3)')
  })

  await step('from the link in the hover', async () => {
    const { x, y } = await pointAt(editor, 'second = nn', 'ReLU')
    await page.mouse.move(x - 4, y)
    await page.mouse.move(x, y)
    await page.locator('.monaco-hover:visible, .monaco-resizable-hover:visible').getByText('run this layer').first().click()
    await shows('ReLU()')
    await page.keyboard.press('Escape')
  })

  await step('from the context menu', async () => {
    const { x, y } = await pointAt(editor, 'third = nn', 'Softmax')
    await page.mouse.click(x, y)
    await page.mouse.click(x, y, { button: 'right' })
    const item = page.getByRole('menuitem', { name: 'Run this layer' })
    await item.waitFor()
    // The workbench takes a click that comes at once for the end of the one that opened the menu.
    for (let tries = 0; tries < 10 && await item.isVisible(); tries++) {
      await page.waitForTimeout(200)
      await item.click({ timeout: 2000 }).catch(() => undefined)
    }
    await shows('Softmax(dim=1)')
  })

  await step('and follows the cursor when it is asked to', async () => {
    const lab = await labPage(page)
    await lab.getByLabel('follow the cursor').check()
    const { x, y } = await pointAt(editor, 'fourth = nn', 'Sigmoid')
    await page.mouse.click(x, y)
    await shows('Sigmoid()')
    await command(page, 'Torch Shape Lint: Layer lab: follow the cursor')
    await lab.getByLabel('follow the cursor', { exact: false }).and(lab.locator(':not(:checked)')).waitFor()
  })
}
