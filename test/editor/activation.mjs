// How long the editor waits for the extension: loading its code and calling `activate`, as the workbench's own page of running extensions tells it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepare } from './run.mjs'
import { inWorkbench } from './ui.mjs'

const mistake = 'import torch\nx = torch.zeros(2, 3) @ torch.zeros(2, 3)\n'

/** Milliseconds in as many windows, each with a host of its own; or why this machine can't tell. */
export async function activationTimes({ vsix, windows }) {
  const missing = await prepare()
  if (missing !== undefined) return { missing }
  const folder = mkdtempSync(join(tmpdir(), 'tsl-activation-'))
  writeFileSync(join(folder, 'model.py'), mistake)
  const times = []
  try {
    for (let window = 0; window < windows; window++) {
      const [{ ok, error }] = await inWorkbench({ vsix, folder, file: 'model.py' }, ({ page, step }) => step('activation', async () => { times.push(await activationIn(page)) }))
      if (!ok) return { missing: error }
    }
    return { times }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function activationIn(page) {
  await page.locator('.squiggly-error').first().waitFor()
  await page.keyboard.press('F1')
  await page.keyboard.type('Developer: Show Running Extensions')
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'Show Running Extensions' }).waitFor()
  await page.keyboard.press('Enter')
  const said = await page.locator('.runtime-extensions-editor .extension', { hasText: 'Torch Shape Lint' }).locator('.activation-time').innerText()
  const time = /(\d+)\s*ms/.exec(said)?.[1]
  if (time === undefined) throw new Error(`the editor says of the activation: ${said}`)
  return Number(time)
}
