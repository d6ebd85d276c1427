// The layer lab in a real workbench: the seed programs' own matrices, the pointer, stepping, pinning, refused settings and writing back.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { cellPoint, gridOf, isMarked, labPage, openFile, quickInput, runLayer, typeMatrix } from './driver/lab.mjs'
import { root } from './driver/server.mjs'
import { formulaFiles } from './lab/formulas.mjs'
import { openingFiles } from './lab/opening.mjs'

const programs = JSON.parse(gunzipSync(readFileSync(join(root, 'test/oracle/seeds.json.gz'))).toString())
const tensors = JSON.parse(readFileSync(join(root, 'test/oracle/seed-tensors.json'), 'utf8'))

/** Layers of the seed programs: the line that makes one, what is typed into it, and the variable that PyTorch recorded. */
const SEEDS = [
  { program: 'a1_transposed_conv_by_hand', line: 'plain = nn.', input: 'X', weight: 'K', output: 'Y' },
  { program: 'a1_transposed_conv_by_hand', line: 'strided = nn.', input: 'X', weight: 'K', output: 'Y_stride' },
  { program: 'a1_transposed_conv_by_hand', line: 'padded = nn.', input: 'X', weight: 'K', output: 'Y_pad' },
  { program: 'j1_stride_larger_than_kernel', line: 'up = nn.', input: 'x', weight: 'k', output: 'y' },
  { program: 'c1_matrix_view', line: 'Z = F.conv', on: 'conv_transpose2d', input: 'Y', weight: 'K', output: 'Z' },
  { program: 'f1_upsample', line: 'nearest = nn.', input: 'small', output: 'n2' },
  { program: 'f1_upsample', line: 'bilinear = nn.', input: 'small', output: 'b2' },
  { program: 'f1_upsample', line: 'corners = nn.', input: 'small', output: 'c2' },
]

const sourceOf = name => programs.find(program => program.name === name).source

const LAB = `import torch
from torch import nn

# the bottleneck
up = nn.ConvTranspose2d(
    1, 1, kernel_size=3,  # odd
    stride=2, padding=1)
large = nn.Conv2d(1, 1, 3, padding=1)
y = up(torch.randn(1, 1, 4, 4))
z = large(torch.randn(1, 1, 64, 64))
`

/** Files that the steps open, to be written before the workbench starts. */
export function prepareLab(folder) {
  for (const name of new Set(SEEDS.map(({ program }) => program))) writeFileSync(join(folder, `${name}.py`), sourceOf(name))
  writeFileSync(join(folder, 'lab.py'), LAB)
  writeFileSync(join(folder, 'pictured.py'), PICTURED)
  for (const [name, source] of Object.entries({ ...openingFiles, ...formulaFiles })) writeFileSync(join(folder, name), source)
}

export async function labSteps({ page, step }) {
  for (const { program, line, on = 'nn.', input, weight, output } of SEEDS) {
    await step(`the lab computes ${output} of ${program} as PyTorch did`, async () => {
      await openFile(page, `${program}.py`, sourceOf(program), line, on)
      await runLayer(page)
      const lab = await labPage(page)
      // A layer's call ends with its arguments as written; a function's is its name.
      const call = on === 'nn.' ? sourceOf(program).split('\n').find(text => text.includes(line)).replace(/^[^(]*/, '') : on
      await lab.locator('#call', { hasText: call }).waitFor()
      await lab.locator('.pane-of.output [role=gridcell]').first().waitFor()
      await typeMatrix(lab, 'input', matrix(tensors[program][input]))
      if (weight) await typeMatrix(lab, 'weight', matrix(tensors[program][weight]))
      await settled(() => gridOf(lab, 'output'), rowsOf(tensors[program][output]))
      if (program === 'c1_matrix_view') await sameMatrix(lab, tensors[program].W)
    })
  }

  await step('the lab opens on a layer with the arguments and the shape that its code gives it', async () => {
    await openFile(page, 'lab.py', LAB, 'up = nn.', 'ConvTranspose2d')
    await runLayer(page)
    const lab = await labPage(page)
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

  await step('a refused setting says so in place and keeps the last good picture', async () => {
    const lab = await labPage(page)
    const before = await gridOf(lab, 'output')
    await lab.getByLabel('output_padding', { exact: true }).fill('2')
    await lab.locator('.field .problem', { hasText: 'output padding must be smaller than either stride or dilation' }).waitFor()
    assert.equal(await lab.getByLabel('output_padding', { exact: true }).getAttribute('aria-invalid'), 'true')
    assert.deepEqual(await gridOf(lab, 'output'), before)
    assert.ok(await lab.getByRole('button', { name: 'Apply to code' }).isDisabled(), 'nothing that PyTorch refuses is written')
  })

  await step('a matrix that is ragged says where', async () => {
    const lab = await labPage(page)
    await lab.getByLabel('output_padding', { exact: true }).fill('1')
    await lab.locator('.field .problem').waitFor({ state: 'detached' })
    await lab.locator('.pane-of.input textarea').fill('[[1, 2], [3]]')
    await lab.locator('.pane-of.input .problem', { hasText: /line 1, column \d+/ }).waitFor()
    await lab.locator('.pane-of.input textarea').fill('[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 15]]')
    await lab.locator('.pane-of.input .problem').waitFor({ state: 'detached' })
  })

  await step('a picture from disk becomes the input', async () => {
    const lab = await labPage(page)
    const before = await gridOf(lab, 'output')
    await lab.locator('.pane-of.input input[type=file]').setInputFiles(join(root, 'media/icons/icon.png'))
    await lab.locator('.pane-of.input .data', { hasText: /\d+ × \d+ pixels/ }).waitFor()
    await settled(async () => JSON.stringify(await gridOf(lab, 'output')) !== JSON.stringify(before), true)
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

  await step('nothing plays by itself where less motion is asked for', async () => {
    const lab = await labPage(page)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await lab.getByRole('button', { name: 'One on' }).click()
    await settled(() => lab.getByRole('button', { name: 'Play', exact: true }).isDisabled(), true)
    await page.emulateMedia({ reducedMotion: 'no-preference' })
  })

  await step('applying writes the changed arguments into the code, and one undo takes them back', async () => {
    const lab = await labPage(page)
    const editor = page.locator('.monaco-editor[data-uri*="lab.py"]').first()
    const text = async () => (await editor.locator('.view-lines').innerText()).replaceAll('\u00a0', ' ')
    await lab.getByLabel('kernel_size', { exact: true }).fill('4')
    await lab.locator('.pane-of.weight .problem').first().waitFor()
    await lab.locator('.pane-of.weight').first().locator('.data select').selectOption('ramp')
    await settled(async () => (await lab.locator('.formula').innerText()).includes('1*(4 - 1)'), true)
    await lab.getByRole('button', { name: 'Apply to code' }).click()
    await editor.locator('.view-line', { hasText: /kernel_size=4,\s+#\sodd/ }).waitFor()
    await editor.locator('.view-line', { hasText: /output_padding=1/ }).waitFor()
    const { x, y } = await editor.boundingBox()
    await page.mouse.click(x + 300, y + 10)
    await page.keyboard.press('Control+z')
    await editor.locator('.view-line', { hasText: /kernel_size=3,\s+#\sodd/ }).waitFor()
    assert.ok(!(await text()).includes('output_padding'), 'both changes were one edit')
  })

  await step('a move of the pointer is drawn within a frame at 64 × 64', async () => {
    await openFile(page, 'lab.py', LAB, 'large = nn.', 'Conv2d')
    await runLayer(page)
    const lab = await labPage(page)
    await lab.locator('#call', { hasText: 'Conv2d(1, 1, 3, padding=1)' }).waitFor()
    await lab.getByLabel('input: shape').fill('[1, 1, 64, 64]')
    await settled(() => lab.locator('.pane-of.output [role=grid]').getAttribute('aria-rowcount'), '64')
    const frames = await drawTimes(lab)
    assert.ok(frames.length > 20, 'moves are drawn')
    assert.ok(median(frames) < 1000 / 60, `the median of ${frames.length} draws takes ${median(frames).toFixed(1)} ms`)
  })
}

const PICTURED = `import torch
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

/** The lab beside its code, in the dark and in the light theme, for the documentation. */
export async function labPictures({ page, step, folder }) {
  await step('pictures of the lab', async () => {
    const take = async name => {
      await page.waitForTimeout(800)
      await page.screenshot({ path: join(folder, `${name}.png`), clip: { x: 0, y: 30, width: 1500, height: 1030 } })
    }
    await page.setViewportSize({ width: 1500, height: 1060 })
    await openFile(page, 'pictured.py', PICTURED, 'nn.ConvTranspose2d', 'nn.ConvTranspose2d')
    await runLayer(page)
    const lab = await labPage(page)
    await lab.locator('#call', { hasText: 'output_padding=1' }).waitFor()
    await lab.locator('.pane-of.weight').first().getByLabel('weight: where').selectOption('random')
    await page.locator('.sash-container .monaco-sash.vertical').last().hover()
    await page.mouse.down()
    await page.mouse.move(520, 500)
    await page.mouse.up()
    await page.waitForTimeout(1000)
    const cell = await cellPoint(lab, 'output', 4, 4)
    await page.mouse.move(cell.x, cell.y)
    await take('lab-dark')
    await (await quickInput(page, 'F1')).fill('>Toggle between Light/Dark Themes')
    await page.keyboard.press('Enter')
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

/** The program writes the matrix of the convolution by hand: that of the transposed one, transposed. */
async function sameMatrix(lab, expected) {
  await lab.getByRole('tab', { name: 'Matrix' }).click()
  await lab.getByRole('button', { name: 'Cᵀ y' }).click()
  const grid = lab.getByRole('grid', { name: 'Cᵀ, 4 by 9' })
  await grid.waitFor()
  assert.deepEqual(await grid.evaluate(element => [...element.querySelectorAll('[role=gridcell]')].map(cell => Number(cell.textContent))), expected.values)
  await lab.getByRole('tab', { name: 'Sum' }).click()
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

/** A tensor's last two dims as rows. */
function rowsOf({ shape, values }) {
  const width = shape.at(-1)
  return Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width))
}
const matrix = tensor => JSON.stringify(rowsOf(tensor))

/** Waits until something reads as expected; numbers may differ by what six digits leave open. */
async function settled(read, expected) {
  const since = performance.now()
  let seen
  while (performance.now() - since < 15_000) {
    seen = await read()
    if (agree(seen, expected)) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  assert.deepEqual(seen, expected)
}

function agree(seen, expected) {
  if (Array.isArray(expected)) return Array.isArray(seen) && seen.length === expected.length && expected.every((each, index) => agree(seen[index], each))
  return typeof expected === 'number' ? Math.abs(seen - expected) <= 1e-5 * Math.max(1, Math.abs(expected)) : seen === expected
}
