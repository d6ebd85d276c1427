// The layer lab as a test sees it: what its page shows, read from the cells that a screen reader reads.
/** The page inside of the panel's two frames. */
export async function labPage(page) {
  const outer = page.locator('iframe.webview.ready').last()
  await outer.waitFor()
  const lab = outer.contentFrame().locator('iframe#active-frame').contentFrame()
  await lab.locator('#call').waitFor()
  return lab
}

/** Opens a file of the folder in the first column, with the cursor on `on` of the first line that holds `line`. */
export async function openFile(page, name, source, line, on) {
  const rows = source.split('\n'), row = rows.findIndex(text => text.includes(line))
  await page.keyboard.press('Control+1')
  const box = await quickInput(page, 'Control+p')
  await box.fill(`${name}:${row + 1}:${rows[row].indexOf(on, rows[row].indexOf(line)) + 2}`)
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor()
  await box.press('Enter')
  const editor = page.locator(`.monaco-editor[data-uri*="${name}"]`).first()
  await editor.locator('.view-line').first().waitFor()
  return editor
}

/** A key that is pressed while the focus moves from a webview to the editor may get lost: it is pressed again. */
export async function quickInput(page, key) {
  const box = page.locator('.quick-input-widget input.input')
  for (let attempt = 0; attempt < 10; attempt++) {
    await page.keyboard.press(key)
    if (await box.waitFor({ timeout: 2_000 }).then(() => true, () => false)) break
  }
  return box
}

/** Runs a command of the palette by its title. The palette lists what was possible when it opened: it is opened again where an editor got the focus since. */
export async function command(page, title) {
  const row = page.locator('.quick-input-list .monaco-list-row').filter({ has: page.getByText(title, { exact: true }) }).first()
  for (let attempt = 0; ; attempt++) {
    const box = await quickInput(page, 'F1')
    await box.fill(`>${title}`)
    const isListed = await row.waitFor({ timeout: 3_000 }).then(() => true, () => false)
    if (isListed || attempt === 5) return row.click()
    await box.press('Escape')
    await page.waitForTimeout(300)
  }
}

/** Runs the layer at the cursor. */
export const runLayer = page => command(page, 'Torch Shape Lint: Run this layer')

/** Runs the layer at `on` of the first line that holds `line`. The page, once it says that the layer is `call`. */
export async function openLab(page, { name, source, line, on, call }) {
  await openFile(page, name, source, line, on)
  await runLayer(page)
  const lab = await labPage(page)
  await lab.locator('#call', { hasText: call }).waitFor()
  return lab
}

/** Closes the lab beside the editor that has the focus. */
export async function closeLab(page) {
  await command(page, 'View: Close Editors in Other Groups')
  await page.locator('iframe.webview').waitFor({ state: 'detached' })
}

/** The numbers of an array's slice as it is drawn, without what lies around the array. */
export async function gridOf(lab, role, number = 0) {
  const grid = lab.locator(`.pane-of.${role} [role=grid]`).nth(number)
  const rows = await grid.evaluate(element => [...element.querySelectorAll('[role=row]')].map(row => [...row.querySelectorAll('[data-kind=cell], [data-kind=added], [data-kind=unreached]')].map(cell => Number(cell.textContent))))
  return rows.filter(row => row.length > 0)
}

/** Types a matrix as an array's numbers. */
export async function typeMatrix(lab, role, text) {
  const pane = lab.locator(`.pane-of.${role}`).first()
  await pane.locator('.data select').selectOption('typed')
  await pane.locator('textarea').fill(text)
}

/** The middle of a cell on the page; rows and columns are those of the board, with what lies around the array. */
export async function cellPoint(lab, role, row, column) {
  const pane = lab.locator(`.pane-of.${role}`).first()
  const active = pane.locator('.active')
  await pane.locator('.board').scrollIntoViewIfNeeded()
  const box = await active.boundingBox()
  const [activeColumn, activeRow] = await active.evaluate(cell => [Number(cell.getAttribute('aria-colindex')) - 1, Number(cell.parentElement.getAttribute('aria-rowindex')) - 1])
  return { x: box.x + (column - activeColumn + 0.5) * box.width, y: box.y + (row - activeRow + 0.5) * box.height }
}

/** Whether the border of a cell is painted by what is marked on the board. */
export async function isMarked(lab, role, row, column) {
  return lab.locator(`.pane-of.${role}`).first().evaluate((pane, [wantedRow, wantedColumn]) => {
    const active = pane.querySelector('.active'), canvas = pane.querySelectorAll('canvas')[1]
    const left = Number.parseFloat(active.style.left) + (wantedColumn - (Number(active.getAttribute('aria-colindex')) - 1)) * Number.parseFloat(active.style.width)
    const top = Number.parseFloat(active.style.top) + (wantedRow - (Number(active.parentElement.getAttribute('aria-rowindex')) - 1)) * Number.parseFloat(active.style.height)
    const ratio = window.devicePixelRatio
    const pixel = canvas.getContext('2d').getImageData(Math.round((left + Number.parseFloat(active.style.width) / 2) * ratio), Math.round((top + 0.8) * ratio), 1, 1).data
    return pixel[3] > 128
  }, [row, column])
}
