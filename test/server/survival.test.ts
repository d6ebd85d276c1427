/** The server stands what editors, and what is not quite an editor, do to it. */
import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { createConnection, createProtocolConnection, StreamMessageReader, StreamMessageWriter, type InlayHint } from 'vscode-languageserver/node'
import { serve } from '../../server/connection.ts'
import { nodePlatform } from '../../server/host/node.ts'
import { uriOf } from '../../server/paths.ts'
import { connect, folderWith, parserFiles, root, type Client } from './support.ts'

const WIDTH = (width: number): string => `import torch\nx = torch.randn(2, ${width})\n`
const all = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } }
const labels = async (client: Client, path: string): Promise<readonly unknown[]> => (await client.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri: uriOf(path) }, range: all })).map(({ label }) => label)

describe('messages that no editor should send', () => {
  const nonsense: readonly (readonly [string, unknown])[] = [
    ['textDocument/hover', {}], ['textDocument/hover', null], ['textDocument/hover', { textDocument: { uri: 5 }, position: { line: 'a' } }], ['textDocument/hover', { textDocument: { uri: 'file:///%' }, position: { line: -1, character: -1 } }],
    ['textDocument/inlayHint', { textDocument: { uri: '' }, range: null }], ['textDocument/codeLens', []], ['textDocument/codeAction', { textDocument: { uri: 'x:' } }], ['torchShapeLint/lab', { uri: null, offset: 'x' }], ['torchShapeLint/lab', 7],
    ['torchShapeLint/labEdit', { uri: 'file:///a.py', offset: 1, setting: { layers: [{ __proto__: null }] } }], ['no/such/request', { deep: [[[[]]]] }],
  ]

  it('are refused or answered with nothing, and the next question is answered', async () => {
    const folder = folderWith({ 'model.py': WIDTH(3) })
    const client = await connect(folder)
    const path = join(folder, 'model.py')
    client.open(path, WIDTH(3))
    for (const [method, params] of nonsense) await client.connection.sendRequest(method, params).catch(() => undefined)
    for (const [method, params] of [
      ['textDocument/didChange', { textDocument: { uri: 'file:///never-opened.py', version: 1 }, contentChanges: [{ text: 'x' }] }], ['textDocument/didClose', { textDocument: { uri: 'file:///never-opened.py' } }],
      ['workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///%zz', type: 9 }] }], ['workspace/didChangeWatchedFiles', {}], ['torchShapeLint/files', { files: [{ uri: 'no uri', text: null }, { uri: 'file:///a.py', text: 'x = ' }] }],
      ['workspace/didChangeWorkspaceFolders', { event: { added: [{ uri: 'weird:///%', name: '' }], removed: [{ uri: 'file:///not-there', name: '' }] } }], ['workspace/didChangeConfiguration', { settings: { torchShapeLint: { searchPaths: 'x', inputs: { a: 1 }, python: 5 } } }], ['$/whatever', null],
    ] as const) void client.connection.sendNotification(method, params)
    expect(await labels(client, path)).toEqual([': [2, 3]'])
  })

  it('at places that no text has are answered for the nearest, or with nothing', async () => {
    const folder = folderWith({ 'model.py': WIDTH(3) })
    const client = await connect(folder)
    const path = join(folder, 'model.py'), textDocument = { uri: uriOf(join(folder, 'model.py')) }
    client.open(path, WIDTH(3))
    const far = 2 ** 31 - 1
    for (const position of [{ line: -1, character: -1 }, { line: far, character: far }, { line: 0, character: far }, { line: 1.5, character: 0.5 }, { line: 1e300, character: 0 }, { line: 0, character: -far }]) {
      const range = { start: position, end: { line: 0, character: 0 } }
      for (const [method, params] of [
        ['textDocument/hover', { textDocument, position }], ['textDocument/inlayHint', { textDocument, range }], ['textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } }],
        ['torchShapeLint/lab', { ...textDocument, offset: position.character }],
      ] as const) await client.connection.sendRequest(method, params)
    }
    expect(client.errors).toEqual([])
    await client.connection.sendNotification('textDocument/didChange', { textDocument: { ...textDocument, version: 2 }, contentChanges: [{ range: { start: { line: far, character: far }, end: { line: -5, character: 0 } }, text: 'y = torch.zeros(4)\n' }] })
    await client.connection.sendNotification('textDocument/didChange', { textDocument: { ...textDocument, version: 3 }, contentChanges: [{ text: WIDTH(6) }] })
    expect(await labels(client, path)).toEqual([': [2, 6]'])
  })

  it('include text that is no JSON, no message and no header, in the middle of others, and questions before the first one', async () => {
    const folder = folderWith({ 'model.py': WIDTH(4) })
    const up = new PassThrough(), down = new PassThrough()
    const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down))
    serve(server, { ...nodePlatform, parserFiles: () => Promise.resolve(parserFiles()) })
    const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up))
    connection.listen()
    expect(await connection.sendRequest('textDocument/hover', { textDocument: { uri: 'file:///a.py' }, position: { line: 0, character: 0 } })).toBeNull()
    await connection.sendRequest('initialize', { processId: null, rootUri: uriOf(folder), capabilities: {} })
    await connection.sendNotification('initialized', {})
    up.write('Content-Length: 7\r\n\r\n{"a": [')
    for (const body of ['{}', '[1, 2]', 'null', '7', '""', '{"jsonrpc": "2.0", "method": 7}', '{"jsonrpc": "2.0", "id": {}, "method": "shutdown"}', `{"jsonrpc": "2.0", "method": "${'x'.repeat(100_000)}"}`]) up.write(`Content-Length: ${body.length}\r\n\r\n${body}`)
    for (const header of ['hello\r\n\r\n', 'X: y\r\n\r\n', 'Content-Type: x; charset=utf-99\r\nContent-Length: 2\r\n\r\n{}']) up.write(header)
    const uri = uriOf(join(folder, 'model.py'))
    await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text: WIDTH(4) } })
    expect(await connection.sendRequest('textDocument/inlayHint', { textDocument: { uri }, range: all })).toMatchObject([{ label: ': [2, 4]' }])
    connection.dispose()
    server.dispose()
  })
})

it('a server that hangs ends, so that the editor can start another', { timeout: 60_000 }, async () => {
  const contents = `import { watchEventLoop } from './server/host/watchdog.ts'\nwatchEventLoop(1)\nsetTimeout(() => { for (;;); }, 100)`
  const { outputFiles } = await build({ stdin: { contents, resolveDir: root }, bundle: true, platform: 'node', write: false })
  const ended = await new Promise<NodeJS.Signals | null>(done => { spawn(process.execPath, ['-e', outputFiles[0]!.text], { stdio: 'ignore' }).on('close', (_code, signal) => { done(signal) }) })
  expect(ended).toBe('SIGKILL')
})

it('a server tells once that it rests: after a file with tensors, and no other', async () => {
  const folder = folderWith({ 'plain.py': 'x = 1\n', 'model.py': WIDTH(3) })
  let told = 0
  const client = await connect(folder, { platform: { rested: () => { told++ } } })
  const rest = (): Promise<void> => new Promise((done) => { setTimeout(done, 1200) })
  client.open(join(folder, 'plain.py'), 'x = 1\n')
  await client.problems(join(folder, 'plain.py'), () => true)
  await rest()
  expect(told).toBe(0)
  client.open(join(folder, 'model.py'), WIDTH(3))
  await client.problems(join(folder, 'model.py'), () => true)
  for (let waited = 0; told === 0 && waited < 20; waited++) await rest()
  client.change(join(folder, 'model.py'), 2, WIDTH(4))
  await client.problems(join(folder, 'model.py'), ({ version }) => version === 2)
  await rest()
  expect(told).toBe(1)
})

describe('the server stands', () => {
  it('requests after shutdown', async () => {
    const folder = folderWith({ 'model.py': WIDTH(3) })
    const client = await connect(folder)
    const path = join(folder, 'model.py')
    client.open(path, WIDTH(3))
    await client.connection.sendRequest('shutdown')
    client.change(path, 2, WIDTH(5))
    await Promise.allSettled([labels(client, path), client.connection.sendRequest('shutdown')])
    expect(client.errors).toEqual([])
  })

  it('a storm of questions that are withdrawn at once, and answers the last one for the newest text', { timeout: 60_000 }, async () => {
    const folder = folderWith({ 'model.py': WIDTH(3) })
    const client = await connect(folder)
    const path = join(folder, 'model.py')
    client.open(path, WIDTH(3))
    const { CancellationTokenSource } = await import('vscode-languageserver/node')
    const withdrawn = Array.from({ length: 1000 }, (_, index) => {
      client.change(path, index + 2, WIDTH(index))
      const source = new CancellationTokenSource()
      const answer = client.connection.sendRequest('textDocument/inlayHint', { textDocument: { uri: uriOf(path) }, range: all }, source.token)
      source.cancel()
      return answer.then(() => 'answered', (error: { readonly code?: number }) => error.code)
    })
    const outcomes = await Promise.all(withdrawn)
    expect(outcomes.filter(outcome => !['answered', -32800, -32802].includes(outcome ?? 0))).toEqual([])
    expect(await labels(client, path)).toEqual([': [2, 999]'])
    expect(client.errors).toEqual([])
  })

  it('two hundred open documents', { timeout: 120_000 }, async () => {
    const names = Array.from({ length: 200 }, (_, index) => `model_${index}.py`)
    const folder = folderWith(Object.fromEntries(names.map((name, index) => [name, WIDTH(index + 1)])))
    const client = await connect(folder), before = process.memoryUsage().heapUsed
    for (const [index, name] of names.entries()) client.open(join(folder, name), WIDTH(index + 1))
    expect(await Promise.all(names.map(name => labels(client, join(folder, name))))).toEqual(names.map((_, index) => [`: [2, ${index + 1}]`]))
    // Megabytes, with what is no longer needed.
    expect((process.memoryUsage().heapUsed - before) / 2 ** 20).toBeLessThan(300)
    client.change(join(folder, names[77]!), 2, `import torch\nx = torch.zeros(2, 3) @ torch.zeros(2, 3)\n`)
    await client.problems(join(folder, names[77]!), ({ diagnostics }) => diagnostics.length === 1)
    await client.problems(join(folder, names[199]!), ({ diagnostics }) => diagnostics.length === 0)
    for (const name of names) void client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(join(folder, name)) } })
    await client.problems(join(folder, names[77]!), ({ diagnostics }) => diagnostics.length === 0)
    expect(client.errors).toEqual([])
  })

  it('folders that come and go, and forgets what only they held', async () => {
    const folder = folderWith({ 'main.py': 'import torch\nfrom sizes import WIDTH\nx = torch.randn(2, WIDTH)\n' })
    const other = folderWith({ 'sizes.py': 'WIDTH = 9\n' })
    const client = await connect(folder)
    const path = join(folder, 'main.py')
    client.open(path, 'import torch\nfrom sizes import WIDTH\nx = torch.randn(2, WIDTH)\n')
    const change = (added: readonly string[], removed: readonly string[]): Promise<void> => client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: added.map(each => ({ uri: uriOf(each), name: each })), removed: removed.map(each => ({ uri: uriOf(each), name: each })) } })
    for (let round = 0; round < 3; round++) {
      await change([other], [])
      expect(await labels(client, path)).toEqual([': [2, 9]'])
      await change([], [other])
      expect(await labels(client, path)).toEqual([])
    }
    expect(client.errors).toEqual([])
  })

  it('files that other programs write, replace and delete', async () => {
    const folder = folderWith({ 'sizes.py': 'WIDTH = 5\n' })
    const client = await connect(folder)
    const path = join(folder, 'main.py'), sizes = join(folder, 'sizes.py')
    client.open(path, 'import torch\nfrom sizes import WIDTH\nx = torch.randn(2, WIDTH)\n')
    expect(await labels(client, path)).toEqual([': [2, 5]'])
    const tell = (type: 1 | 2 | 3): Promise<void> => client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(sizes), type }] })
    // Texts of one length, written one right after the other.
    for (const width of [6, 7, 8, 9]) {
      writeFileSync(sizes, `WIDTH = ${width}\n`)
      await tell(2)
      expect(await labels(client, path)).toEqual([`: [2, ${width}]`])
    }
    rmSync(sizes)
    await tell(3)
    expect(await labels(client, path)).toEqual([])
    writeFileSync(sizes, Buffer.from([0xff, 0xfe, 0, 0]))
    await tell(1)
    expect(await labels(client, path)).toEqual([])
    writeFileSync(sizes, 'WIDTH = 3\n')
    await tell(2)
    expect(await labels(client, path)).toEqual([': [2, 3]'])
    expect(client.errors).toEqual([])
  })
})
