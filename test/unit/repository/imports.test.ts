/** Imports run one way, so that each room can be read, tested and replaced without those above it. */
import { describe, expect, it } from 'vitest'
import { importsOf, sourceFiles, textOf } from './sources.ts'

/** What each room of the core may import; the rooms below those are allowed with them. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  text: [],
  dims: [],
  arrays: [],
  problems: [],
  syntax: ['text'],
  shapes: ['dims'],
  values: ['shapes'],
  graph: ['values'],
  torch: ['values', 'arrays', 'problems'],
  interp: ['syntax', 'graph', 'problems', 'arrays'],
  exec: ['graph', 'torch', 'interp'],
  ide: ['interp', 'exec'],
}

const core = sourceFiles('core')

describe('the rooms of the core', () => {
  for (const room of Object.keys(ARROWS)) {
    it(`${room} imports ${[...allowed(room)].filter(name => name !== room).join(', ') || 'nothing'}`, () => {
      const wrong = core.filter(file => roomOf(file) === room).flatMap(file => importsOf(file).filter(name => name.startsWith('core/') && !mayImport(room, name)).map(name => `${file} imports ${name}`))
      expect(wrong).toEqual([])
    })
  }

  it('has no room without arrows', () => {
    expect([...new Set(core.map(roomOf))].filter(room => room !== '' && !(room in ARROWS))).toEqual([])
  })

  it('imports no module of Node, no editor, no protocol, and the parser in one file', () => {
    const foreign = core.flatMap(file => importsOf(file).filter(name => !name.startsWith('core/')).map(name => `${file} imports ${name}`))
    expect(foreign.filter(line => line !== 'core/syntax/parser.ts imports web-tree-sitter')).toEqual([])
  })
})

describe('the programs around the core', () => {
  it('lets the server take only the core\'s public face and plain data', () => {
    const face = /^core\/(index|project|host|ide\/types|exec\/lab\/(index|types)|problems\/types|text\/lines)\.ts$/
    const wrong = sourceFiles('server').flatMap(file => importsOf(file).filter(name => name.startsWith('core/') && !face.test(name)).map(name => `${file} imports ${name}`))
    expect(wrong).toEqual([])
  })

  it('lets the client take only types, and only from the server\'s protocol', () => {
    const wrong = sourceFiles('client').flatMap(file => importsOf(file).filter(name => /^(core|server)\//.test(name) && name !== 'server/protocol.ts').map(name => `${file} imports ${name}`))
    expect(wrong).toEqual([])
    const values = sourceFiles('client').filter(file => /^import (?!type\b).*server\/protocol/m.test(textOf(file)))
    expect(values).toEqual([])
  })

  it('keeps vscode out of the server and Node\'s modules out of what runs in a browser', () => {
    expect(sourceFiles('server', 'client/webview').filter(file => importsOf(file).includes('vscode'))).toEqual([])
    const inBrowser = reached(['server/browser.ts', 'server/lab/worker.ts', 'client/browser.ts', 'client/webview/main.ts'])
    expect([...inBrowser].filter(name => name.startsWith('node:'))).toEqual([])
  })

  it('keeps the protocol free of values', () => {
    expect(textOf('server/protocol.ts')).not.toMatch(/^export (const|let|function|class|enum)\b/m)
    expect(textOf('server/protocol.ts')).not.toMatch(/^import (?!type\b)/m)
  })
})

function roomOf(file: string): string {
  return /^core\/(\w+)\//.exec(file)?.[1] ?? ''
}

/** Rooms whose types are words that many others speak: the syntax tree, what is asked of a file, where files come from. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  'core/syntax/ast.ts': ['values', 'graph'],
  'core/host.ts': ['interp', 'exec', 'ide'],
  'core/project.ts': ['graph', 'interp', 'ide'],
  'core/analysis.ts': ['ide'],
}

function mayImport(room: string, name: string): boolean {
  const other = roomOf(name)
  return WORDS[name]?.includes(room) === true || other === room || other !== '' && allowed(room).has(other)
}

function allowed(room: string): ReadonlySet<string> {
  return new Set([room, ...(ARROWS[room] ?? []).flatMap(below => [...allowed(below)])])
}

/** Everything that some entry points import, directly or not. */
function reached(entries: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const visit = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    if (/^(core|server|client)\/.*\.ts$/.test(name)) importsOf(name).forEach(visit)
  }
  entries.forEach(visit)
  return seen
}
