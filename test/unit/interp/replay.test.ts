/** While a function that models share is typed, its calls alone are made again where that suffices; what is said is what a fresh analysis says. */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { Project } from '../../../core/index.ts'
import { loadParser, mainFile, openSession } from '../../oracle/support/analyse.ts'

beforeAll(loadParser)

/** `runs`: the file calls its models itself. */
const program = (body: string, runs: boolean): string => `
import torch
import torch.nn as nn
import torch.nn.functional as F

SCALE = 2
seen = []


def helper(x):
    return F.relu(x)


class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(4, 4)

    def forward(self, x):
        return self.lin(x)


class Block(nn.Module):
    count = 0

    def __init__(self, i, o, k=3):
        super().__init__()
        self.conv = nn.Conv2d(i, o, k, padding=k // 2)
        self.lin = nn.Linear(o, o)
        self.act = nn.ReLU(inplace=True)
        self.other = Other()
        self.cache = None

    def forward(self, x, scale=1, features=None):
${body.split('\n').map((line) => `        ${line}`).join('\n')}


class Chain(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(3, 8), Block(8, 8), Block(8, 8, 1))
        self.head = nn.Linear(8, 10)

    def forward(self, x):
        y = self.blocks(x)
        return self.head(y.mean((2, 3)))


class Kept(nn.Module):
    def __init__(self, depth=2):
        super().__init__()
        self.blocks = nn.ModuleList([Block(8, 8) for _ in range(depth)])

    def forward(self, x):
        y = F.conv2d(x, torch.zeros(8, 8, 3, 3))
        kept = []
        for index, block in enumerate(self.blocks):
            y = block(y, scale=index, features=kept)
            kept.append(y)
        return torch.cat(kept, 1), len(kept)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(8, 8, 3, stride=2, padding=1)
        self.block = Block(8, 8)


class Aliased(Model):
    def forward(self, x):
        y = self.stem(x)
        z = self.block(y)
        z.unsqueeze_(0)
        return y, z


class Cached(Model):
    def forward(self, x):
        y = self.block(self.stem(x))
        return y if self.block.cache is None else self.block.cache.flatten()


class Counted(Model):
    def forward(self, x):
        y = self.block(self.stem(x))
        return torch.zeros(Block.count + 1, len(seen) + 1, SCALE)


class Twice(Model):
    def forward(self, x, flag=None):
        y = self.block(self.stem(x))
        if flag:
            y = self.block(y)
        try:
            z = self.block(y)
        except RuntimeError:
            z = x
        return self.block(z, 2)


class Indexed(Model):
    def forward(self, x):
        y = self.block(self.stem(x))
        return y[0], y.shape


class Direct(Block):
    def __init__(self):
        super().__init__(3, 3)
        self.register_buffer('total', torch.zeros(1))

    def forward(self, x):
        self.total += 1
        y = super().forward(x)
        z = super().forward(x)
        return y + z


def run(x: torch.Tensor):
    block = Block(3, 3)
    return block(block(x))
${runs ? script : ''}`

const script = `

if __name__ == "__main__":
    model = Chain()
    print(model(torch.randn(2, 3, 16, 16)).shape)
    print(Kept(3)(torch.randn(2, 8, 16, 16))[0].shape)
    print(Cached()(torch.randn(2, 8, 16, 16))[0].shape)
    print(len(seen), Block.count)
    block = Block(8, 8)
    first = block(torch.randn(2, 8, 9, 9))
    second = block(first)
    for step in range(1, 3):
        third = block(torch.randn(2, 8, step + 8, 9))
    if True:
        limit = 5
        fourth = block(torch.randn(2, 8, limit, limit))
        block.conv = nn.Conv2d(8, 8, 5)
        fifth = block(torch.randn(2, 8, 9, 9))
    sixth = [block(each) for each in (first, fourth)]
    try:
        seventh = block(torch.randn(2, 4, 9, 9))
    except RuntimeError:
        seventh = first
    del step
`

const bodies = [
  'return self.conv(x)', 'y = self.conv(x)\nreturn self.act(y)', '\n\ny = self.conv(x)  # note\nreturn self.act(y)', 'return x', 'self.cache = x\nreturn self.conv(x)', 'return self.conv(x).flatten(1)',
  'x.unsqueeze_(0)\nreturn self.conv(x)', 'return self.conv(x), x', 'y = self.conv(x\nreturn y', 'extra =\nreturn self.conv(x)', 'y = self.conv(x)\nextra = tor\nreturn y', 'y = self.conv(x)\nex', 'extra = torch.r\nreturn self.conv(x)',
  'assert x.shape[1] == 8\nreturn self.conv(x)', 'if x.shape[2] > 4:\n    return self.conv(x)\nreturn x', 'if x.shape[2] % 2:\n    raise ValueError("odd")\nreturn self.conv(x)', 'seen.append(x)\nreturn self.conv(x)', 'Block.count += 1\nreturn self.conv(x)',
  'return helper(self.conv(x))', 'global SCALE\nSCALE = 3\nreturn self.conv(x)', 'raise ValueError("no")', 'return self.conv(x)[:, :, ::SCALE]', 'return self.lin(x)', 'return self.other(self.conv(x))', 'yield self.conv(x)', 'return [self.conv(x)]', 'return None',
  'y = self.conv(x)  # shape: [1, 2]\nreturn y', 'import nowhere\nreturn nowhere.f(self.conv(x))', 'try:\n    return self.conv(x)\nexcept RuntimeError:\n    return x', 'return torch.zeros(x.numel())', 'if features is not None:\n    features.append(x)\nreturn self.conv(x)',
  'y = self.conv(x)\nif scale > 1:\n    y = F.interpolate(y, scale_factor=2)\nreturn y', 'y = self.conv(x)\ny += x\nreturn y', 'for each in seen:\n    x = self.conv(x)\nreturn x', 'return self.conv(x).view(x.size(0), -1, 4, 4)', 'y = [self.conv(x) for _ in range(scale)]\nreturn y[0]',
  'self.conv = nn.Conv2d(8, 8, 1)\nreturn self.conv(x)', 'return self.conv(x) if self.training else x', 'return self.conv.weight', 'x.resize_(2, 2)\nreturn self.lin(self.conv.weight[0, 0])', 'return x.mul_(2)', 'return self.conv(x).half()', 'return self.conv(x).detach()', 'return torch.zeros(3)', 'def inner(z):\n    return self.conv(z)\nreturn inner(x)', 'return F.max_pool2d(self.conv(x), 2)', 'return self.conv(x)[:, :, :step]', 'return self.conv(x)[:, :, :limit]', 'return self.conv(x) if x.shape[1] == 8 else torch.zeros(9)', 'pass', '',
]

/** All that an editor can ask. */
const answers = (project: Project, text: string): unknown => [
  project.problems(mainFile), project.trace(mainFile), project.inlayHints(mainFile, { start: 0, end: text.length }), project.lenses(mainFile), project.coverage(mainFile), project.complete(mainFile),
  [...text.matchAll(/self\.\w+\(|\b[xyz] =/g)].map((match) => project.hover(mainFile, match.index + match[0].length - 2)), project.remarks(mainFile),
]

const known = new Map<string, string>()
function fresh(text: string): string {
  const before = known.get(text)
  if (before !== undefined) return before
  const { project } = openSession(undefined)
  project.setText(mainFile, text)
  const found = JSON.stringify(answers(project, text))
  known.set(text, found)
  return found
}

function expectAsFresh(project: Project, body: string, runs: boolean): void {
  const text = program(body, runs)
  project.setText(mainFile, text)
  expect(JSON.stringify(answers(project, text)), text).toBe(fresh(text))
}

/** Three keystrokes in a function: the first finds out that it is being edited, the second has its calls to make again. */
test.each(bodies)('the shared function becomes, and is no more: %s', (body) => {
  for (const [before, runs] of [['return self.conv(x)', false], ['return self.conv(x', false], ['return self.conv(x)', true]] as const) {
    const { project } = openSession(undefined)
    for (const each of [before, `${before} `, body, `\n${body}`, before]) expectAsFresh(project, each, runs)
  }
}, 60_000)

/** A person goes to and fro between a few texts. */
const sitting = fc.tuple(fc.boolean(), fc.array(fc.nat(bodies.length - 1), { minLength: 2, maxLength: 4 }), fc.array(fc.nat(3), { minLength: 4, maxLength: 10 }))

test('a shared function is typed, and all that is said is what a fresh analysis says', () => {
  fc.assert(fc.property(sitting, ([runs, chosen, order]) => {
    const { project } = openSession(undefined)
    for (const place of order) expectAsFresh(project, bodies[chosen[place % chosen.length]!]!, runs)
  }), { numRuns: Number(process.env['EDIT_RUNS'] ?? 15), ...(process.env['EDIT_SEED'] !== undefined && { seed: Number(process.env['EDIT_SEED']) }) })
}, 600_000)
