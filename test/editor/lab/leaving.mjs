// What leaves the lab: pictures, a program, and the question to PyTorch.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gridOf, labPage, openFile, openLab, typeMatrix } from '../driver/lab.mjs'
import { root } from '../driver/server.mjs'
import { settled } from '../driver/settled.mjs'

const SOURCE = `import torch
from torch import nn

up = nn.ConvTranspose2d(1, 1, 3, stride=2, padding=1)
y = up(torch.randn(1, 1, 2, 2))
`
export const files = { 'leaving.py': SOURCE }

export async function steps({ page, context, step, folder, python }) {
  const notice = lab => lab.locator('.notice')

  await step('the boards are saved as SVG, with every number', async () => {
    const lab = await openLab(page, { name: 'leaving.py', source: SOURCE, line: 'up = nn.', on: 'ConvTranspose2d', call: '(1, 1, 3, stride=2, padding=1)' })
    await typeMatrix(lab, 'input', '[[1, 2], [3, 4]]')
    await typeMatrix(lab, 'weight', '[[10, 20, 30], [40, 50, 60], [70, 80, 90]]')
    await lab.locator('.pane-of.weight').nth(1).locator('.data select').selectOption('constant')
    await settled(async () => (await gridOf(lab, 'output'))[0], [51, 141, 101])
    const file = await exported(page, lab, 'as SVG', join(folder, 'layer.svg'))
    const svg = await page.evaluate(text => {
      const parsed = new DOMParser().parseFromString(text, 'image/svg+xml')
      return { error: parsed.querySelector('parsererror')?.textContent, name: parsed.documentElement.nodeName, size: parsed.documentElement.getAttribute('viewBox'), texts: [...parsed.querySelectorAll('text')].map(each => each.textContent), outside: [...parsed.querySelectorAll('script, foreignObject, image, [href]')].length }
    }, file.toString('utf8'))
    assert.equal(svg.error, undefined)
    assert.equal(svg.name, 'svg')
    assert.match(svg.size, /^0 0 \d{3,4} \d{3}$/)
    assert.equal(svg.outside, 0, 'it refers to nothing')
    const numbers = [...(await gridOf(lab, 'input')), ...(await gridOf(lab, 'weight')), ...(await gridOf(lab, 'output'))].flat().map(String)
    for (const number of numbers) assert.ok(svg.texts.includes(number), `${number} is in the picture`)
    for (const text of ['ConvTranspose2d(1, 1, 3, stride=2, padding=1)', 'input [1, 1, 2, 2]', 'weight [1, 1, 3, 3]', 'output [1, 1, 3, 3]']) assert.ok(svg.texts.includes(text), text)
  })

  await step('the boards are saved as PNG, of the same size', async () => {
    const lab = await labPage(page)
    const file = await exported(page, lab, 'as PNG', join(folder, 'layer.png'))
    assert.deepEqual([...file.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(readFileSync(join(folder, 'layer.svg'), 'utf8'))
    const ratio = await lab.locator('body').evaluate(() => devicePixelRatio)
    const [across, down] = [file.readUInt32BE(16), file.readUInt32BE(20)]
    assert.ok(Math.abs(across - width * ratio) <= ratio && Math.abs(down - height * ratio) <= ratio, `${across} by ${down} pixels for ${width} by ${height} at ${ratio}`)
    const colours = await page.evaluate(async bytes => {
      const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }))
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height), context = canvas.getContext('2d')
      context.drawImage(bitmap, 0, 0)
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
      return new Set(Array.from({ length: data.length / 4 }, (_, at) => data.subarray(4 * at, 4 * at + 4).join())).size
    }, [...file])
    assert.ok(colours > 20, `it shows more than a blank sheet: ${colours} colours`)
  })

  await step('copied as code it is a program that computes the same shapes from the same numbers', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const lab = await labPage(page)
    await lab.getByRole('button', { name: 'Copy as code' }).click()
    await notice(lab).filter({ hasText: 'Copied.' }).waitFor()
    const editor = await openFile(page, 'leaving.py', SOURCE, 'up = nn.', 'ConvTranspose2d')
    await editor.click()
    const code = await page.evaluate(() => navigator.clipboard.readText())
    const file = join(folder, 'copied.py')
    writeFileSync(file, code)
    const { calls, problems } = JSON.parse(execFileSync(process.execPath, [join(root, 'dist/cli.js'), 'trace', file, '--format', 'json'], { encoding: 'utf8' }))
    assert.deepEqual(problems, [])
    assert.deepEqual(calls.filter(({ kind }) => kind === 'module').map(({ callee, shapes }) => [callee, shapes]), [['torch.nn.ConvTranspose2d', [[1, 1, 3, 3]]]])
    assert.match(code.replaceAll(/\s+/g, ''), /x=torch\.tensor\(\[\[\[\[1\.0,2\.0\],\[3\.0,4\.0\]\]\]\]\)/)
    const torch = pythonWithTorch()
    if (torch !== undefined) assert.match(execFileSync(torch, [file], { encoding: 'utf8' }).replaceAll(/\s+/g, ''), /^tensor\(\[\[\[\[51\.,141\.,101\.\]/)
  })

  const check = async () => {
    const lab = await labPage(page)
    await lab.getByRole('button', { name: 'Check with PyTorch' }).click()
    const answer = lab.locator('.notice:is(.done, .problem)')
    await answer.waitFor({ timeout: 90_000 })
    return answer.innerText()
  }

  await step('an interpreter that has vanished is named', async () => {
    assert.ok(!existsSync(python))
    assert.equal(await check(), `There is no Python interpreter at ${python} any more. Choose another one in the setting torchShapeLint.python.`)
  })

  // Without the folders of installed packages every Python is one that has no PyTorch.
  const plain = found('python3', ['-S', '-c', ''])
  if (plain === undefined) console.log('  – not run: there is no Python on this machine')
  else await step('an interpreter without PyTorch says so', async () => {
    interpreter(python, `python3 -S`)
    assert.equal(await check(), `PyTorch is not installed for ${python}. Choose another interpreter in the setting torchShapeLint.python.`)
  })

  const torch = pythonWithTorch()
  if (torch === undefined) console.log('  – not run: there is no PyTorch on this machine (TORCH_PYTHON names an interpreter that has one)')
  else await step('PyTorch computes the same', async () => {
    interpreter(python, torch)
    assert.match(await check(), /^PyTorch 2\.\S+ \(.*\) computes the same (numbers|layer: the largest difference is \d\.\de-1\d)\.$/)
  })
  rmSync(python, { force: true })
}

/** Saves a picture under the name that the editor's dialog offers, and reads the file. */
async function exported(page, lab, kind, file) {
  await lab.locator('summary', { hasText: 'Export' }).click()
  await lab.getByRole('button', { name: kind }).click()
  const name = page.locator('.quick-input-widget input.input')
  await name.waitFor()
  await settled(() => name.inputValue(), file)
  await name.press('Enter')
  await lab.locator('.notice', { hasText: `Saved as ${file.split('/').at(-1)}.` }).waitFor()
  return readFileSync(file)
}

function interpreter(file, command) {
  writeFileSync(file, `#!/bin/sh\nexec ${command} "$@"\n`)
  chmodSync(file, 0o755)
}

const pythonWithTorch = () => [process.env.TORCH_PYTHON, 'python3'].find(each => each !== undefined && found(each, ['-c', 'import torch']) !== undefined)

function found(program, given) {
  try {
    execFileSync(program, given, { stdio: 'ignore' })
    return program
  } catch {
    return undefined
  }
}
