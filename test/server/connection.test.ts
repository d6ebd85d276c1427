/** The language server as an editor meets it: messages in, messages out. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CodeAction, CodeLens, Hover, InlayHint, PublishDiagnosticsParams } from 'vscode-languageserver/node'
import { uriOf } from '../../server/paths.ts'
import { modelFile } from '../bench/models.ts'
import { connect, folderWith, type Client } from './support.ts'

const MISTAKE = `import torch
from torch import nn

up = nn.ConvTranspose2d(16, 16, 3, stride=1, padding=1, output_padding=1)
y = up(torch.randn(1, 16, 12, 12))
`
const FIXED = MISTAKE.replace('output_padding=1', 'output_padding=0')
const FINE = 'import torch\nx = torch.randn(2, 3)\n'

describe('problems', () => {
  it('come with PyTorch\'s sentence, the argument\'s range and the version they belong to', async () => {
    const { path, client } = await opened(MISTAKE)
    const published = await client.problems(path, ({ diagnostics }) => diagnostics.length > 0)
    expect(published.version).toBe(1)
    expect(published.diagnostics).toHaveLength(1)
    expect(published.diagnostics[0]).toMatchObject({
      source: 'torch-shape-lint', code: 'output-padding', severity: 1,
      range: { start: { line: 3, character: 56 }, end: { line: 3, character: 72 } },
      relatedInformation: [{ location: { uri: uriOf(path), range: { start: { line: 4 } } } }],
    })
    expect(published.diagnostics[0]?.message).toMatch(/^output padding must be smaller than either stride or dilation, but got output_padding_height: 1 /)
  })

  it('follow the text', async () => {
    const { path, client } = await opened(MISTAKE)
    await client.problems(path, ({ diagnostics }) => diagnostics.length > 0)
    client.change(path, 2, FIXED)
    await client.problems(path, ({ version, diagnostics }) => version === 2 && diagnostics.length === 0)
    client.change(path, 3, MISTAKE)
    await client.problems(path, ({ version, diagnostics }) => version === 3 && diagnostics.length === 1)
  })

  it('are followed by remarks on sizes when nobody types, unless remarks are off', async () => {
    const text = `${FINE}class Net(torch.nn.Module):\n    def forward(self, x):  # given: x [N, 3, H]\n        return x[..., ::2] + x[..., 1::2]\n`
    const { path, client } = await opened(text)
    const { diagnostics } = await client.problems(path, ({ diagnostics: shown }) => shown.length > 0)
    expect(diagnostics).toMatchObject([{ code: 'size-contract', severity: 4, range: { start: { line: 4, character: 15 } } }])
    expect(diagnostics[0]!.message).toContain('PyTorch raises: The size of tensor a')
    const off = await opened(text, { settings: { hintSeverity: 'off' } })
    await off.client.problems(off.path, ({ version }) => version === 1)
    await new Promise(later => { setTimeout(later, 800) })
    expect((await off.client.problems(off.path, () => true)).diagnostics).toEqual([])
  })

  it('are those of the newest text when it is typed on while it is analysed, and questions wait for them', { timeout: 60_000 }, async () => {
    // Seconds of work from nothing, in steps of milliseconds.
    const { text } = modelFile(5000)
    const { path, client } = await opened(text)
    const versions: (number | undefined)[] = []
    client.connection.onNotification('textDocument/publishDiagnostics', ({ version }: PublishDiagnosticsParams) => { versions.push(version) })
    await new Promise(later => { setTimeout(later, 30) })
    client.change(path, 2, `${text}\n`)
    await new Promise(later => { setTimeout(later, 30) })
    client.change(path, 3, `${MISTAKE}${' '}\n`)
    const hover = await ask<Hover | null>(client, 'textDocument/hover', { textDocument: { uri: uriOf(path) }, position: { line: 4, character: 4 } })
    expect(hover).not.toBeNull()
    expect(versions.at(-1)).toBe(3)
  })

  it('go when the file is closed, and are not there when the analysis is off', async () => {
    const { path, client } = await opened(MISTAKE)
    await client.problems(path, ({ diagnostics }) => diagnostics.length > 0)
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(path) } })
    await client.problems(path, ({ diagnostics }) => diagnostics.length === 0)
    const off = await opened(MISTAKE, { settings: { enable: false } })
    expect(await ask<InlayHint[]>(off.client, 'textDocument/inlayHint', { textDocument: { uri: uriOf(off.path) }, range: all })).toEqual([])
  })
})

describe('requests', () => {
  it('answer with hints, unless those are off', async () => {
    const { path, client } = await opened(FINE)
    const params = { textDocument: { uri: uriOf(path) }, range: all }
    expect(await ask<InlayHint[]>(client, 'textDocument/inlayHint', params)).toMatchObject([{ position: { line: 1, character: 1 }, label: ': [2, 3]' }])
    const off = await opened(FINE, { settings: { inlayHints: { enable: false } } })
    expect(await ask<InlayHint[]>(off.client, 'textDocument/inlayHint', { ...params, textDocument: { uri: uriOf(off.path) } })).toEqual([])
  })

  it('answer with a hover, which links to the panel only where the editor has one', async () => {
    const plain = await opened(FIXED)
    const position = { line: 4, character: 5 }
    const hover = await ask<Hover>(plain.client, 'textDocument/hover', { textDocument: { uri: uriOf(plain.path) }, position })
    expect(hover.contents).toHaveProperty('value', expect.stringContaining('[1, 16, 12, 12] → [1, 16, 12, 12]'))
    expect(hover.contents).toHaveProperty('value', expect.not.stringContaining('command:'))
    const vscode = await opened(FIXED, { options: { runLayer: true } })
    const linked = await ask<Hover>(vscode.client, 'textDocument/hover', { textDocument: { uri: uriOf(vscode.path) }, position })
    expect(linked.contents).toHaveProperty('value', expect.stringContaining('command:torchShapeLint.runLayer?'))
    const lenses = await ask<CodeLens[]>(vscode.client, 'textDocument/codeLens', { textDocument: { uri: uriOf(vscode.path) } })
    expect(lenses.map(lens => lens.range.start.line)).toContain(3)
  })

  it('answer with actions, with those alone that are asked for', async () => {
    const { path, client } = await opened(FINE.replace('randn(2, 3)', 'zeros(2).shap'))
    const { diagnostics } = await client.problems(path, ({ diagnostics: shown }) => shown.length > 0)
    const params = { textDocument: { uri: uriOf(path) }, range: diagnostics[0]!.range, context: { diagnostics } }
    const [action, ...more] = await ask<CodeAction[]>(client, 'textDocument/codeAction', params)
    expect(more).toEqual([])
    expect(action).toMatchObject({ title: 'Change to \'shape\'', kind: 'quickfix', isPreferred: true, diagnostics: [{ code: 'attribute' }], edit: { changes: { [uriOf(path)]: [{ newText: 'shape' }] } } })
    expect(await ask(client, 'textDocument/codeAction', { ...params, context: { diagnostics, only: ['refactor'] } })).toEqual([])
    const layers = await opened(MISTAKE)
    const offered = await ask<CodeAction[]>(layers.client, 'textDocument/codeAction', { textDocument: { uri: uriOf(layers.path) }, range: { start: { line: 3, character: 8 }, end: { line: 3, character: 8 } }, context: { diagnostics: [], only: ['refactor'] } })
    expect(offered.map(({ kind }) => kind)).toContain('refactor.rewrite')
  })

  it('answer with nothing for a file that is not open, and survive an error', async () => {
    const { path, client } = await opened(FINE, { platform: { host: () => { throw new Error('no host') } } }).catch(() => opened(FINE))
    expect(await ask(client, 'textDocument/hover', { textDocument: { uri: 'file:///nowhere.py' }, position: { line: 0, character: 0 } })).toBeNull()
    expect(await ask(client, 'torchShapeLint/lab', { uri: uriOf(path), offset: 10 ** 9 })).toBeNull()
    expect(await ask(client, 'textDocument/hover', { textDocument: { uri: uriOf(path) }, position: { line: 99, character: 0 } })).toBeNull()
  })
})

describe('files that the client sends', () => {
  it('are imported as if they lay on a disk, and follow changes', async () => {
    const client = await connect('/nowhere')
    const folder = 'vscode-vfs://github/me/project'
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [{ uri: folder, name: 'project' }], removed: [] } })
    await client.connection.sendNotification('torchShapeLint/files', { files: [{ uri: `${folder}/sizes.py`, text: 'WIDTH = 5\n' }] })
    const uri = `${folder}/main.py`
    await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text: 'import torch\nfrom sizes import WIDTH\nx = torch.randn(2, WIDTH)\n' } })
    expect(await ask<InlayHint[]>(client, 'textDocument/inlayHint', { textDocument: { uri }, range: all })).toMatchObject([{ label: ': [2, 5]' }])
    await client.connection.sendNotification('torchShapeLint/files', { files: [{ uri: `${folder}/sizes.py`, text: 'WIDTH = 7\n' }] })
    expect(await ask<InlayHint[]>(client, 'textDocument/inlayHint', { textDocument: { uri }, range: all })).toMatchObject([{ label: ': [2, 7]' }])
  })
})

const all = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } }

async function opened(text: string, how: Parameters<typeof connect>[1] = {}): Promise<{ readonly path: string; readonly client: Client }> {
  const folder = folderWith({ 'model.py': text })
  const client = await connect(folder, how)
  const path = join(folder, 'model.py')
  client.open(path, text)
  return { path, client }
}

function ask<R>(client: Client, method: string, params: object): Promise<R> {
  return client.connection.sendRequest<R>(method, params)
}
