// Changing a layer in the lab: refused settings, data, long runs, a second setting beside the first, writing back, and code that goes away.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { closeLab, command, gridOf, labPage, openLab, typeMatrix } from '../driver/lab.mjs'
import { pointAt } from '../driver/editor.mjs'
import { root } from '../driver/server.mjs'
import { settled } from '../driver/settled.mjs'

const SOURCE = `import torch
from torch import nn

# the bottleneck
up = nn.ConvTranspose2d(
    1, 1, kernel_size=3,  # odd
    stride=2, padding=1)
y = up(torch.randn(1, 1, 4, 4))
`
export const files = { 'changed.py': SOURCE, 'deleted.py': SOURCE }

const KERNEL = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]

export async function steps({ page, step, folder }) {
  const code = page.locator('.monaco-editor[data-uri*="changed.py"]').first()
  const notice = lab => lab.locator('.notice')

  await step('a refused setting says so in place and keeps the last good picture', async () => {
    const lab = await openLab(page, { name: 'changed.py', source: SOURCE, line: 'up = nn.', on: 'ConvTranspose2d', call: 'kernel_size=3' })
    await settled(async () => (await gridOf(lab, 'output')).length, 7)
    const before = await gridOf(lab, 'output')
    await lab.getByLabel('output_padding', { exact: true }).fill('2')
    await lab.locator('.field .problem', { hasText: 'output padding must be smaller than either stride or dilation' }).waitFor()
    assert.equal(await lab.getByLabel('output_padding', { exact: true }).getAttribute('aria-invalid'), 'true')
    assert.deepEqual(await gridOf(lab, 'output'), before)
    assert.ok(await lab.getByRole('button', { name: 'Apply to code' }).isDisabled(), 'nothing that PyTorch refuses is written')
    await lab.getByLabel('output_padding', { exact: true }).fill('1')
    await lab.locator('.field .problem').waitFor({ state: 'detached' })
  })

  await step('numbers that are pasted on the input say how large it is', async () => {
    const lab = await labPage(page)
    await paste(lab, '[[0, 1], [2, 3]]')
    await settled(() => lab.getByLabel('input: shape').inputValue(), '[1, 1, 2, 2]')
    await settled(() => gridOf(lab, 'input'), [[0, 1], [2, 3]])
    await settled(async () => (await gridOf(lab, 'output')).length, 4)
  })

  await step('a matrix that is ragged, or no numbers, says where', async () => {
    const lab = await labPage(page)
    const numbers = lab.locator('.pane-of.input textarea')
    await numbers.fill('[[1, 2],\n [3]]')
    await lab.locator('.pane-of.input .problem', { hasText: 'this row has 1 element, the first one has 2 (line 2, column 2)' }).waitFor()
    assert.equal(await numbers.getAttribute('aria-invalid'), 'true')
    await settled(() => gridOf(lab, 'input'), [[0, 1], [2, 3]])
    await numbers.fill('[[1, b]]')
    await lab.locator('.pane-of.input .problem', { hasText: "'b' is not a number (line 1, column 6)" }).waitFor()
    await numbers.fill('[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 15]]')
    await lab.locator('.pane-of.input .problem').waitFor({ state: 'detached' })
    await settled(() => lab.getByLabel('input: shape').inputValue(), '[1, 1, 4, 4]')
  })

  await step('a typed kernel keeps what fits another kernel_size, and is whole again when its size is back', async () => {
    const lab = await labPage(page)
    await typeMatrix(lab, 'weight', JSON.stringify(KERNEL))
    await settled(() => gridOf(lab, 'weight'), KERNEL)
    await lab.getByLabel('kernel_size', { exact: true }).fill('2')
    await lab.locator('.pane-of.weight', { hasText: 'The first 2×2 of the 3×3 numbers are used.' }).waitFor()
    await settled(() => gridOf(lab, 'weight'), [[1, 2], [4, 5]])
    await lab.getByLabel('kernel_size', { exact: true }).fill('3')
    await settled(() => gridOf(lab, 'weight'), KERNEL)
    assert.equal(await lab.locator('.pane-of.weight', { hasText: 'are used' }).count(), 0)
  })

  await step('a picture from disk becomes the input', async () => {
    const lab = await labPage(page)
    const before = await gridOf(lab, 'output')
    await lab.locator('.pane-of.input input[type=file]').setInputFiles(join(root, 'media/icons/icon.png'))
    await lab.locator('.pane-of.input .data', { hasText: /\d+ × \d+ pixels/ }).waitFor()
    await settled(async () => JSON.stringify(await gridOf(lab, 'output')) !== JSON.stringify(before), true)
  })

  await step('a long run says how far it is, and goes back when it is cancelled', async () => {
    const lab = await labPage(page)
    const before = await gridOf(lab, 'output')
    await lab.getByLabel('in_channels', { exact: true }).fill('64')
    await lab.getByLabel('out_channels', { exact: true }).fill('64')
    await lab.getByLabel('kernel_size', { exact: true }).fill('9')
    await lab.getByLabel('input: shape').fill('[1, 64, 80, 80]')
    const bar = lab.getByRole('progressbar', { name: 'Running' })
    await bar.waitFor()
    await lab.getByRole('button', { name: 'Cancel' }).click()
    await bar.waitFor({ state: 'detached' })
    await settled(() => lab.getByLabel('in_channels', { exact: true }).inputValue(), '1')
    assert.equal(await lab.getByLabel('input: shape').inputValue(), '[1, 1, 4, 4]')
    assert.deepEqual(await gridOf(lab, 'output'), before)
    await lab.getByRole('button', { name: 'One on' }).click()
    await lab.locator('.sum .result').first().waitFor()
  })

  await step('the convolution with the same weights stands beside it', async () => {
    const lab = await labPage(page)
    await lab.locator('summary', { hasText: 'Compare' }).click()
    await lab.getByRole('button', { name: 'with the transposed partner, same weights' }).click()
    const second = lab.locator('.side').nth(1)
    await second.locator('.pane-of.output [role=gridcell]').first().waitFor()
    assert.deepEqual(await gridOf(second, 'weight'), await gridOf(lab, 'weight'))
    assert.deepEqual(await gridOf(second, 'input'), await gridOf(lab, 'output'))
    await lab.locator('summary', { hasText: 'Compare' }).click()
    await lab.getByRole('button', { name: 'keep the first' }).click()
    await second.waitFor({ state: 'detached' })
  })

  await step('applying writes the changed arguments into the code, and one undo takes them back', async () => {
    const lab = await labPage(page)
    await lab.getByLabel('kernel_size', { exact: true }).fill('4')
    await settled(async () => (await lab.locator('.formula').innerText()).includes('1*(4 - 1)'), true)
    await lab.getByRole('button', { name: 'Apply to code' }).click()
    await code.locator('.view-line', { hasText: /kernel_size=4,\s+#\sodd/ }).waitFor()
    await code.locator('.view-line', { hasText: /output_padding=1/ }).waitFor()
    const { x, y } = await code.boundingBox()
    await page.mouse.click(x + 300, y + 10)
    await page.keyboard.press('Control+z')
    await code.locator('.view-line', { hasText: /kernel_size=3,\s+#\sodd/ }).waitFor()
    assert.ok(!(await code.locator('.view-lines').innerText()).includes('output_padding'), 'both changes were one edit')
  })

  await step('a layer that is renamed to none leaves the last picture, and comes back with its name', async () => {
    const lab = await labPage(page)
    await notice(lab).filter({ hasText: /^$/ }).waitFor({ state: 'attached' })
    const { end, y } = await pointAt(code, 'up = nn.', 'ConvTranspose2d')
    await page.mouse.click(end - 1, y)
    await page.keyboard.type('x')
    await notice(lab).filter({ hasText: 'There is no layer at this place of the file any more. What you see is the last one.' }).waitFor()
    assert.equal((await gridOf(lab, 'input')).length, 4)
    await page.keyboard.press('Backspace')
    await notice(lab).filter({ hasText: /^$/ }).waitFor({ state: 'attached' })
  })

  await step('a file that is closed leaves the last picture, and goes on when it is open again', async () => {
    const lab = await labPage(page)
    await command(page, 'View: Revert and Close Editor')
    await notice(lab).filter({ hasText: 'The file is closed. What you see stays' }).waitFor()
    assert.equal((await gridOf(lab, 'input')).length, 4)
    await lab.getByRole('button', { name: 'Show in the file' }).click()
    await notice(lab).filter({ hasText: /^$/ }).waitFor({ state: 'attached' })
    await code.locator('.view-line').first().waitFor()
    assert.ok(await lab.locator('#call').isVisible(), 'the file does not cover the lab')
  })

  await step('a file that is gone says that nothing was changed', async () => {
    await code.locator('.view-line').first().click()
    await closeLab(page)
    const lab = await openLab(page, { name: 'deleted.py', source: SOURCE, line: 'up = nn.', on: 'ConvTranspose2d', call: 'kernel_size=3' })
    await settled(async () => (await gridOf(lab, 'output')).length, 7)
    await command(page, 'View: Revert and Close Editor')
    await notice(lab).filter({ hasText: 'The file is closed.' }).waitFor()
    rmSync(join(folder, 'deleted.py'))
    await lab.getByLabel('stride', { exact: true }).fill('3')
    await lab.getByRole('button', { name: 'Apply to code' }).click()
    await notice(lab).filter({ hasText: 'The file is gone. Nothing was changed.' }).waitFor()
    assert.equal((await gridOf(lab, 'output')).length, 10)
  })
}

/** As a person does who has copied a matrix and looks at the input's board. */
async function paste(lab, text) {
  await lab.locator('.pane-of.input .active').evaluate((cell, copied) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', copied)
    cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}
