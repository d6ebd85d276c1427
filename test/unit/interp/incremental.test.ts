/** However a text came about, by edits or at once, the analysis says the same of it. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Project } from '../../../core/index.ts'
import { modelFile, sharedBlocks } from '../../bench/models.ts'
import { loadParser, mainFile, openSession, type Session } from '../../oracle/support/analyse.ts'

beforeAll(loadParser)

const textsIn = (folder: string): [string, string][] => readdirSync(folder).filter((name) => name.endsWith('.py')).map((name) => [`${folder}/${name}`, readFileSync(`${folder}/${name}`, 'utf8')])
const texts = [...textsIn('examples'), ...textsIn('test/models'), ['architectures', modelFile(350).text] as const]

/** All that an editor can ask. */
const answers = (project: Project, text: string): unknown =>
  [project.problems(mainFile), project.trace(mainFile), project.inlayHints(mainFile, { start: 0, end: text.length }), project.lenses(mainFile), project.coverage(mainFile), project.complete(mainFile)]

function expectAsFresh(project: Project, text: string): void {
  const fresh = openSession(undefined).project
  fresh.setText(mainFile, text)
  expect(JSON.stringify(answers(project, text)), text).toBe(JSON.stringify(answers(fresh, text)))
}

function takeSteps(project: Project, count: number): void {
  let taken = 0
  for (const _ of project.steps(mainFile)) if (taken++ >= count) return
}

const typed = ['x', ' ', '\n', '(', ')', ':', '1', '0', ', ', '    y = x\n', '# c', '.relu()', 'self.', '"""', '\ndef f(x: torch.Tensor):\n    return x\n', 'import torch\n', '  # shape: [1, 2]', '# given: x [1, 3, 64, 64]\n', 'model = 1\n', 'from nowhere import *\n']
const edit = fc.record({ text: fc.nat(texts.length - 1), at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(12), insert: fc.constantFrom('', ...typed), undo: fc.boolean(), steps: fc.option(fc.nat(5)) })

test('edits at any place leave what a fresh analysis finds', () => {
  fc.assert(fc.property(fc.nat(texts.length - 1), fc.array(edit, { minLength: 1, maxLength: 6 }), (chosen, edits) => {
    let text = texts[chosen]![1]
    const { project } = openSession(undefined)
    project.setText(mainFile, text)
    project.problems(mainFile)
    for (const { at, cut, insert, undo, steps } of edits) {
      const offset = Math.floor(at * text.length), before = text
      text = text.slice(0, offset) + insert + text.slice(offset + cut)
      project.setText(mainFile, text)
      // Somebody types on while the analysis is under way: it is given up.
      if (steps === null) expectAsFresh(project, text)
      else takeSteps(project, steps)
      if (undo) text = before
    }
    project.setText(mainFile, text)
    expectAsFresh(project, text)
  }), { numRuns: Number(process.env['EDIT_RUNS'] ?? 12), ...(process.env['EDIT_SEED'] !== undefined && { seed: Number(process.env['EDIT_SEED']) }) })
}, 600_000)

test.each([
  ['beside', '/workspace/main.py', '/workspace/blocks.py', 'from blocks import'],
  ['in the same package', '/workspace/nets/model.py', '/workspace/nets/blocks.py', 'from .blocks import'],
])('edits of an imported file, too: %s', (_where, main, blocks, clause) => {
  const importing = modelFile(350, `${clause} ConvNormAct, FeedForward, SqueezeExcite`).text
  const all = (project: Project): unknown => [main, blocks].map((file) => [project.problems(file), project.trace(file), project.inlayHints(file, { start: 0, end: 100_000 })])
  const open = (texts: Readonly<Record<string, string>>): Session => {
    const session = openSession(undefined)
    for (const [file, text] of Object.entries({ '/workspace/nets/__init__.py': '', ...texts })) {
      session.files.set(file, text)
      session.project.setText(file, text)
    }
    return session
  }
  fc.assert(fc.property(fc.array(fc.record({ edit, isImported: fc.boolean() }), { minLength: 1, maxLength: 5 }), (edits) => {
    const now = { [main]: importing, [blocks]: sharedBlocks() }
    const { project, files } = open(now)
    all(project)
    for (const { edit: { at, cut, insert, undo }, isImported } of edits) {
      const file = isImported ? blocks : main, before = now[file]!, offset = Math.floor(at * before.length)
      for (const text of [before.slice(0, offset) + insert + before.slice(offset + cut), ...(undo ? [before] : [])]) {
        now[file] = text
        files.set(file, text)
        project.setText(file, text)
        expect(JSON.stringify(all(project)), text).toBe(JSON.stringify(all(open(now).project)))
      }
    }
  }), { numRuns: Number(process.env['EDIT_RUNS'] ?? 6), ...(process.env['EDIT_SEED'] !== undefined && { seed: Number(process.env['EDIT_SEED']) }) })
}, 600_000)

describe('statements that depend on each other', () => {
  const head = 'import torch\nimport torch.nn as nn\n\n'
  test.each<readonly [string, string, string, string]>([
    ['a constant', 'WIDTH = 3\n\ndef f():\n    return torch.zeros(WIDTH)\n\ny = f()\n', 'WIDTH = 3', 'WIDTH = 4'],
    ['a function called by another', 'def g():\n    return torch.zeros(2)\n\ndef f():\n    return g()\n\ny = f()\n', 'zeros(2)', 'zeros(5)'],
    ['a list that a later statement fills', 'sizes = [1, 2]\n\ndef f():\n    return torch.zeros(sizes)\n\nif True:\n    sizes.append(3)\n\ny = f()\n', 'append(3)', 'append(4)'],
    ['a list that a later statement no longer fills', 'sizes = [1, 2]\n\ndef f():\n    return torch.zeros(sizes)\n\nif True:\n    sizes.append(3)\n\ny = f()\n', 'sizes.append(3)', 'pass'],
    ['a registry that decorators fill', 'table = {}\n\ndef register(f):\n    table[f.__name__] = f\n    return f\n\n@register\ndef a():\n    return torch.zeros(1)\n\n@register\ndef b():\n    return torch.zeros(2)\n\ny = [f() for f in table.values()]\n', 'zeros(1)', 'zeros(9)'],
    ['a name that is deleted', 'w = 3\n\ndef f():\n    return torch.zeros(w)\n\nx = 1\n\nif True:\n    del w\n\ny = f()\n', 'del w', 'pass'],
    ['a global that a function binds', 'w = 3\n\ndef f():\n    global w\n    w = 7\n\nif True:\n    f()\n\nif True:\n    y = torch.zeros(w)\n', 'w = 7', 'w = 8'],
    ['a base class', 'class A(nn.Module):\n    def forward(self, x):\n        return x\n\nclass B(A):\n    pass\n\nclass C(B):\n    pass\n\ny = C()(torch.zeros(2))\n', 'return x', 'return x.sum()'],
    ['a class attribute set from outside', 'class A:\n    n = 1\n\nclass B:\n    pass\n\nif True:\n    A.n = 4\n\ny = torch.zeros(A.n)\n', 'A.n = 4', 'A.n = 5'],
    ['a name that hides a builtin', 'def f():\n    return torch.zeros(len([1, 2]))\n\ny = f()\n', 'def f', 'def len(x):\n    return 9\n\ndef f'],
    ['a branch on what is not known', 'import os\n\nif os.environ["A"]:\n    w = 1\nelse:\n    w = 2\n\ndef f():\n    return torch.zeros(3, w)\n\ny = f()\n', 'w = 2', 'w = 1'],
    ['a star import of what is not known', 'def f():\n    return helper(3)\n\ny = f()\n', 'def f', 'from nowhere import *\n\ndef f'],
    ['a generator', 'def g():\n    yield 1\n    yield 2\n\nit = g()\n\nif True:\n    a = next(it)\n\nif True:\n    y = torch.zeros(next(it))\n', 'a = next(it)', 'a = 3'],
    ['a dispatcher', 'from functools import singledispatch\n\n@singledispatch\ndef f(x):\n    return torch.zeros(1)\n\n@f.register(int)\ndef g(x):\n    return torch.zeros(2)\n\ny = f(3)\n', 'zeros(2)', 'zeros(7)'],
    ['an exception that ends the script', 'x = torch.zeros(1)\n\nif True:\n    raise SystemExit\n\ndef f():\n    return torch.zeros(2)\n\ny = f()\n', 'raise SystemExit', 'pass'],
    ['a model that another one calls', 'class A(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.l = nn.Linear(4, 5)\n\n    def forward(self, x):\n        return self.l(x)\n\nclass B(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = A()\n\n    def forward(self, x):\n        return self.a(x)\n', 'self.a(x)', 'x'],
    ['a comment on a shape', 'def f(x: torch.Tensor):\n    return x\n\ny = f(torch.zeros(2))\n', '(2))\n', '(2))  # shape: [3]\n'],
    ['what is said of an input', 'class A(nn.Module):\n    def forward(self, x):\n        return x + 1\n', 'class A', '# given: x [1, 2]\nclass A'],
    ['a device that the text speaks of', 'class A(nn.Module):\n    def forward(self, x):\n        return x + 1\n\nA()(torch.zeros(2)).numpy()\n', 'class A', '# cuda\nclass A'],
  ])('%s', (_name, source, from, to) => {
    const before = head + source, after = head + source.replace(from, to)
    const { project } = openSession(undefined)
    for (const text of [before, after, before, `${after}\n`, after, before]) {
      project.setText(mainFile, text)
      expectAsFresh(project, text)
    }
  })
})
