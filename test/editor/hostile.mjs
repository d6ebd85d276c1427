// The packaged .vsix in a workspace that nobody trusts, with files that attack the page, and with a server that is killed.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { command, labPage, openFile, openLab, quickInput, typeMatrix } from './driver/lab.mjs'
import { pointAt } from './driver/editor.mjs'
import { inWorkbench } from './ui.mjs'

/** Markup and links that do something wherever they are taken for more than text. */
const EVIL = '<img src=x onerror=parent.postMessage(1)></script><script>top.attacked=1</script>[x](command:workbench.action.quit)[y](javascript:alert(1))'
const ATTACK = '<img src=x onerror=top.attacked=1>.py'

/** A string that closes a block of code, by a call that PyTorch refuses and by one that it accepts. */
const attack = `import torch
from torch import nn
from collections import OrderedDict

layer = nn.Conv2d(1, 1, 3, padding_mode="""${EVIL}
\`\`\`
[run](command:torchShapeLint.runLayer?%5B%5D) ${EVIL}
""")
stack = nn.Sequential(OrderedDict([("""${EVIL.replaceAll('.', ' ')}
\`\`\`
""", nn.Conv2d(1, 1, 3))]))
shapes = {"""\`\`\`
${EVIL}""": torch.zeros(2, 3)}
used = stack(torch.zeros(1, 1, 8, 8))
fine = nn.Conv2d(1, 1, 3, padding=1)
y = fine(torch.zeros(1, 1, 5, 5))
`

const hidden = `import torch
from hidden_sizes import WIDTH
x = torch.zeros(2, WIDTH)
seen = torch.zeros(2, 7)
`

const mistake = `import torch
from torch import nn
plain = nn.Linear(4, 5)
y = plain(torch.zeros(2, 4))
`

const SETTINGS = {
  'workbench.statusBar.visible': true,   'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never', 'security.workspace.trust.untrustedFiles': 'open',
}

/** Returns one result per step. */
export function runHostile({ vsix, folder }) {
  const { mark } = prepare(folder)
  return inWorkbench({ vsix, folder, file: 'hidden.py', settings: SETTINGS }, given => steps({ ...given, mark }))
}

/** Files of the workspace: settings that name a program, and a Python of its own that leaves a mark when it is run. */
function prepare(folder) {
  const mark = join(folder, 'it-was-run')
  const script = `#!/bin/sh\ntouch ${mark}\n`
  const put = (name, text, mode = 0o644) => {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text, { mode })
  }
  put('evil.sh', script, 0o755)
  put('.venv/bin/python3', script, 0o755)
  put('.venv/bin/python', script, 0o755)
  put('.vscode/settings.json', JSON.stringify({ 'torchShapeLint.python': join(folder, 'evil.sh'), 'python.defaultInterpreterPath': join(folder, 'evil.sh'), 'torchShapeLint.searchPaths': ['not_searched'] }))
  put('not_searched/hidden_sizes.py', 'WIDTH = 9\n')
  put('hidden.py', hidden)
  put('mistake_unsaved.py', mistake)
  put(ATTACK, attack)
  put('named.py', attack)
  return { mark }
}

async function steps({ page, step, profile, mark }) {
  const editorOf = name => page.locator(`.monaco-editor[data-uri*="${name}"]`).first()
  const isAttacked = () => page.evaluate(() => globalThis.attacked !== undefined)

  await step('a workspace that is not trusted is analysed, without what its own settings name', async () => {
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).first().waitFor()
    const editor = await openFile(page, 'hidden.py', hidden, 'seen = ', 'seen')
    await editor.locator('.view-line', { hasText: 'seen: [2, 7]' }).waitFor()
    assert.equal(await editor.locator('.view-line', { hasText: '[2, 9]' }).count(), 0, 'a folder that the workspace names is not searched')
  })

  await step('names and texts of an attacking file stay text in problems and hovers', async () => {
    const box = await quickInput(page, 'Control+p')
    await box.fill('img src')
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'onerror' }).first().waitFor()
    await box.press('Enter')
    const editor = editorOf('onerror')
    await editor.locator('.view-line', { hasText: 'y: [1, 1, 5, 5]' }).waitFor()
    const hover = page.locator('.monaco-hover:visible .hover-contents, .monaco-resizable-hover:visible .hover-contents')
    for (const [line, word] of [['= stack(torch', 'stack'], ['shapes:', 'shapes'], ['layer = nn', 'padding_mode'], ['fine = nn', 'Conv2d']]) {
      for (let attempt = 0; attempt < 4; attempt++) {
        const { x, y } = await pointAt(editor, line, word)
        await page.mouse.move(x - 4, y)
        await page.mouse.move(x, y)
        if (await hover.first().waitFor({ timeout: 6000 }).then(() => true, () => false)) break
        await page.mouse.move(x, y + 200)
      }
      await hover.first().waitFor()
      const links = await hover.locator('a').evaluateAll(all => all.map(link => link.dataset.href ?? link.getAttribute('href') ?? ''))
      for (const link of links.filter(each => each !== '')) assert.match(link, /^(https:\/\/(docs\.)?pytorch\.org\/|command:torchShapeLint\.runLayer\?%5B%7B%22uri)/, `${link} is ours`)
      assert.equal(await hover.locator('img[src="x"], script').count(), 0)
      await page.keyboard.press('Escape')
      await page.mouse.move(5, 5)
    }
    assert.ok(!await isAttacked())
  })

  await step('it can start no program', async () => {
    const lab = await openLab(page, { name: 'named.py', source: attack, line: 'fine = nn.', on: 'Conv2d', call: 'Conv2d(1, 1, 3, padding=1)' })
    await lab.locator('.pane-of.output [role=gridcell]').first().waitFor()
    await lab.getByRole('button', { name: /PyTorch/ }).first().click()
    await lab.getByText(/not trusted|trusted workspace/).first().waitFor()
    assert.ok(!existsSync(mark), 'no program of the workspace was run')
  })

  await step('typed text stays text in the lab', async () => {
    const lab = await labPage(page)
    const elements = () => lab.locator('img, iframe, object, embed, a[href^="javascript"], body script').count()
    const before = await elements()
    await typeMatrix(lab, 'input', EVIL)
    await page.waitForTimeout(500)
    assert.equal(await elements(), before, 'no element came of the text')
    assert.ok(!await isAttacked())
  })

  await step('the lab\'s page refuses scripts, styles, requests and links that are not its own', async () => {
    const listener = await listen()
    try {
      const lab = await labPage(page)
      const refused = await lab.locator('body').evaluate(async (body, outside) => {
        const seen = []
        document.addEventListener('securitypolicyviolation', event => seen.push(event.effectiveDirective))
        const add = (name, properties) => body.append(Object.assign(document.createElement(name), properties))
        globalThis.ran = []
        add('script', { textContent: 'globalThis.ran.push("script")' })
        add('script', { src: `${outside}/script.js` })
        add('img', { src: `${outside}/picture.png` })
        add('iframe', { src: `${outside}/frame` })
        add('object', { data: `${outside}/object` })
        add('link', { rel: 'stylesheet', href: `${outside}/style.css` })
        add('style', { textContent: 'body { outline: 1px solid red }' })
        body.insertAdjacentHTML('beforeend', '<p style="outline: 3px solid red" onclick="globalThis.ran.push(\'handler\')">x</p>')
        body.lastElementChild.click()
        navigator.sendBeacon(`${outside}/beacon`, 'x')
        const asked = await fetch(`${outside}/fetch`, { mode: 'no-cors' }).then(() => 'answered', () => 'refused')
        try { new WebSocket(outside.replace('http', 'ws')) } catch { /* refused at once */ }
        try { new Worker(`${outside}/worker.js`) } catch { /* refused at once */ }
        add('base', { href: `${outside}/` })
        // What a debugger asks for may evaluate text; what the page does later may not.
        await new Promise(later => { setTimeout(later, 300) })
        // oxlint-disable-next-line no-eval -- that it is refused is what is tested
        try { (0, eval)('globalThis.ran.push("eval")') } catch { seen.push('eval') }
        return { seen: [...new Set(seen)], ran: globalThis.ran, asked, outline: getComputedStyle(body).outlineStyle, isMoved: document.baseURI.startsWith(outside) }
      }, listener.address)
      assert.deepEqual({ ...refused, seen: [] }, { seen: [], ran: [], asked: 'refused', outline: 'none', isMoved: false })
      for (const directive of ['script-src-elem', 'img-src', 'frame-src', 'object-src', 'style-src-elem', 'style-src-attr', 'script-src-attr', 'connect-src', 'base-uri', 'eval']) assert.ok(refused.seen.includes(directive), `${directive} was refused: ${refused.seen}`)
      // A page that is left may be gone before the driver hears of it.
      await lab.locator('body').evaluate((body, outside) => {
        const form = Object.assign(document.createElement('form'), { action: `${outside}/form`, method: 'post' })
        body.append(form)
        form.submit()
      }, listener.address).catch(() => undefined)
      await page.waitForTimeout(500)
      assert.deepEqual(listener.asked, [], 'nothing left the page')
      await fetch(`${listener.address}/driver`)
      assert.deepEqual(listener.asked, ['/driver'])
    } finally {
      listener.stop()
    }
  })

  await step('a server that is killed comes back, with the text as it is in the editor', async () => {
    await page.locator('.monaco-editor').first().click()
    const editor = await openFile(page, 'mistake_unsaved.py', mistake, 'y = plain', 'zeros(2, 4')
    await page.keyboard.press('End')
    for (let key = 0; key < 3; key++) await page.keyboard.press('Backspace')
    await page.keyboard.type('7))')
    await editor.locator('.squiggly-error').first().waitFor()
    const before = serverProcesses(profile)
    assert.equal(before.length, 1, 'one server runs')
    process.kill(before[0], 'SIGKILL')
    const again = await anotherServer(page, profile, before)
    assert.notEqual(again, before[0])
    await editor.locator('.squiggly-error').first().waitFor()
    await page.keyboard.press('End')
    for (let key = 0; key < 3; key++) await page.keyboard.press('Backspace')
    await page.keyboard.type('4))')
    await editor.locator('.squiggly-error').first().waitFor({ state: 'detached' })
    await editor.locator('.view-line', { hasText: 'y: [2, 5]' }).waitFor()
  })

  await step('one that ends five times is left, which is said, and can be started again', async () => {
    for (let ends = 1; ends < 5; ends++) {
      const running = serverProcesses(profile)
      for (const each of running) process.kill(each, 'SIGKILL')
      if (ends < 4) await anotherServer(page, profile, running)
    }
    const said = page.locator('.notification-list-item', { hasText: 'Torch Shape Lint has stopped' }).first()
    await command(page, 'Notifications: Show Notifications')
    await said.waitFor()
    assert.deepEqual(serverProcesses(profile), [])
    await said.locator('.monaco-button', { hasText: 'Restart server' }).click()
    await anotherServer(page, profile, [])
    const editor = editorOf('mistake_unsaved.py')
    await editor.locator('.view-line', { hasText: 'y: [2, 5]' }).waitFor()
    await command(page, 'Torch Shape Lint: Restart server')
    await editor.locator('.view-line', { hasText: 'y: [2, 5]' }).waitFor()
    assert.ok(!existsSync(mark), 'no program of the workspace was ever run')
  })
}

/** A server of this machine that hears who asks it. */
async function listen() {
  const asked = []
  const server = createServer((request, response) => {
    asked.push(request.url)
    response.end()
  })
  await new Promise(ready => { server.listen(0, '127.0.0.1', ready) })
  return { asked, address: `http://127.0.0.1:${server.address().port}`, stop: () => { server.closeAllConnections(); server.close() } }
}

/** The language servers of a profile's extension. */
function serverProcesses(profile) {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,stat=,args='], { encoding: 'utf8' }).split('\n').map(line => line.trim().split(/\s+/))
  return lines.filter(([, state, ...args]) => !state?.startsWith('Z') && args.some(arg => arg.startsWith(profile) && arg.endsWith('dist/server.js'))).map(([pid]) => Number(pid))
}

/** Waits for a server that is none of those before. */
async function anotherServer(page, profile, before) {
  for (let attempt = 0; attempt < 300; attempt++) {
    const found = serverProcesses(profile).find(pid => !before.includes(pid))
    if (found !== undefined) {
      // It counts once it has been told of the documents.
      await page.waitForTimeout(1500)
      return found
    }
    await page.waitForTimeout(100)
  }
  throw new Error('no other server was started')
}
