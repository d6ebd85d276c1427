/** Analysed code is never run, nothing outside of what is searched is read, and what is delivered holds what it should. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { InlayHint } from 'vscode-languageserver/node'
import lock from '../../package-lock.json'
import manifest from '../../package.json'
import { check } from '../../server/cli/check.ts'
import { styleFor } from '../../server/cli/console.ts'
import { parseCommand } from '../../server/cli/arguments.ts'
import { uriOf } from '../../server/paths.ts'
import type { LabSetting } from '../../server/protocol.ts'
import { connect, folderWith, root, startParser } from './support.ts'

const all = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } }

describe('analysed code', () => {
  it('is never run: not what is imported, not what Python itself would run', async () => {
    const folder = folderWith({})
    const mark = join(folder, 'it-was-run')
    const trap = `import os\nos.system("touch ${mark}")\nopen(${JSON.stringify(mark)}, "w").close()\n`
    const script = `#!/bin/sh\ntouch ${mark}\n`
    const site = join(folder, '.venv/lib/python3.11/site-packages')
    for (const each of [site, join(folder, '.venv/bin'), join(folder, 'trapped'), join(site, 'trapped_package')]) mkdirSync(each, { recursive: true })
    for (const name of ['sitecustomize.py', 'usercustomize.py', 'conftest.py', 'setup.py', 'trapped/__init__.py', 'noxfile.py', '__main__.py']) writeFileSync(join(folder, name), trap)
    for (const name of ['sitecustomize.py', 'trapped_package/__init__.py', 'trapped_package/__main__.py']) writeFileSync(join(site, name), `${trap}WIDTH = 4\n`)
    writeFileSync(join(site, 'trap.pth'), `import os; os.system("touch ${mark}")\n`)
    for (const name of ['python', 'python3']) { writeFileSync(join(folder, '.venv/bin', name), script); chmodSync(join(folder, '.venv/bin', name), 0o755) }
    writeFileSync(join(folder, '.venv/pyvenv.cfg'), `home = ${folder}/.venv/bin\n`)
    const text = `${trap}import torch, sitecustomize, trapped, conftest, setup, trapped_package, subprocess\nsubprocess.run(["touch", ${JSON.stringify(mark)}])\nexec('open(${JSON.stringify(mark)}, "w")')\neval("__import__('os').system('touch ${mark}')")\nx = torch.zeros(2, trapped_package.WIDTH)\n`
    writeFileSync(join(folder, 'main.py'), text)
    const client = await connect(folder, { settings: { python: join(folder, '.venv/bin/python') } })
    await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: uriOf(join(folder, 'main.py')), languageId: 'python', version: 1, text } })
    const hints = await client.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri: uriOf(join(folder, 'main.py')) }, range: all })
    expect(hints.map(({ label }) => label)).toContain(': [2, 4]')
    await startParser()
    const command = parseCommand(['check', folder, '--format', 'json'])
    if (command.name === 'check') check(command, { print: () => undefined, progress: () => undefined, fail: () => 2, style: styleFor('plain') })
    expect(existsSync(mark)).toBe(false)
  })

  it('is looked for in the folders that are searched, and nowhere else', async () => {
    const outside = folderWith({ 'secret.py': 'WIDTH = 6\n', 'inside/pkg/__init__.py': '', 'inside/pkg/model.py': '' })
    const folder = join(outside, 'inside')
    const client = await connect(folder)
    const ask = async (name: string, text: string): Promise<readonly unknown[]> => {
      const uri = uriOf(join(folder, name))
      await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text } })
      return (await client.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range: all })).map(({ label }) => label)
    }
    const use = '\nimport torch\nx = torch.zeros(2, WIDTH)\n'
    expect(await ask('pkg/model.py', `from ...secret import WIDTH${use}`)).toEqual([])
    expect(await ask('pkg/far.py', `from ${'.'.repeat(60)}etc import WIDTH${use}`)).toEqual([])
    expect(await ask('a.py', `import importlib\nWIDTH = importlib.import_module("../secret").WIDTH${use}`)).toEqual([])
    expect(await ask('b.py', `WIDTH = __import__("../secret").WIDTH${use}`)).toEqual([])
    expect(await ask('c.py', `import importlib\nWIDTH = importlib.import_module(${JSON.stringify(join(outside, 'secret'))}).WIDTH${use}`)).toEqual([])
    expect(client.errors).toEqual([])
  })
})

describe('the lab\'s comparison with PyTorch', () => {
  const setting: LabSetting = { steps: [{ layer: 'torch.nn.ReLU', arguments: {}, weights: {} }], inputs: [{ shape: [2], dtype: 'float32', data: { source: { kind: 'ramp' } } }], training: true }

  it('runs nothing in a workspace that is not trusted, and goes on once it is', async () => {
    const folder = folderWith({}), python = join(folder, 'python'), mark = join(folder, 'it-was-run')
    writeFileSync(python, `#!/bin/sh\ntouch ${mark}\ncat > /dev/null\necho '{"torch": "2.15.0", "outputs": [{"shape": [2], "data": ["0.0", "1.0"]}]}'\n`)
    chmodSync(python, 0o755)
    const { connection, stop } = await connect(folder, { settings: { python } })
    const compare = (): Promise<unknown> => connection.sendRequest('torchShapeLint/labCheck', { setting, python })
    expect(await compare()).toEqual({ ok: false, message: 'Comparing runs Python, and this workspace is not trusted. Trust it to compare.' })
    expect(existsSync(mark)).toBe(false)
    await connection.sendNotification('torchShapeLint/trusted')
    expect(await compare()).toMatchObject({ ok: true, difference: 0, torch: '2.15.0' })
    expect(existsSync(mark)).toBe(true)
    await stop()
    const trusted = await connect(folder, { settings: { python }, options: { trusted: true } })
    expect(await trusted.connection.sendRequest('torchShapeLint/labCheck', { setting, python })).toMatchObject({ ok: true })
  })
})

describe('folders that lead nowhere', () => {
  it('links that lead to themselves, unreadable and binary files are said, and the rest is checked', async () => {
    const folder = folderWith({ 'fine.py': 'import torch\nx = torch.zeros(2)\n', 'binary.py': new Uint8Array([0, 1, 2, 255]), 'wide.py': new Uint8Array([0xff, 0xfe, 0x61, 0]), 'marked.py': '\ufeffimport torch\r\n\fx = torch.zeros(3)\r\n', 'tabs.py': 'if True:\n\tx = 1\n\ty = 2\n' })
    symlinkSync(folder, join(folder, 'again'))
    symlinkSync(join(folder, 'loop.py'), join(folder, 'loop.py'))
    symlinkSync(join(folder, 'nowhere.py'), join(folder, 'dangling.py'))
    mkdirSync(join(folder, 'folder.py'))
    await startParser()
    let printed = ''
    const command = parseCommand(['check', folder, '--format', 'json'])
    if (command.name !== 'check') throw new Error('no check')
    check(command, { print: (text: string) => { printed += text }, progress: () => undefined, fail: (text: string) => { printed += text; return 2 }, style: styleFor('plain') })
    for (const name of ['fine.py', 'marked.py', 'tabs.py']) expect(printed).toContain(name)
    expect(printed).not.toContain('again/')
  })
})

describe('a workspace that is not trusted', () => {
  it('is analysed, but VS Code keeps its settings of paths and programs from us', () => {
    // Only where support is "limited" does VS Code heed the list.
    expect(manifest.capabilities.untrustedWorkspaces).toMatchObject({ supported: 'limited', restrictedConfigurations: ['torchShapeLint.searchPaths', 'torchShapeLint.python'] })
  })

  it('names no interpreter by another extension\'s settings until it is trusted', async () => {
    const folder = folderWith({ 'env/lib/python3.11/site-packages/sizes.py': 'WIDTH = 6\n', 'env/bin/python': '' })
    const text = 'import torch\nfrom sizes import WIDTH\nx = torch.zeros(2, WIDTH)\n', uri = uriOf(join(folder, 'main.py'))
    const client = await connect(folder, { python: { defaultInterpreterPath: join(folder, 'env/bin/python') }, options: { trusted: false } })
    await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text } })
    const hints = async (): Promise<readonly unknown[]> => (await client.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range: all })).map(({ label }) => label)
    expect(await hints()).not.toContain(': [2, 6]')
    await client.connection.sendNotification('torchShapeLint/trusted')
    expect(await hints()).toContain(': [2, 6]')
  })
})

describe('files that are none', () => {
  it('pipes, folders, devices and endless links of a module\'s name are read by nobody', async () => {
    const folder = folderWith({ 'main.py': '', 'sizes/__init__.py': 'WIDTH = 8\n', 'secret.py': 'WIDTH = 1\n' })
    mkdirSync(join(folder, '.venv'))
    for (const name of ['pipe.py', '.python-version', '.venv/pyvenv.cfg']) execFileSync('mkfifo', [join(folder, name)])
    mkdirSync(join(folder, 'directory.py'))
    symlinkSync('/dev/zero', join(folder, 'endless.py'))
    symlinkSync(join(folder, 'circle.py'), join(folder, 'circle.py'))
    symlinkSync(folder, join(folder, 'sizes/again'))
    writeFileSync(join(folder, 'huge.py'), `WIDTH = 3\n${'#'.repeat(17 * 1024 * 1024)}`)
    chmodSync(join(folder, 'secret.py'), 0o000)
    const client = await connect(folder)
    const uri = uriOf(join(folder, 'main.py'))
    const names = ['pipe', 'directory', 'endless', 'circle', 'huge', 'secret', 'sizes.again.again.sizes', 'a\0b', '../main', '/etc/passwd']
    const text = `import importlib, torch\n${names.map((name, index) => `try:\n    w${index} = importlib.import_module(${JSON.stringify(name)}).WIDTH\nexcept Exception:\n    w${index} = 0\n`).join('')}import pipe, directory, endless, circle, huge, sizes\nx = torch.zeros(2, sizes.WIDTH)\n`
    await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text } })
    const hints = await client.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range: all })
    expect(hints.map(({ label }) => label)).toContain(': [2, 8]')
    expect(client.errors).toEqual([])
  })

  it('cells of notebooks and documents without a place read no file', async () => {
    const folder = folderWith({ 'sizes.py': 'WIDTH = 8\n' })
    const client = await connect(folder)
    const text = 'import torch\nfrom ..sizes import WIDTH\nfrom ...... import etc\nx = torch.zeros(2, WIDTH)\ny = torch.zeros(3)\n'
    for (const uri of [`vscode-notebook-cell://x/../..${folder}/a.ipynb#W0sZ`, 'untitled:../../../etc/passwd', 'untitled:a%00b', `git:${folder}/sizes.py?ref=HEAD`, 'file:///%00', 'file:///a/../../b%2F..%2F..%2Fetc.py', 'file://host/share/x.py']) {
      await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text } })
      const hints = await client.connection.sendRequest<InlayHint[] | null>('textDocument/inlayHint', { textDocument: { uri }, range: all })
      expect((hints ?? []).map(({ label }) => label).filter(label => label === ': [2, 8]'), uri).toEqual([])
    }
    expect(client.errors).toEqual([])
  })
})

describe('what is delivered', () => {
  it('depends on nothing at run time, and at build time on packages pinned to a version and a hash', () => {
    expect(manifest).not.toHaveProperty('dependencies')
    expect(Object.keys(manifest.devDependencies).length).toBeLessThan(30)
    const packages = Object.entries(lock.packages).filter(([name]) => name !== '') as [string, { readonly version?: string; readonly integrity?: string; readonly resolved?: string; readonly hasInstallScript?: boolean }][]
    expect(packages.filter(([, { integrity, resolved }]) => !/^sha512-/.test(integrity ?? '') || (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')))).toEqual([])
    for (const [name, version] of Object.entries(manifest.devDependencies)) expect(packages.find(([path]) => path === `node_modules/${name}`)?.[1].version, name).toBe(version)
  })

  it('starts programs in one file only, and compiles a text in another one: the bundle beside it', () => {
    const files = (folder: string): readonly string[] => readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => (entry.isDirectory() ? files(`${folder}/${entry.name}`) : entry.name.endsWith('.ts') ? [`${folder}/${entry.name}`] : []))
    const saying = (pattern: RegExp): readonly string[] => ['core', 'server', 'client'].flatMap(files).filter(file => pattern.test(readFileSync(join(root, file), 'utf8')))
    expect(saying(/from 'node:child_process'|require\('child_process|new Function\(/)).toEqual(['server/host/runPython.ts'])
    expect(saying(/from 'node:vm'/)).toEqual(['server/host/codeCache.ts'])
    expect(saying(/\bstartCached\(|\bstartCached</).filter(file => !readFileSync(join(root, file), 'utf8').includes("(join(__dirname, 'program.js'), "))).toEqual(['server/host/codeCache.ts'])
  })

  it('is a handful of files: bundles without maps, pictures and pages, and nothing of the tests', { timeout: 60_000 }, () => {
    const files = execFileSync(process.execPath, [join(root, 'node_modules/@vscode/vsce/vsce'), 'ls', '--no-dependencies'], { cwd: root, encoding: 'utf8' }).split('\n').map(line => line.trim()).filter(line => line !== '')
    const expected = /^(dist\/(client(\.web)?|server(\.web)?|[a-z-]+)\.(js|css|wasm)|dist\/[\w-]+\.wasm|media\/(icons|walkthrough)\/[\w-]+\.(png|svg|md)|package\.json|README\.md|CHANGELOG\.md|LICENSE)$/
    expect(files.filter(file => !expected.test(file))).toEqual([])
    const bundles = files.filter(file => /\.(js|css)$/.test(file)).map(file => readFileSync(join(root, file), 'utf8'))
    expect(bundles.filter(text => text.includes('sourceMappingURL=') || text.includes(root))).toEqual([])
  })
})
