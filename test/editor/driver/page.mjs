// The browser that every run drives: no network beyond this machine, test results as structured lines.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { host } from './server.mjs'

const BROWSERS = [
  '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
export const browserPath = () => [process.env.CHROME_PATH ?? '', ...BROWSERS].find(path => path !== '' && existsSync(path))

export function launch() {
  const { chromium } = createRequire(join(host, 'package.json'))('playwright-core')
  return chromium.launch({ executablePath: browserPath(), headless: true, args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--host-resolver-rules=MAP *.localhost 127.0.0.1, MAP localhost 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  ] })
}

export const VIEWPORT = { width: 1280, height: 800 }

/** Hears what a Mocha suite in the extension host reports; call before the page is opened. */
export async function watch(page) {
  const results = []
  let finish
  const done = new Promise(resolve => { finish = resolve })
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    const line = String(args[0] ?? '')
    if (line.startsWith('@@test ')) results.push(JSON.parse(line.slice('@@test '.length)))
    else if (process.env.TRACE) console.log(`[${type}]`, ...args)
  })
  await page.exposeFunction('codeAutomationExit', code => finish(code))
  // The workbench lists built-in extensions for the web whose bundles code-server does not ship.
  await page.route(/\/extensions\/[^/]+\/dist\/browser\/.*\.js$/, route => route.fulfill({ contentType: 'text/javascript', body: 'exports.activate = function () {};' }))
  return { results, within: ms => Promise.race([done, new Promise(resolve => { setTimeout(resolve, ms, 'timeout').unref() })]) }
}
