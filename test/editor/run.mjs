// The editor tests: `node test/editor/run.mjs [ui] [hostile] [node] [vsix] [web] [--pictures]`, all by default. They need dist/
// with the suite, and the .vsix, both of which this builds unless `--built` says that they are there.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureInstalled } from '../../scripts/lib.mjs'
import { browserPath, launch, VIEWPORT, watch } from './driver/page.mjs'
import { editorTests, host, root, SETTINGS, startServer } from './driver/server.mjs'
import { startWeb } from './driver/web.mjs'
import { runHostile } from './hostile.mjs'
import { runUi } from './ui.mjs'

const vsix = join(root, 'torch-shape-lint.vsix')
const PATIENCE = Number(process.env.SUITE_TIMEOUT ?? 180_000)

/** What each run proves. */
export const runs = {
  ui: { title: 'the .vsix, used in a browser', run: options => runUi({ vsix, ...options }) },
  hostile: { title: 'the .vsix, attacked and killed', run: options => runHostile({ vsix, ...options }) },
  node: { title: 'the suite, from the checkout', run: options => runInServer({ ...options, extension: root }) },
  vsix: { title: 'the suite, from the .vsix', run: options => runInServer({ ...options, extension: join(editorTests, 'harness'), vsix }) },
  web: { title: 'the suite, in a web worker', run: runInWorker },
}

/** Why the editor tests can't run here, or undefined. Installs what is locked. */
export async function prepare() {
  if (process.platform === 'win32') return 'the editor tests drive a Linux or macOS machine'
  if (browserPath() === undefined) return 'no Chromium or Chrome is installed (Debian: apt-get install chromium; elsewhere set CHROME_PATH)'
  const { run } = await import('../../scripts/lib.mjs')
  const workbench = join(host, 'node_modules/code-server/lib/vscode')
  await ensureInstalled(host, {
    after: async () => {
      const { code, output } = await run('npm', ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: workbench, capture: true })
      if (code !== 0) throw new Error(`installing the editor's own dependencies failed:\n${output.trim()}`)
    },
  })
  return undefined
}

/** Runs one of `runs` on a fresh copy of the workspace; an error outside of a test counts as a failed one. */
export async function runOne(name, { pictures } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tsl-workspace-'))
  cpSync(join(editorTests, 'workspace'), folder, { recursive: true })
  try {
    const results = await runs[name].run({ folder, pictures })
    return results.length > 0 ? results : [{ ok: false, title: runs[name].title, error: 'no test was run' }]
  } catch (error) {
    return [{ ok: false, title: runs[name].title, error: error.stack ?? String(error) }]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runInServer({ extension, folder, vsix: packed }) {
  const server = await startServer({ vsix: packed })
  const browser = await launch()
  try {
    const page = await browser.newPage({ viewport: VIEWPORT })
    const suite = await watch(page)
    await page.goto(server.url(folder, [['extensionTestsPath', server.remote(join(root, 'test/editor/out/node.js'))], ['extensionDevelopmentPath', server.remote(extension)]]))
    return await finished(suite, page)
  } finally {
    await browser.close()
    await server.stop()
  }
}

async function runInWorker({ folder }) {
  const browser = await launch()
  const web = await startWeb({ extension: root, tests: 'test/editor/out/web.js', folder, settings: SETTINGS })
  try {
    const page = await browser.newPage({ viewport: VIEWPORT })
    const suite = await watch(page)
    await page.goto(`${web.base}/`)
    return await finished(suite, page)
  } finally {
    await browser.close()
    await web.stop()
  }
}

async function finished(suite, page) {
  const code = await suite.within(PATIENCE)
  if (code === 0) return suite.results
  mkdirSync(join(root, 'shots'), { recursive: true })
  await page.screenshot({ path: join(root, 'shots/suite-failed.png') }).catch(() => undefined)
  const failed = suite.results.some(result => !result.ok)
  return failed ? suite.results : [...suite.results, { ok: false, title: 'the run ends', error: `it ended with ${code} (picture: shots/suite-failed.png)` }]
}

export function show(results) {
  for (const { ok, title, ms, error } of results) console.log(`  ${ok ? '✓' : '✗'} ${title}${ms === undefined ? '' : ` (${ms} ms)`}${error ? `\n${error.replaceAll(/^/gm, '      ')}` : ''}`)
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const words = process.argv.slice(2)
  const names = words.filter(word => word in runs)
  if (!words.includes('--built')) {
    await (await import('../../scripts/build.mjs')).buildAll({ withSuite: true })
    await (await import('../../scripts/package.mjs')).packageExtension()
  }
  const missing = await prepare()
  if (missing !== undefined) {
    console.log(`not run: ${missing}`)
    process.exit(1)
  }
  let failed = false
  for (const name of names.length > 0 ? names : Object.keys(runs)) {
    console.log(runs[name].title)
    const results = await runOne(name, { pictures: words.includes('--pictures') ? join(root, 'docs') : undefined })
    show(results)
    failed ||= results.some(result => !result.ok)
  }
  process.exit(failed ? 1 : 0)
}
