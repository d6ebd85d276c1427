import { beforeAll, describe, expect, test } from 'vitest'
import { loadParser } from '../support/parser.ts'
import { actionsIn } from './actions.ts'

beforeAll(loadParser)

const model = (layer: string): string => `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, channels, width=8):
        super().__init__()
        self.channels = channels
        self.first = ${layer}

    def forward(self, x):
        return self.first$0(x)
`
const main = 'from model import Net\nnet = Net(3)\ny = net(torch.zeros(1, 1, 28, 28))\n'

describe('a number is changed where it is written', () => {
  test('at the call that constructs the model, in another file, through an attribute', () => {
    const offered = actionsIn(main, { 'model.py': model('nn.Conv2d(self.channels, 8, 3)') })
    expect(offered.preferred).toBe('Set in_channels=1 by the argument channels of Net in main.py')
    expect(offered.after(offered.preferred!)).toBe(main.replace('Net(3)', 'Net(1)'))
    expect(offered.problemsAfter(offered.preferred!)).toEqual([])
  })

  test('in a default, where no argument is given', () => {
    const offered = actionsIn(main, { 'model.py': model('nn.Conv2d(width, 8, 3)') })
    expect(offered.preferred).toBe('Set in_channels=1 by the default of width')
    expect(offered.after(offered.preferred!, 'model.py')).toContain('def __init__(self, channels, width=1):')
  })

  test('at the layer, where it is computed', () => {
    const offered = actionsIn(main, { 'model.py': model('nn.Conv2d(channels * width, 8, 3)') })
    expect(offered.titles).toEqual(['Set in_channels=1'])
    expect(offered.after('Set in_channels=1', 'model.py')).toContain('nn.Conv2d(1, 8, 3)')
  })
})

describe('nothing is offered', () => {
  test('that makes another problem', () => {
    const offered = actionsIn('c = 3\na, b = nn.Conv2d(c, 4, 1), nn.Conv2d(c, 4, 1)\na(torch.zeros(1, 3, 8, 8))\nb$0(torch.zeros(1, 5, 8, 8))\n')
    expect(offered.titles).toEqual(['Set in_channels=5'])
    expect(offered.after('Set in_channels=5')).toContain('nn.Conv2d(c, 4, 1), nn.Conv2d(5, 4, 1)')
  })

  test('that only hides the problem from the analysis', () => {
    const offered = actionsIn('def load(): ...\nx = torch.zeros(1, 8, 16, 16)\ny = nn.MaxPool2d(2)(x)\nz = torch.ca$0t([x, y[:, unknown_name]], 1)\n')
    expect(offered.titles).toEqual([])
  })

  test('where one operand is called for its effect', () => {
    const offered = actionsIn('skips = [torch.zeros(1, 8, 16, 16)]\ny = torch.zeros(1, 8, 15, 15)\nz = torch.ca$0t([y, skips.pop()], 1)\n')
    expect(offered.titles).toEqual(['Resize skips.pop() to the size of y: F.interpolate', 'Crop skips.pop() to the size of y'])
    expect(offered.after('Crop')).toContain('torch.cat([y, skips.pop()[..., :y.shape[-2], :y.shape[-1]]], 1)')
  })
})

test('one layer called at several levels keeps the others right', () => {
  const text = `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(4, 4, 3, stride=2, padding=1)

    def forward(self, x, a, b):
        x = torch.cat([self.up(x), a], 1)[:, :4]
        return self.up(x) +$0 b

Net()(torch.zeros(1, 4, 4, 4), torch.zeros(1, 4, 7, 7), torch.zeros(1, 4, 14, 14))
`
  const offered = actionsIn(text)
  expect(offered.titles).toEqual(['Pass output_size=b.shape[-2:]', 'Resize self.up(x) to the size of b: F.interpolate'])
  expect(offered.problemsAfter('Pass')).toEqual([])
})
