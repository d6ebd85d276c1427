// Layers whose cells are formulas, in the real page: an LSTM's gates looked into, a number of a table that an index chose.
import assert from 'node:assert/strict'
import { cellPoint, gridOf, isMarked, openLab } from '../driver/lab.mjs'
import { settled } from '../driver/settled.mjs'

const SOURCE = `import torch
from torch import nn

recurrent = nn.LSTM(2, 3)
table = nn.Embedding(4, 3)
states = recurrent(torch.randn(4, 1, 2))
words = table(torch.tensor([1, 3, 0]))
cell = nn.RNNCell(1, 1, bias=False)
after = cell(torch.randn(1, 1), torch.zeros(1, 1))
`
const FILE = 'formulas.py'
export const files = { [FILE]: SOURCE }

export async function steps({ page, step }) {
  const formulas = lab => lab.locator('.formulas .terms')

  await step('a cell of an LSTM is its formula, and a gate of it opens below', async () => {
    const lab = await openLab(page, { name: FILE, source: SOURCE, line: 'recurrent = nn.', on: 'LSTM', call: 'LSTM(2, 3)' })
    await lab.getByLabel('with names').check()
    await slider(lab, 'Last position')
    const { x, y } = await cellPoint(lab, 'output', 0, 1)
    await page.mouse.click(x, y)
    await lab.locator('.formulas', { hasText: 'tanh(' }).waitFor()
    const [time] = /\[(\d), 0, 1\]/.exec(await formulas(lab).first().innerText()).slice(1).map(Number)
    await formulas(lab).first().getByRole('button').first().click()
    const gate = formulas(lab).nth(1)
    await gate.waitFor()
    assert.match(await gate.innerText(), new RegExp(`^o\\[${time}, 0, 1\\] = σ\\(`))
    assert.match(await gate.innerText(), /w_ih_l0/)
    assert.ok(await isMarked(lab, 'input', 0, 0) && await isMarked(lab, 'input', 0, 1), 'what the gate reads is marked')
    assert.match(await lab.locator('.spoken').first().innerText(), new RegExp(`^o\\[${time}, 0, 1\\] = σ`))
    await formulas(lab).first().getByRole('button', { expanded: true }).click()
    await gate.waitFor({ state: 'detached' })
    await page.mouse.click(x, y)
    await lab.getByLabel('with names').uncheck()
  })

  await step('a cell of an embedding marks the index, and the number of the table that it chose', async () => {
    const lab = await openLab(page, { name: FILE, source: SOURCE, line: 'table = nn.', on: 'Embedding', call: 'Embedding(4, 3)' })
    const pane = lab.locator('.pane-of.input').first()
    await pane.locator('.data select').selectOption('typed')
    await pane.locator('textarea').fill('[1, 3, 0]')
    const { x, y } = await cellPoint(lab, 'output', 1, 2)
    await page.mouse.move(x, y)
    await lab.locator('.formulas', { hasText: 'output[1, 2]' }).waitFor()
    assert.ok(await isMarked(lab, 'weight', 3, 2), 'the number of the table is marked')
    assert.ok(!await isMarked(lab, 'weight', 1, 2) && !await isMarked(lab, 'weight', 3, 1))
    assert.ok(await isMarked(lab, 'input', 0, 1), 'the index is marked')
  })

  await step('the state that a call gives is an input under its name, and its number counts', async () => {
    const lab = await openLab(page, { name: FILE, source: SOURCE, line: 'cell = nn.', on: 'RNNCell', call: 'RNNCell(1, 1, bias=False)' })
    const names = () => lab.locator('.pane-of').evaluateAll(panes => panes.map(pane => pane.dataset.name))
    await settled(names, ['input', 'hidden', 'weight_ih', 'weight_hh', "h'"])
    for (const [name, text] of [['input', '[[0]]'], ['hidden', '[[0.5]]'], ['weight_hh', '[[2]]']]) {
      const pane = lab.locator(`.pane-of[data-name="${name}"]`)
      await pane.locator('.data select').selectOption('typed')
      await pane.locator('textarea').fill(text)
    }
    await settled(() => gridOf(lab, 'output'), [[Math.tanh(1)]])
  })
}

const slider = (lab, name) => lab.getByRole('button', { name }).click()
