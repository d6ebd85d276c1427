/** Literate tests: Markdown whose Python blocks say in comments what the analysis must find. The grammar is in README.md. */

import { readFileSync } from 'node:fs'

/** A file of a test; `lines[i]` is the Markdown line, from 1, that its i-th line stands on. */
export interface Source { readonly name: string; text: string; readonly lines: number[] }
export interface Claim { readonly file: string; readonly line: number; readonly severity: string; readonly code: string; readonly text: string; columns?: readonly [number, number] }
/** A ```hover, ```inlay or ```action block. */
export interface Expected { readonly kind: string; readonly text: string; readonly line: number }
export interface Fixture {
  readonly name: string
  readonly files: Map<string, Source>
  readonly expected: Expected[]
  /** The offset of `$0` in main.py. */
  cursor: number | undefined
}

/** Every file begins with it, unless it imports torch itself. */
export const prelude = 'import torch, torch.nn as nn, torch.nn.functional as F\n'

/** One fixture for each heading that has Python under it. */
export function fixturesOf(markdown: string): Fixture[] {
  const headings: string[] = []
  const fixtures: Fixture[] = []
  let fixture: Fixture | undefined, file = 'main.py'
  let block: { kind: string; lines: string[]; line: number } | undefined
  markdown.split(/\r?\n/).forEach((text, index) => {
    const fence = /^```(\w*)\s*$/.exec(text)
    if (block && fence) {
      fixture ??= { name: headings.filter(Boolean).join(' / '), files: new Map(), expected: [], cursor: undefined }
      if (!fixtures.includes(fixture)) fixtures.push(fixture)
      if (block.kind === 'py') append(fixture, file, block.lines, block.line)
      else fixture.expected.push({ kind: block.kind, text: block.lines.join('\n').trim(), line: block.line })
      block = undefined
      file = 'main.py'
    } else if (block) block.lines.push(text)
    else if (fence) block = { kind: fence[1]!, lines: [], line: index + 1 }
    else {
      const heading = /^(#+)\s+(.*)$/.exec(text)
      if (heading) {
        headings.length = heading[1]!.length - 1
        headings.push(heading[2]!)
        fixture = undefined
      }
      file = /^`([\w./]+\.py)`:\s*$/.exec(text)?.[1] ?? (text.trim() === '' ? file : 'main.py')
    }
  })
  return fixtures
}

/** The fixture that an ```action block states: the text after the action, whose title is the block's first line. */
export function fixtureAfter(fixture: Fixture, block: string): Fixture {
  const [title, ...lines] = block.split('\n')
  const after: Fixture = { name: `${fixture.name}, then: ${title}`, files: new Map([...fixture.files].filter(([name]) => name !== 'main.py')), expected: [], cursor: undefined }
  append(after, 'main.py', lines, fixture.expected.find(({ text }) => text === block)?.line ?? 0)
  return after
}

/** A Python file on its own. */
export function fixtureOfFile(path: string): Fixture {
  const text = readFileSync(path, 'utf8')
  return { name: path.slice(path.lastIndexOf('/') + 1), files: new Map([['main.py', { name: 'main.py', text, lines: text.split('\n').map((_, line) => line + 1) }]]), expected: [], cursor: undefined }
}

function append(fixture: Fixture, name: string, lines: readonly string[], line: number): void {
  let source = fixture.files.get(name)
  if (!source) {
    const bare = /^\s*(import|from) torch\b/m.test(lines.join('\n'))
    fixture.files.set(name, (source = { name, text: bare ? '' : prelude, lines: bare ? [] : [line] }))
  }
  lines.forEach((text, index) => {
    const cursor = text.indexOf('$0')
    if (cursor >= 0) fixture.cursor = source.text.length + cursor
    source.text += `${text.replace('$0', '')}\n`
    source.lines.push(line + index + 1)
  })
}

const claim = /#[\s^]*\b(error|warning|info|hint)\[([\w-]+)\](?:\s+"((?:[^"\\]|\\.)*)")?/g

/** What a file's comments claim of its problems, by line from 0. */
export function claimsOf(source: Source): Claim[] {
  const claims: Claim[] = []
  const waiting: Claim[] = []
  let above = 0
  source.text.split('\n').forEach((text, line) => {
    const ownLine = /^\s*#/.test(text)
    const carets = /^\s*#\s*(\^+)/d.exec(text)?.indices?.[1]
    const found = [...text.matchAll(claim)].map(([, severity, code, words]): Claim => ({ file: source.name, line: carets ? above : line, severity: severity!, code: code!, text: (words ?? '').replace(/\\(.)/g, '$1') }))
    if (carets) for (const each of found.length > 0 ? found : claims.filter((each) => each.line === above && !each.columns)) each.columns = carets
    if (ownLine && !carets) waiting.push(...found)
    else claims.push(...found)
    if (ownLine || text.trim() === '') return
    claims.push(...waiting.splice(0).map((each) => ({ ...each, line })))
    above = line
  })
  return claims
}
