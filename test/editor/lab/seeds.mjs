// The seed programs' own matrices: typed into the lab, the layer returns what PyTorch recorded.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { gridOf, openLab, typeMatrix } from '../driver/lab.mjs'
import { root } from '../driver/server.mjs'
import { settled } from '../driver/settled.mjs'

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

export const files = Object.fromEntries(SEEDS.map(({ program }) => [`${program}.py`, sourceOf(program)]))

export async function steps({ page, step }) {
  for (const { program, line, on = 'nn.', input, weight, output } of SEEDS) {
    await step(`the lab computes ${output} of ${program} as PyTorch did`, async () => {
      const source = sourceOf(program)
      // A layer's call ends with its arguments as written; a function's is its name.
      const call = on === 'nn.' ? source.split('\n').find(text => text.includes(line)).replace(/^[^(]*/, '') : on
      const lab = await openLab(page, { name: `${program}.py`, source, line, on, call })
      await lab.locator('.pane-of.output [role=gridcell]').first().waitFor()
      await typeMatrix(lab, 'input', matrix(tensors[program][input]))
      if (weight) await typeMatrix(lab, 'weight', matrix(tensors[program][weight]))
      await settled(() => gridOf(lab, 'output'), rowsOf(tensors[program][output]))
      if (program === 'c1_matrix_view') await sameMatrix(lab, tensors[program].W)
    })
  }
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

/** A tensor's last two dims as rows. */
function rowsOf({ shape, values }) {
  const width = shape.at(-1)
  return Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width))
}
const matrix = tensor => JSON.stringify(rowsOf(tensor))
