// Opens the first editor that is there with the extension in it. Where none is, says how to install the file.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { onPath, root, run, windows } from './lib.mjs'

export async function openEditor(vsix) {
  for (const open of [openInstalled, openDownloaded, openCodeServer]) if (await open(vsix)) return
  console.log(`\nNo editor could be opened here. To install the extension in yours:

    code --install-extension ${vsix}

or, in VS Code: Extensions, the menu "…", "Install from VSIX…", and choose ${vsix}.`)
}

async function openInstalled() {
  const editor = ['code', 'codium', 'cursor'].map(onPath).find(found => found !== undefined)
  if (editor === undefined) return false
  const { code, output } = await run(editor, [`--extensionDevelopmentPath=${root}`, join(root, 'examples'), join(root, 'examples/autoencoder_with_a_mistake.py')], { capture: true, timeout: 60_000 })
  if (code !== 0) console.log(`${editor} could not be opened: ${output.trim().split('\n')[0]}`)
  else console.log(`opened ${editor} with the extension and examples/`)
  return code === 0
}

/** VS Code as @vscode/test-electron provides it; it needs a screen, and a network the first time. */
async function openDownloaded() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return false
  try {
    const { downloadAndUnzipVSCode } = await import('@vscode/test-electron')
    const executable = await downloadAndUnzipVSCode({ cachePath: join(root, '.cache/vscode') })
    const child = spawn(executable, [`--extensionDevelopmentPath=${root}`, join(root, 'examples')], { detached: true, stdio: 'ignore' })
    const started = await new Promise(done => { child.once('spawn', () => done(true)); child.once('error', () => done(false)) })
    child.unref()
    if (started) console.log('opened the VS Code of @vscode/test-electron with the extension and examples/')
    return started
  } catch (error) {
    console.log(`VS Code could not be downloaded: ${String(error.message ?? error).split('\n')[0]}`)
    return false
  }
}

/** A code-server on the PATH, or the one of the editor tests where they were installed. It goes on when this script ends. */
async function openCodeServer(vsix) {
  const installed = onPath('code-server')
  if (installed !== undefined) {
    const { code } = await run(installed, ['--install-extension', vsix], { capture: true })
    if (code !== 0) return false
    const child = spawn(installed, ['--auth', 'none', '--bind-addr', '127.0.0.1:8977', join(root, 'examples')], { detached: true, stdio: 'ignore', shell: windows })
    return announce(child, 'http://127.0.0.1:8977/')
  }
  if (!existsSync(join(root, 'test/editor/host/node_modules/code-server/lib/vscode/node_modules'))) return false
  try {
    const { startServer } = await import('../test/editor/driver/server.mjs')
    const server = await startServer({ vsix, keep: true })
    return announce(server.child, server.url(join(root, 'examples')))
  } catch (error) {
    console.log(`code-server could not be started: ${String(error.message ?? error).split('\n')[0]}`)
    return false
  }
}

function announce(child, address) {
  child.on('error', () => undefined)
  child.unref()
  console.log(`code-server runs with the extension and examples/. Open\n\n    ${address}\n\nIt goes on in the background; stop it with: kill ${child.pid}`)
  return true
}
