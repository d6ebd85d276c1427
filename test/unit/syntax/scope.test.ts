/** The names that code binds: source on the left, names on the right. */
import { beforeAll, describe, expect, test } from 'vitest'
import { parseModule } from '../../../core/syntax/parser.ts'
import { type NameScope, type ScopeNode, scopeOf } from '../../../core/syntax/scope.ts'
import { type Node, forEachChild } from '../../../core/syntax/walk.ts'
import { loadParser } from '../support/parser.ts'

beforeAll(loadParser)

describe('a module binds', () => {
  test.each([
    ['a = b.c = d[0] = 1', 'a'],
    ['(a, [b, *c]) = d', 'a b c'],
    ['a: int\nb += 1', 'a b'],
    ['for a, b in c: d = e', 'a b d'],
    ['while (a := b): pass', 'a'],
    ['with a as b, c as (d, e): pass', 'b d e'],
    ['try: pass\nexcept A as a: b = 1', 'a b'],
    ['import a.b, c.d as e\nfrom f import g, h as i', 'a e g i'],
    ['def f(a, b=(c := 1)): d = 1', 'c f'],
    ['class A(B): c = 1', 'A'],
    ['del a', 'a'],
    ['lambda a: (b := a)', ''],
    ['[a for a in (b := c)]', 'b'],
    ['[(y := a) for a in b if (z := a)]', 'y z'],
    ['match a:\n  case [b, *c] | {"d": e, **f} | A(g, h=i) | (j as k): l = 1', 'b c e f g i j k l'],
    ['type X = int', 'X'],
    ['x = self.conv(', 'x'],
  ])('%s ⇒ %s', (source, names) => {
    expect([...scopeOf(parseModule(source)).bound].sort().join(' ')).toBe(names.split(' ').sort().join(' '))
  })
})

describe('a function', () => {
  test('binds its parameters and what it assigns, but not what it declares global or nonlocal', () => {
    const scope = first('def f(a, /, b, *c, d, **e):\n  global g\n  nonlocal h\n  g = h = i = 1\n  def j(): k = 1')
    expect([...scope.bound].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'i', 'j'])
    expect([...scope.globals]).toEqual(['g'])
    expect([...scope.nonlocals]).toEqual(['h'])
  })

  test.each([
    ['def f(): yield', true],
    ['def f():\n  x = yield from a', true],
    ['def f():\n  def g(): yield', false],
    ['def f():\n  return lambda: (yield)', false],
    ['async def f():\n  async for x in y: yield x', true],
  ])('%s: is a generator: %s', (source, isGenerator) => { expect(first(source).isGenerator).toBe(isGenerator) })

  test.each([
    ['def f(self): super().f()', true],
    ['def f(self): return __class__', true],
    ['def f(self): return [super(A, self).f() for _ in x]', true],
    ['def f(self): return lambda: super().f()', true],
    ['def f(self):\n  def g(): super()', false],
    ['def f(self): self.super()', false],
  ])('%s: uses super: %s', (source, usesSuper) => { expect(first(source).usesSuper).toBe(usesSuper) })
})

test('a comprehension binds its targets, and reads its first iterable outside', () => {
  expect([...first('[x + z for x, y in (lambda q: q) for z in x if (w := z)]').bound]).toEqual(['x', 'y', 'z'])
})

test('a star import may bind anything', () => {
  expect(scopeOf(parseModule('from a import *')).hasStarImport).toBe(true)
})

test('a scope is computed once for each node', () => {
  const module = parseModule('a = 1')
  expect(scopeOf(module)).toBe(scopeOf(module))
})

/** The scope of the first function or comprehension in a source. */
function first(source: string): NameScope {
  let found: ScopeNode | undefined
  const visit = (node: Node): void => {
    if (node.kind === 'FunctionDef' || node.kind === 'Comprehension') found ??= node
    else forEachChild(node, visit)
  }
  visit(parseModule(source))
  if (found === undefined) throw new Error(`no scope in ${source}`)
  return scopeOf(found)
}
