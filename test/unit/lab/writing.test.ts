/** Writing changed arguments back into the code: only what differs is touched, and the call keeps its form. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { LabSetting } from '../../../core/exec/lab/index.ts'
import { at } from '../ide/support.ts'
import { loadParser } from '../support/parser.ts'

beforeAll(loadParser)

/** Sets arguments of a step; undefined takes one away. */
const set = (changes: Readonly<Record<string, string | undefined>>, step = 0) => (setting: LabSetting): LabSetting => ({
  ...setting,
  steps: setting.steps.map((each, index) => (index === step ? { ...each, arguments: Object.fromEntries(Object.entries({ ...each.arguments, ...changes }).filter((pair): pair is [string, string] => pair[1] !== undefined)) } : each)),
})

describe('a call keeps its form', () => {
  test('a changed number stands where the old one stood', () => {
    expect(at('nn.Conv2d$0(3, 8, 3, stride=2)  # halves').written(set({ kernel_size: '5' }))).toBe('nn.Conv2d(3, 8, 5, stride=2)  # halves')
  })

  test('the same value in other words changes nothing', () => {
    expect(at('nn.Conv2d$0(3, 8, kernel_size=(3,3))').written(set({ kernel_size: '(3, 3)' }))).toBe('nn.Conv2d(3, 8, kernel_size=(3,3))')
  })

  test('a new argument comes behind the others, in the manner of those', () => {
    expect(at('nn.Conv2d$0(3, 8, 3)').written(set({ padding: '1', dilation: '2' }))).toBe('nn.Conv2d(3, 8, 3, padding=1, dilation=2)')
    expect(at('nn.Conv2d$0(3, 8, kernel_size = 3)').written(set({ padding: '1' }))).toBe('nn.Conv2d(3, 8, kernel_size = 3, padding = 1)')
    expect(at('nn.ReLU$0()(torch.zeros(3))').written(set({ inplace: 'True' }))).toBe('nn.ReLU(inplace=True)(torch.zeros(3))')
  })

  test('with an argument on each line, a new one gets its own', () => {
    const call = 'nn.Conv2d$0(\n    3,  # colours\n    8,\n    kernel_size=3,\n)'
    expect(at(call).written(set({ stride: '2' }))).toBe('nn.Conv2d(\n    3,  # colours\n    8,\n    kernel_size=3,\n    stride=2,\n)')
  })

  test('an argument that goes takes its comma along', () => {
    expect(at('nn.Conv2d$0(3, 8, 3, padding=1, stride=2)').written(set({ padding: undefined }))).toBe('nn.Conv2d(3, 8, 3, stride=2)')
    expect(at('nn.Conv2d$0(3, 8, 3, 2)').written(set({ stride: undefined }))).toBe('nn.Conv2d(3, 8, 3)')
  })

  test('one that stands before others without names gets its default instead', () => {
    expect(at('nn.Conv2d$0(3, 8, 3, 2, 1)').written(set({ stride: undefined }))).toBe('nn.Conv2d(3, 8, 3, 1, 1)')
  })

  test('several at once', () => {
    expect(at('nn.ConvTranspose2d$0(8, 4, 3, stride=2, bias=False)').written(set({ kernel_size: '4', padding: '1', bias: undefined }))).toBe('nn.ConvTranspose2d(8, 4, 4, stride=2, padding=1)')
  })

  test('a function keeps its tensors', () => {
    expect(at('F.max_pool2d$0(torch.zeros(1, 3, 8, 8), 2)').written(set({ kernel_size: '3', stride: '1' }))).toBe('F.max_pool2d(torch.zeros(1, 3, 8, 8), 3, stride=1)')
  })

  test('each layer of a Sequential is its own call', () => {
    const text = 'net = nn.Sequential$0(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2))\nnet(torch.zeros(1, 1, 8, 8))'
    expect(at(text).written(set({ kernel_size: '3' }, 2))).toBe(text.replace('$0', '').replace('MaxPool2d(2)', 'MaxPool2d(3)'))
  })
})

describe('what can not be written is refused with a sentence', () => {
  test('a variable is named', () => {
    expect(at('k = 3\nnn.Conv2d$0(3, 8, k)').written(set({ kernel_size: '5' }))).toBe('kernel_size is given as k: change it there.')
    expect(at('width = 4\nnn.Conv2d$0(3, width * 2, 3)').written(set({ out_channels: '16' }))).toBe('out_channels is given as width * 2, which depends on width: change it there.')
  })

  test('other arguments of the same call can be changed', () => {
    expect(at('k = 3\nnn.Conv2d$0(3, 8, k)').written(set({ out_channels: '16' }))).toBe('k = 3\nnn.Conv2d(3, 16, k)')
  })

  test('a spread hides which argument is which', () => {
    expect(at("how = {'stride': 2}\nnn.Conv2d$0(3, 8, 3, **how)").written(set({ stride: '1' }))).toContain('Arguments are spread into the call')
  })

  test('what is no literal is not written', () => {
    expect(at('nn.Conv2d$0(3, 8, 3)').written(set({ stride: 'two' }))).toBe("stride: 'two' is not a literal: write the number itself")
  })

  test('sizes of a function are those of its tensors', () => {
    expect(at('F.conv2d$0(torch.zeros(1, 3, 8, 8), torch.zeros(4, 3, 3, 3))').written(set({ kernel_size: '(5, 5)' }))).toBe('kernel_size is no argument of this call: change the tensors that it is given.')
  })

  test('another layer by now', () => {
    const other = (setting: LabSetting): LabSetting => ({ ...setting, steps: [{ ...setting.steps[0]!, layer: 'torch.nn.ReLU' }] })
    expect(at('nn.Conv2d$0(3, 8, 3)').written(other)).toBe('The code holds another layer by now. Open it in the lab again.')
  })
})
