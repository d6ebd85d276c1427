// `npm run test:desktop`: the same Mocha suite in a VS Code that @vscode/test-electron downloads.
import { runTests } from '@vscode/test-electron'
import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(fileURLToPath(import.meta.url), '../../..')
const workspace = mkdtempSync(join(tmpdir(), 'tsl-desktop-'))
cpSync(join(root, 'test/editor/workspace'), workspace, { recursive: true })
await runTests({
  extensionDevelopmentPath: root, extensionTestsPath: join(root, 'test/editor/out/node.js'),
  launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
})
