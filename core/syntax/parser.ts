/**
 * Python text to tree. This is the one file that knows tree-sitter.
 *
 * Parsing never throws once `initParser` has succeeded, and keeps no memory of the parser's beyond a call.
 */
import { Language, Parser } from 'web-tree-sitter'
import type { TreeCursor } from 'web-tree-sitter'
import type { Module } from './ast.ts'
import { convertBlock } from './statements.ts'
import { SyntaxTree, errorKind, tokensKept } from './tree.ts'

/** Bytes of the two WebAssembly modules. Without `runtime` the library looks for its own beside itself. */
export interface ParserSources {
  readonly runtime?: Uint8Array
  readonly grammar: Uint8Array
}

/** Loads the parser. Must have resolved before the first parse; further calls are harmless. */
export async function initParser(sources: ParserSources): Promise<void> {
  if (loaded !== undefined) return
  await Parser.init(sources.runtime === undefined ? undefined : { wasmBinary: sources.runtime })
  const language = await Language.load(sources.grammar)
  const parser = new Parser()
  parser.setLanguage(language)
  loaded = { parser, names: namesOf(language) }
}

/** The module's tree. Any text has one; what is not Python becomes error nodes and `errors`. */
export function parseModule(text: string): Module {
  const tree = readTree(text)
  return { kind: 'Module', start: 0, end: text.length, body: convertBlock(tree, 0), errors: [], comments: [] }
}

interface LoadedParser {
  readonly parser: Parser
  /** By type id: the name to keep in a tree, `''` for a token to leave out. */
  readonly names: readonly string[]
}
let loaded: LoadedParser | undefined

const errorTypeId = 65535

function namesOf(language: Language): string[] {
  return language.types.map((name, id) => {
    if (language.nodeTypeIsNamed(id)) return name === 'comment' || name === 'line_continuation' ? '' : name
    return tokensKept.has(name) ? name : ''
  })
}

function readTree(text: string): SyntaxTree {
  if (loaded === undefined) throw new Error('initParser has not been called')
  const tree = loaded.parser.parse(text)
  if (tree === null) return new SyntaxTree({ text, kinds: [], starts: new Int32Array(), ends: new Int32Array(), after: new Int32Array(), hasError: true })
  const cursor = tree.walk()
  try {
    return new SyntaxTree({ ...columnsOf(cursor, loaded.names), text, hasError: tree.rootNode.hasError })
  } finally {
    cursor.delete()
    tree.delete()
  }
}

/** Deeper nodes become errors, so that whoever recurses over a tree has a bound. */
const maxDepth = 400

/** Rules whose inside is never looked at. */
const leaves: ReadonlySet<string> = new Set(['identifier', 'integer', 'float', 'string_start', 'string_content', 'string_end', 'ellipsis', 'true', 'false', 'none', 'type_conversion', 'import_prefix'])

function columnsOf(cursor: TreeCursor, names: readonly string[]): Pick<SyntaxTree, 'kinds' | 'starts' | 'ends' | 'after'> {
  const kinds: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  const after: number[] = []
  const open: number[] = []
  for (;;) {
    const id = cursor.nodeTypeId
    const name = id === errorTypeId ? errorKind : names[id] ?? ''
    if (name !== '') {
      const row = kinds.length
      const tooDeep = open.length >= maxDepth
      kinds.push(tooDeep ? errorKind : name)
      starts.push(cursor.startIndex)
      ends.push(cursor.endIndex)
      after.push(row + 1)
      if (!tooDeep && !leaves.has(name) && !tokensKept.has(name) && cursor.gotoFirstChild()) {
        open.push(row)
        continue
      }
    }
    while (!cursor.gotoNextSibling()) {
      const parent = open.pop()
      if (parent === undefined) return { kinds, starts: Int32Array.from(starts), ends: Int32Array.from(ends), after: Int32Array.from(after) }
      after[parent] = kinds.length
      cursor.gotoParent()
    }
  }
}
