/** Any text has a tree: nothing throws, nodes nest, definitions away from the damage are found. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Module, Span } from '../../../core/syntax/ast.ts'
import { contentOf } from '../../../core/syntax/ast.ts'
import { parseModule, parseText, reparse } from '../../../core/syntax/parser.ts'
import { type ScopeNode, scopeOf } from '../../../core/syntax/scope.ts'
import { type Node, forEachChild } from '../../../core/syntax/walk.ts'
import { loadParser } from '../support/parser.ts'

beforeAll(loadParser)

const samples = ['model.py', 'everything.py'].map(name => readFileSync(new URL(`./corpus/${name}`, import.meta.url), 'utf8'))
const [model = '', everything = ''] = samples

test('every prefix of a file has a tree whose nodes nest', () => {
  for (const sample of samples) {
    for (let length = 0; length <= sample.length; length += 3) expectNested(parseModule(sample.slice(0, length)))
  }
}, 60_000)

test('every line cut in its middle leaves the other definitions as they were', () => {
  const whole = definitions(parseModule(model))
  for (const line of model.matchAll(/^.*\S.*$/gm)) {
    const from = line.index + (line[0].length >> 1)
    const to = line.index + line[0].length
    const now = new Set(definitions(parseModule(model.slice(0, from) + model.slice(to))).map(({ name, start, end }) => `${name} ${start} ${end}`))
    const move = (offset: number): number => (offset >= to ? offset - (to - from) : offset)
    for (const { name, start, end } of whole) {
      if (start > to || end < line.index) expect(now, `${name}, after the cut in ${line[0]}`).toContain(`${name} ${move(start)} ${move(end)}`)
    }
  }
})

test('text with a part taken out or put in gives the same tree anew as by reparsing', () => {
  fc.assert(fc.property(
    fc.constantFrom(model, everything),
    fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat(60), insert: fc.constantFrom('', 'x', '(', '"""', '\n', '    ', 'def f():\n', '\ndef g(a):\n    return a\n', '\'', ')') }), { maxLength: 4 }),
    (start, edits) => {
      let text = start
      let parsed = parseText(text)
      for (const { at, remove, insert } of edits) {
        const offset = Math.floor(at * text.length)
        text = text.slice(0, offset) + insert + text.slice(offset + remove)
        parsed = reparse(parsed, text)
      }
      expect(JSON.stringify(parsed.module)).toBe(JSON.stringify(parseModule(text)))
      expectNested(parsed.module)
    },
  ), { numRuns: Number(process.env['EDIT_RUNS'] ?? 150), seed: 7 })
}, 60_000)

describe('reparsing', () => {
  const text = 'def f():\n    return 1\n\nclass C:\n    def g(self):\n        return 2\n    def h(self):\n        return 3\n\ndef i():\n    return 4\n'

  test('keeps the definitions around an edit, and moves those after it', () => {
    const before = parseText(text)
    const [f, c, i] = before.module.body
    const after = reparse(before, text.replace('def g(self)', 'def g(self, x)'))
    expect(after.module.body[0]).toBe(f)
    expect(after.module.body[1]).not.toBe(c)
    expect(after.module.body[2]).toBe(i)
    expect(i?.start).toBe(after.text.indexOf('def i'))
  })

  test('gives the function another body where nothing else has changed', () => {
    const before = parseText(text)
    const [, c, i] = before.module.body
    const [g, h] = c?.kind === 'ClassDef' ? c.body : []
    const contents = [g, h].map(each => each?.kind === 'FunctionDef' && contentOf(each))
    const after = reparse(before, text.replace('2', '(2 + 2)'))
    expect(after.module.body).toEqual([before.module.body[0], c, i])
    expect(after.module.body[1]).toBe(c)
    expect(c?.kind === 'ClassDef' ? c.body : []).toEqual([g, h])
    expect(g?.kind === 'FunctionDef' && contentOf(g)).not.toBe(contents[0])
    expect(h?.kind === 'FunctionDef' && contentOf(h)).toBe(contents[1])
    expect(g?.kind === 'FunctionDef' && g.body[0]?.kind === 'Return' && g.body[0].value?.kind).toBe('BinOp')
    expect(h?.start).toBe(after.text.indexOf('def h'))
  })

  test('says what half-typed text spoils', () => {
    const typed = parseText(text.replace('return 2', 'return self.'))
    expect([typed.module.errors.length, typed.module.outerErrors.length]).toEqual([1, 0])
    const header = parseText(text.replace('def g(self)', 'def g(self'))
    expect(header.module.outerErrors.length).toBe(1)
  })
})

describe('text that is no program', () => {
  const lines = (count: number, text: string): string => text.repeat(count)
  test.each([
    ['nothing', ''],
    ['a byte order mark', '\ufeffx = 1\n'],
    ['nothing but a backslash', '\\'],
    ['NUL characters', 'x = 1\0\ny = "a\0b"\n\0'],
    ['lone surrogates', 'x = "\ud800"\ny = \udc00 + 1\n'],
    ['open parentheses', `x = ${'('.repeat(10_000)}`],
    ['matched parentheses', `x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}\n`],
    ['a long sum', `x = ${'1 + '.repeat(5000)}1\n`],
    ['a long chain of calls', `x = a${'.b()'.repeat(5000)}\n`],
    ['signs', `x = ${'-'.repeat(10_000)}1`],
    ['nested f-strings', 'f"{'.repeat(2000)],
    ['quotes', '"'.repeat(10_001)],
    ['docstrings that never match', lines(2001, '"""\n')],
    ['else without if', lines(1000, 'else:\n')],
    ['decorators of nothing', lines(1000, '@a\n')],
    ['many branches', `if x:\n  y\n${lines(3000, 'elif x:\n  y\n')}`],
    ['stairs', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}if x:`).join('\n')],
    ['stairs of classes that end in an error', `${Array.from({ length: 150 }, (_, depth) => `${' '.repeat(depth)}class A:`).join('\n')}(`],
    ['more levels of indentation than Python has', `${Array.from({ length: 1500 }, (_, depth) => `${' '.repeat(depth)}if x:`).join('\n')}\n${' '.repeat(1500)}pass\n`],
    ['comprehensions within each other', `x = ${'[y for y in '.repeat(300)}[1]${']'.repeat(300)}`],
    ['a megabyte of a sum', `x = ${'1 + '.repeat(250_000)}1\ny = 2\n`],
    ['megabytes of data', `x = [\n${lines(200_000, "  'abc', [1, 2],\n")}]\ny = 2\n`],
  ])('%s', (_, text) => {
    const module = parseModule(text)
    expectNested(module)
    expect(() => scopeOf(module)).not.toThrow()
  })

  test('carriage returns and form feeds end lines and mean nothing more', () => {
    for (const text of ['def f(x):\r\n    return x\r\ny = 1\r\n', 'def f(x):\r    return x\ry = 1\r', '\fdef f(x):\n    return x\n\fy = 1\n']) {
      const module = parseModule(text)
      expect(module.errors).toEqual([])
      expect(module.body.map(({ kind, start, end }) => [kind, text.slice(start, end).replace(/\r\n?/g, '\n')])).toEqual([['FunctionDef', 'def f(x):\n    return x'], ['Assign', 'y = 1']])
    }
  })

  test('five megabytes take seconds, not minutes', () => {
    const text = model.repeat(Math.ceil(5e6 / model.length))
    const start = process.cpuUsage()
    parseModule(text)
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(3000 * 3)
  }, 120_000)
})

function definitions(module: Module): { readonly name: string; readonly start: number; readonly end: number }[] {
  const found: { name: string; start: number; end: number }[] = []
  const visit = (node: Node): void => {
    if (node.kind === 'FunctionDef' || node.kind === 'ClassDef') found.push({ name: node.name.id, start: node.start, end: node.end })
    forEachChild(node, visit)
  }
  visit(module)
  return found
}

/** Each node lies within its parent; decorators stand before what they decorate. */
function expectNested(module: Module): void {
  const visit = (node: Node, parent: Span): void => {
    if (node.start < parent.start || node.end > parent.end || node.start > node.end) expect.fail(`${node.kind} ${node.start}–${node.end} outside ${parent.start}–${parent.end}`)
    if (isScope(node)) scopeOf(node)
    const decorators: readonly Node[] = 'decorators' in node ? node.decorators : []
    forEachChild(node, child => { visit(child, decorators.includes(child) ? parent : node) })
  }
  visit(module, module)
}

function isScope(node: Node): node is ScopeNode {
  return ['Module', 'FunctionDef', 'Lambda', 'ClassDef', 'Comprehension'].includes(node.kind)
}
