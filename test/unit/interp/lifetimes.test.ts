/** What a program changes ends with it: analysing a file again, or another one, says what a fresh analysis says. */
import { beforeAll, expect, test } from 'vitest'
import { createProject } from '../../../core/index.ts'
import { hostOf, loadParser } from '../../oracle/support/analyse.ts'

beforeAll(loadParser)

const head = 'import torch\nimport torch.nn as nn\n'
/** Shapes that the hints of a file show. */
function hintsOf(files: Readonly<Record<string, string>>, order: readonly string[]): readonly (readonly string[])[] {
  const paths = new Map(Object.entries(files).map(([name, text]) => [`/workspace/${name}`, text]))
  const project = createProject({ ...hostOf(paths, undefined), searchPath: () => ['/workspace'] })
  return order.map((name, index) => {
    const text = `${files[name]}${' '.repeat(index)}`
    project.setText(`/workspace/${name}`, text)
    return project.inlayHints(`/workspace/${name}`, { start: 0, end: text.length }).map(({ label }) => label)
  })
}

test.each([
  ['a function of torch that is replaced', 'torch.zeros = lambda *sizes: torch.ones(7)\n'],
  ['a layer\'s method that is replaced', 'nn.Linear.forward = lambda self, x: x\n'],
  ['a name of an exception, and one of torch', 'Exception.zeros = 3\ntorch.zeros = 1\n'],
])('%s', (_, patch) => {
  const user = `${head}x = torch.zeros(2, 3)\ny = nn.Linear(3, 5)(x)\n`
  const [before, , after] = hintsOf({ 'user.py': user, 'patch.py': `${head}${patch}` }, ['user.py', 'patch.py', 'user.py'])
  expect(before).toEqual([': [2, 3]', ': [2, 5]'])
  expect(after).toEqual(before)
})

test.each([
  ['a default that a function keeps', 'def size(known=[]):\n    known.append(1)\n    return len(known)\n'],
  ['a variable of an enclosing function', 'def counter():\n    n = 0\n    def size():\n        nonlocal n\n        n += 1\n        return n\n    return size\nsize = counter()\n'],
  ['an attribute of a function', 'def size():\n    size.calls += 1\n    return size.calls\nsize.calls = 0\n'],
  ['an attribute of a class', 'class Counter:\n    n = 0\n    def __call__(self):\n        Counter.n += 1\n        return Counter.n\nsize = Counter()\n'],
])('%s of an imported module', (_, module) => {
  const main = `${head}from sizes import size\nx = torch.zeros(size(), size())\n`
  expect(hintsOf({ 'sizes.py': module, 'main.py': main }, ['main.py', 'main.py', 'main.py'])).toEqual([[': [1, 2]'], [': [1, 2]'], [': [1, 2]']])
})

test('what a module replaces in torch is seen by those who import it, each time, and by nobody else', () => {
  const files = { 'patch.py': 'import torch\nkept = torch.zeros\ntorch.zeros = lambda *sizes: torch.ones(9)\n', 'main.py': `${head}import patch\nx = torch.zeros(2)\n`, 'other.py': `${head}x = torch.zeros(2)\n` }
  expect(hintsOf(files, ['other.py', 'main.py', 'other.py', 'main.py', 'main.py'])).toEqual([[': [2]'], [': [9]'], [': [2]'], [': [9]'], [': [9]']])
})
