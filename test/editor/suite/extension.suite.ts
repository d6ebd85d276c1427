/** What a user of the extension gets, asked through VS Code's own interface; runs in Node, in Electron and in a web worker. */
import * as assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { Api } from '../../../client/activate.ts'

const EXTENSION = 'torch-shape-lint.torch-shape-lint'
const REFUSED = 'output padding must be smaller than either stride or dilation, but got output_padding_height: 1 output_padding_width: 1 '
  + 'stride_height: 1 stride_width: 1 dilation_height: 1 dilation_width: 1'

describe('a file with a layer that PyTorch refuses', () => {
  it('underlines the argument with PyTorch\'s sentence and relates the call', async () => {
    const document = await open('mistake.py')
    const problem = await until('the problem', () => problems(document)[0])
    assert.equal(document.getText(problem.range), 'output_padding=1')
    assert.equal(problem.message.split('\n')[0], REFUSED)
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error)
    assert.equal(problem.source, 'torch-shape-lint')
    assert.equal(problem.code, 'output-padding')
    const related = problem.relatedInformation?.map(({ location }) => document.lineAt(location.range.start.line).text) ?? []
    assert.ok(related.includes('y = up(x)'), JSON.stringify(related))
  })

  it('clears the problem while typing, and brings it back', async () => {
    const document = await open('mistake.py')
    const { range } = await until('the problem', () => problems(document)[0])
    await replace(document, range, 'output_padding=0')
    await until('no problem', () => problems(document).length === 0 || undefined)
    await replace(document, range, 'output_padding=1')
    await until('the problem again', () => problems(document)[0])
  })
})

describe('a file with layers', () => {
  it('shows shapes behind names', async () => {
    const document = await open('layers.py')
    await until('the hints', async () => {
      const shown = await hints(document)
      return shown.get('y') === ': [1, 64, 112, 112]' && shown.get('image') === ': [1, 3, 224, 224]' && shown.get('large') === ': [1, 1, 6, 6]' || undefined
    })
    assert.deepEqual(problems(document), [])
  })

  it('explains a layer\'s call in a hover', async () => {
    const document = await open('layers.py')
    const text = await until('the hover', () => hoverText(document, 'conv(image)', 'conv'))
    assert.ok(text.includes('[1, 3, 224, 224] → [1, 64, 112, 112]'), text)
    assert.match(text, /H, W: \(224 \+ 2\*3 - 1\*\(7 - 1\) - 1\)\/\/2 \+ 1 = 112 +halves H and W/)
    assert.ok(text.includes('halves H and W'), text)
    assert.ok(text.includes('command:torchShapeLint.runLayer?'), text)
  })

  it('offers to run every layer that it can run', async () => {
    const document = await open('layers.py')
    const lines = await until('the lenses', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100)
      return lenses.length > 0 ? lenses.filter(lens => lens.command?.command === 'torchShapeLint.runLayer').map(lens => lens.range.start.line) : undefined
    })
    assert.ok(lines.includes(3) && lines.includes(7), JSON.stringify(lines))
  })

  it('runs the layer under the cursor in the panel', async () => {
    const document = await open('layers.py')
    const editor = await vscode.window.showTextDocument(document)
    const at = positionOf(document, 'double = nn.ConvTranspose2d', 'ConvTranspose2d')
    editor.selection = new vscode.Selection(at, at)
    const api = await activated()
    await vscode.commands.executeCommand('torchShapeLint.runLayer')
    const model = await until('the model', () => api.shownModel())
    await until('the page\'s first message', () => api.pageMessages.find(message => message.type === 'ready'))
    await until('the panel\'s tab', () => vscode.window.tabGroups.all.flatMap(group => group.tabs).find(tab => tab.input instanceof vscode.TabInputWebview))
    assert.deepEqual(model.setting?.inputs.map(({ shape }) => shape), [[1, 1, 3, 3]])
    assert.equal(model.setting?.steps[0]?.layer, 'torch.nn.ConvTranspose2d')
    assert.equal(model.setting?.steps[0]?.arguments['stride'], '2')
  })
})

describe('a workspace', () => {
  it('follows imports into its other files', async () => {
    const document = await open('uses_blocks.py')
    await until('the shape', async () => (await hints(document)).get('halved') === ': [2, 16, 16, 16]' || undefined)
  })
})

describe('the settings', () => {
  afterEach(async () => {
    for (const name of ['enable', 'inlayHints.enable', 'inputs']) await setting(name, undefined)
  })

  it('switch the inlay hints off', async () => {
    const document = await open('layers.py')
    await until('hints', async () => (await hints(document)).size > 0 || undefined)
    await setting('inlayHints.enable', false)
    await until('no hints', async () => (await hints(document)).size === 0 || undefined)
  })

  it('switch everything off and on', async () => {
    const document = await open('mistake.py')
    await until('the problem', () => problems(document)[0])
    await setting('enable', false)
    await until('no problem', () => problems(document).length === 0 || undefined)
    assert.equal(await hoverText(document, 'y = up(x)', 'up'), undefined)
    await setting('enable', true)
    await until('the problem again', () => problems(document)[0])
  })

  it('give an input its shape', async () => {
    const document = await open('blocks.py')
    await setting('inputs', ['x=[4, 6, 20, 20]'])
    await until('the given shape', async () => (await hoverText(document, 'return self.conv(x)', '(x)'))?.includes('[4, 6, 20, 20]') || undefined)
  })
})

describe('the server', () => {
  it('comes back when it is restarted', async () => {
    const document = await open('mistake.py')
    await until('the problem', () => problems(document)[0])
    await vscode.commands.executeCommand('torchShapeLint.restartServer')
    await until('the problem again', () => problems(document)[0])
  })
})

async function activated(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>(EXTENSION)
  assert.ok(extension, 'the extension is installed')
  return extension.activate()
}

async function open(name: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]
  assert.ok(folder, 'a folder is open')
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name))
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One)
  await activated()
  return document
}

function problems(document: vscode.TextDocument): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri)
}

/** The label behind each name. */
async function hints(document: vscode.TextDocument): Promise<ReadonlyMap<string, string>> {
  const all = new vscode.Range(0, 0, document.lineCount, 0)
  const found = await vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, all)
  return new Map(found.map(({ position, label }) => {
    const name = document.getText(document.getWordRangeAtPosition(position.translate(0, -1)))
    return [name, typeof label === 'string' ? label : label.map(part => part.value).join('')]
  }))
}

async function hoverText(document: vscode.TextDocument, line: string, word: string): Promise<string | undefined> {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, positionOf(document, line, word))
  const texts = found.flatMap(hover => hover.contents.map(content => (typeof content === 'string' ? content : content.value)))
  return texts.find(text => text.includes('→') || text.includes('['))
}

/** One character into a word that stands behind a text. */
function positionOf(document: vscode.TextDocument, line: string, word: string): vscode.Position {
  const at = document.getText().indexOf(line)
  assert.ok(at >= 0, `the file holds ${line}`)
  return document.positionAt(document.getText().indexOf(word, at) + 1)
}

async function replace(document: vscode.TextDocument, range: vscode.Range, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit()
  edit.replace(document.uri, range, text)
  assert.ok(await vscode.workspace.applyEdit(edit))
}

async function setting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('torchShapeLint').update(name, value, vscode.ConfigurationTarget.Global)
}

/** Polls: an editor answers when it is ready. */
async function until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>, patience = 15_000): Promise<T> {
  const end = Date.now() + patience
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise(later => { setTimeout(later, 50) })
  }
}
