// The lab in a workspace that the user does not trust, in a workbench of its own.
import assert from 'node:assert/strict'
import { command, gridOf, labPage, openLab } from '../driver/lab.mjs'
import { settled } from '../driver/settled.mjs'

const SOURCE = `import torch
from torch import nn

pool = nn.MaxPool2d(2)
y = pool(torch.randn(1, 1, 4, 4))
`
export const files = { 'trusted.py': SOURCE }

export async function steps({ page, step, python }) {
  const said = lab => lab.locator('.notice')

  await step('in a workspace that is not trusted the lab runs, and the comparison says why it does not', async () => {
    const lab = await openLab(page, { name: 'trusted.py', source: SOURCE, line: 'pool = nn.', on: 'MaxPool2d', call: 'MaxPool2d(2)' })
    await settled(async () => (await gridOf(lab, 'output')).length, 2)
    await lab.getByRole('button', { name: 'Check with PyTorch' }).click()
    await said(lab).filter({ hasText: 'Comparing runs Python, and this workspace is not trusted. Trust it to compare.' }).waitFor()
  })

  await step('once it is trusted the interpreter is asked', async () => {
    await command(page, 'Workspaces: Manage Workspace Trust')
    await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).first().click()
    await page.locator('.workspace-trust-editor', { hasText: 'You trust this' }).waitFor()
    await page.getByRole('button', { name: 'Close Modal Editor' }).click()
    const lab = await labPage(page)
    await lab.getByRole('button', { name: 'Check with PyTorch' }).click()
    await said(lab).filter({ hasText: `There is no Python interpreter at ${python} any more.` }).waitFor()
    assert.equal((await gridOf(lab, 'output')).length, 2)
  })
}
