/** A statement that takes too long is stopped. What it may have changed is unknown from there on; what it can't reach stays as it is. */
import { beforeAll, expect, test, vi } from 'vitest'
import { analyse, loadParser } from '../../oracle/support/analyse.ts'

beforeAll(loadParser)
// Budgets are of work; a busy machine takes longer over them.
vi.setConfig({ testTimeout: 60_000 })

const heavy = 'def slow(n):\n    return n if n < 2 else slow(n - 1) + slow(n - 2)\n\n'

/** The shapes of the tensors that the names are bound to at the end, and whether all was executed. */
function globalsOf(source: string): { readonly shapes: Readonly<Record<string, unknown>>; readonly complete: boolean } {
  const { trace } = analyse(`import torch\nimport torch.nn as nn\n\n${heavy}${source}`)
  return { complete: trace.complete, shapes: Object.fromEntries(Object.entries(trace.globals).filter(([name]) => /^[xyz]$/.test(name)).map(([name, { shape }]) => [name, shape])) }
}

test.each<readonly [string, string, Readonly<Record<string, unknown>>]>([
  ['what stands behind is executed', 'slow(40)\nx = torch.zeros(2)\n', { x: [2] }],
  ['what it binds is not known', 'w = 2\nw = slow(40)\nx = torch.zeros(1, w)\n', { x: [1, null] }],
  ['a list that it may go on filling is not known', 'sizes = [2]\nother = [3]\n\ndef run():\n    slow(40)\n    sizes.append(7)\n\nrun()\nx = torch.zeros(1, len(sizes))\ny = torch.zeros(other)\n', { x: [1, null], y: [3] }],
  ['a list that it was given is not known', 'sizes = [2]\n\ndef run(where):\n    slow(40)\n    where.append(7)\n\nrun(sizes)\nx = torch.zeros(1, len(sizes))\n', { x: [1, null] }],
  ['a global that a called function binds later is not known', 'w = 2\n\ndef run():\n    global w\n    slow(40)\n    w = 3\n\nrun()\nx = torch.zeros(1, w)\n', { x: [1, null] }],
  ['an attribute that it would have set is not known', 'class Config:\n    width = 2\n    height = 5\n\ndef run():\n    slow(40)\n    Config.width = 3\n\nrun()\nx = torch.zeros(1, Config.width)\ny = torch.zeros(Config.height)\n', { x: [1, null], y: [5] }],
  ['an object that it can reach is not known', 'class Box:\n    def __init__(self):\n        self.width = 2\n\nbox = Box()\nheld = [box]\n\ndef run():\n    slow(40)\n    held[0].width = 3\n\nrun()\nx = torch.zeros(1, box.width)\n', { x: [1, null] }],
  ['a layer that it trains may have others inside', 'layer = nn.Sequential(nn.Linear(2, 3))\n\ndef run():\n    slow(40)\n    layer[0] = nn.Linear(2, 4)\n\nrun()\nx = layer(torch.zeros(1, 2))\n', { x: null }],
  ['in a branch, too', 'w = 2\nif True:\n    slow(40)\n    w = 3\nx = torch.zeros(1, w)\ny = torch.zeros(4)\n', { x: [1, null], y: [4] }],
  ['what a half-run comprehension binds is not known', 'x = torch.zeros(2)\nw = [slow(n) for n in range(35, 40)]\ny = torch.zeros(3)\n', { x: [2], y: [3] }],
])('%s', (_name, source, shapes) => {
  const found = globalsOf(source)
  expect(found.complete).toBe(false)
  expect(found.shapes).toMatchObject(shapes)
})

test('no error is reported of what is not known', () => {
  const { problems } = analyse(`import torch\n${heavy}def run():\n    slow(40)\n    global width, missing\n    width, missing = 4, 5\n\nwidth = 3\nrun()\nx = torch.zeros(2, width) @ torch.zeros(4, 1)\ny = missing\n`)
  expect(problems).toEqual([])
})

test('models that nothing calls are run all the same', () => {
  const { trace } = analyse(`import torch\nimport torch.nn as nn\n${heavy}class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layer = nn.Linear(4, 6)\n\n    def forward(self, x):\n        return self.layer(x)\n\nslow(40)\n`)
  expect(trace.calls.filter(({ callee }) => callee === 'torch.nn.Linear').at(-1)?.shapes).toEqual([['N', 6]])
})
