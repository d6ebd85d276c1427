// Looking at a layer in the lab: the pointer, names, pins, the slider, the matrix, the overlap, and how fast the page draws.
import assert from 'node:assert/strict'
import { cellPoint, gridOf, isMarked, labPage, openLab, typeMatrix } from '../driver/lab.mjs'
import { settled } from '../driver/settled.mjs'

const SOURCE = `import torch
from torch import nn

# the bottleneck
up = nn.ConvTranspose2d(
    1, 1, kernel_size=3,  # odd
    stride=2, padding=1)
large = nn.Conv2d(1, 1, 3, padding=1)
y = up(torch.randn(1, 1, 4, 4))
z = large(torch.randn(1, 1, 64, 64))
`
export const files = { 'lab.py': SOURCE }

export async function steps({ page, step }) {
  await step('the lab opens on a layer with the arguments and the shape that its code gives it', async () => {
    const lab = await openLab(page, { name: 'lab.py', source: SOURCE, line: 'up = nn.', on: 'ConvTranspose2d', call: 'kernel_size=3' })
    await lab.getByLabel('stride', { exact: true }).waitFor()
    assert.equal(await lab.getByLabel('stride', { exact: true }).inputValue(), '2')
    assert.equal(await lab.getByLabel('input: shape').inputValue(), '[1, 1, 4, 4]')
    assert.match(await lab.locator('.formula').innerText(), /\(4 - 1\)\*2 - 2\*1 \+ 1\*\(3 - 1\) \+ 0 \+ 1 = 7/)
  })

  await step('pointing at an output cell writes its sum and marks what it reads', async () => {
    const lab = await labPage(page)
    await typeMatrix(lab, 'input', '[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 15]]')
    await typeMatrix(lab, 'weight', '[[1, 2, 3], [4, 5, 6], [7, 8, 9]]')
    await lab.locator('.pane-of.weight').nth(1).locator('.data select').selectOption('constant')
    await lab.locator('.pane-of.weight').nth(1).getByLabel('bias: value').fill('100')
    // The board's first row and column are cropped; output[1, 1] reads the corner of four inputs by the kernel's corners.
    const { x, y } = await cellPoint(lab, 'output', 2, 2)
    await page.mouse.move(x, y)
    const value = 100 + 0 * 9 + 1 * 7 + 4 * 3 + 5 * 1
    await settled(async () => Number((await lab.locator('.sum .terms .result').last().innerText()).replace('−', '-')), value)
    assert.match(await lab.locator('.spoken').first().innerText(), /^output\[0, 0, 1, 1\] = .*= 124$/)
    for (const [row, column] of [[0, 0], [0, 1], [1, 0], [1, 1]]) assert.ok(await isMarked(lab, 'input', row, column), `input ${row}, ${column} is marked`)
    assert.ok(!await isMarked(lab, 'input', 2, 2), 'an input that is not read is not')
  })

  await step('names take the place of numbers', async () => {
    const lab = await labPage(page)
    await lab.getByLabel('with names').check()
    const { x, y } = await cellPoint(lab, 'output', 2, 2)
    await page.mouse.move(x, y)
    await settled(async () => (await lab.locator('.sum .term').allInnerTexts()).sort(), ['x₀₀·w₂₂', 'x₀₁·w₂₀', 'x₁₀·w₀₂', 'x₁₁·w₀₀'])
    await lab.getByLabel('with names').uncheck()
  })

  await step('pointing at an input cell shows where the kernel is added', async () => {
    const lab = await labPage(page)
    const { x, y } = await cellPoint(lab, 'input', 1, 1)
    await page.mouse.move(x, y)
    await lab.locator('.sum', { hasText: 'goes to 9 output cells' }).waitFor()
    assert.ok(await isMarked(lab, 'output', 2, 2) && await isMarked(lab, 'output', 4, 4), 'the corners of the kernel are marked on the output')
    assert.ok(!await isMarked(lab, 'output', 5, 5))
  })

  await step('a click pins a cell, a second one frees it', async () => {
    const lab = await labPage(page)
    const { x, y } = await cellPoint(lab, 'output', 1, 1)
    await page.mouse.click(x, y)
    await page.mouse.move(5, 400)
    const sum = lab.locator('.sum .terms').first()
    await settled(async () => (await sum.innerText()).startsWith('output[0, 0, 0, 0]'), true)
    await page.mouse.click(x, y)
    await page.mouse.move(5, 400)
    await lab.locator('.sum', { hasText: 'Point at a cell' }).waitFor()
  })

  await step('the slider steps and plays in both directions', async () => {
    const lab = await labPage(page)
    const position = async () => Number((await lab.locator('.position').innerText()).split(' ')[0])
    await lab.getByRole('button', { name: 'First position' }).click()
    await lab.getByRole('button', { name: 'One on' }).click()
    await settled(position, 2)
    await lab.getByRole('button', { name: 'One back' }).click()
    await lab.getByRole('button', { name: 'One back' }).click()
    await settled(position, 49)
    await lab.getByLabel('Positions per second').selectOption('32')
    await lab.getByRole('button', { name: 'Play backwards' }).click()
    await settled(async () => (await position()) < 45, true)
    await lab.getByRole('button', { name: 'Pause' }).click()
    await lab.getByRole('button', { name: 'Play backwards' }).waitFor()
    const still = await position()
    await page.waitForTimeout(200)
    assert.equal(await position(), still, 'it rests when paused')
  })

  await step('playing fills the output stamp by stamp, forwards and backwards', async () => {
    const lab = await labPage(page)
    const position = async () => Number((await lab.locator('.position').innerText()).split(' ')[0])
    const there = async () => (await lab.locator('.pane-of.output [role=gridcell]:is([data-kind=cell], [data-kind=added])').allTextContents()).filter(text => text !== '').length
    assert.ok(await there() < 49, 'playing has filled it as far as the slider is')
    await lab.getByLabel('fill step by step').uncheck()
    await settled(there, 49)
    const whole = await gridOf(lab, 'output')
    await lab.getByLabel('What the slider runs through').selectOption('input cells as stamps')
    await lab.getByLabel('fill step by step').check()
    // The first input cell's kernel reaches the first two rows and columns, the others are cropped; the second one two columns more.
    for (const [at, count] of [[1, 4], [2, 8], [4, 14], [5, 18]]) {
      while (await position() !== at) await lab.getByRole('button', { name: at > await position() ? 'One on' : 'One back' }).click()
      await settled(there, count)
    }
    await lab.getByRole('button', { name: 'First position' }).click()
    await settled(() => gridOf(lab, 'output').then(grid => grid[1][1]), 100 + 0 * 5)
    await lab.getByRole('button', { name: 'Last position' }).click()
    await settled(() => gridOf(lab, 'output'), whole)
    await lab.getByLabel('Positions per second').selectOption('16')
    await lab.getByRole('button', { name: 'Play backwards' }).click()
    await settled(async () => await there() < 40, true)
    await lab.getByRole('button', { name: 'Pause' }).click()
    await lab.getByLabel('fill step by step').uncheck()
    await settled(there, 49)
    await lab.getByLabel('What the slider runs through').selectOption('output cells')
  })

  await step('the keyboard walks through cells and types into them', async () => {
    const lab = await labPage(page)
    await lab.locator('.pane-of.input .active').focus()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await settled(() => lab.locator('.pane-of.input .active').getAttribute('aria-label'), 'row 1, column 1, 5')
    assert.equal(await lab.locator('.pane-of.input .active').evaluate(cell => cell === document.activeElement), true)
    await page.keyboard.type('50')
    await page.keyboard.press('Enter')
    await settled(async () => (await gridOf(lab, 'input'))[1][1], 50)
    await settled(async () => (await gridOf(lab, 'output'))[2][2], 100 + 50 * 5)
  })

  await step('the matrix and the overlap are shown', async () => {
    const lab = await labPage(page)
    await lab.getByRole('tab', { name: 'Matrix' }).click()
    await lab.getByRole('grid', { name: 'C, 49 by 16' }).waitFor()
    await lab.getByRole('tab', { name: 'Overlap' }).click()
    await lab.locator('.overlap', { hasText: 'The kernel (3) is no multiple of the stride (2)' }).waitFor()
    await lab.getByRole('tab', { name: 'Sum' }).click()
  })

  await step('a move of the pointer is drawn within a frame at 64 × 64', async () => {
    const lab = await openLab(page, { name: 'lab.py', source: SOURCE, line: 'large = nn.', on: 'Conv2d', call: 'Conv2d(1, 1, 3, padding=1)' })
    await lab.getByLabel('input: shape').fill('[1, 1, 64, 64]')
    await settled(() => lab.locator('.pane-of.output [role=grid]').getAttribute('aria-rowcount'), '64')
    const frames = await drawTimes(lab)
    assert.ok(frames.length > 20, 'moves are drawn')
    assert.ok(median(frames) < 1000 / 60, `the median of ${frames.length} draws takes ${median(frames).toFixed(1)} ms`)
  })
}

/** How long the page's own frames take while the pointer moves over the output. */
function drawTimes(lab) {
  return lab.locator('.pane-of.output .board').evaluate(async board => {
    const request = window.requestAnimationFrame.bind(window)
    const times = []
    window.requestAnimationFrame = draw => request(at => {
      const since = performance.now()
      draw(at)
      times.push(performance.now() - since)
    })
    const { left, top, width, height } = board.getBoundingClientRect()
    for (let move = 0; move < 40; move++) {
      board.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX: left + width * (0.2 + 0.015 * move), clientY: top + height * (0.2 + 0.01 * move) }))
      await new Promise(resolve => request(() => request(resolve)))
    }
    window.requestAnimationFrame = request
    return times
  })
}

const median = numbers => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
