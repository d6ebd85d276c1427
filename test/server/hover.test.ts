import { describe, expect, it } from 'vitest'
import { hoverMarkdown } from '../../server/convert.ts'
import type { Hover } from '../../core/ide/types.ts'

const HOVER: Hover = {
  range: { start: 0, end: 1 },
  title: 'y: [1, 64, 112, 112]',
  lines: [
    { label: 'Conv2d(3, 64, 7, stride=2, padding=3)', text: '[1, 3, 224, 224] → [1, 64, 112, 112]', comment: undefined },
    { label: 'H:', text: '(224 + 2·3 − 1·(7 − 1) − 1) // 2 + 1 = 112', comment: 'halves H and W' },
    { label: 'W', text: '224 // 2 = 112', comment: undefined },
    { label: 'parameters:', text: '9472', comment: undefined },
  ],
  notes: ['A *star* and a_name are no markup.'],
  manual: 'https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html',
  panel: { file: '/a/b.py', offset: 12 },
}

describe('a hover', () => {
  it('keeps texts of the program within its code', () => {
    const evil = 'Conv2d(padding_mode="""\n```\n[x](command:workbench.action.quit)\r\n````\u2028# y""")'
    const text = hoverMarkdown({ ...HOVER, title: evil, lines: [{ label: evil, text: evil, comment: evil }], notes: [`[x](command:a) <img src=x> \`\`\`\n# ${evil}`] }, { runLayer: false })
    const [fence, ...rest] = text.split('\n')
    expect(fence).toBe('`````python')
    const end = rest.indexOf('`````')
    expect(rest.slice(0, end)).toHaveLength(2)
    expect(rest.slice(0, end).join('\n')).not.toMatch(/[\r\u2028]/)
    // Behind the code no bracket, no angle and no backtick is left as it was.
    expect(rest.slice(end + 1).join('\n').replace(/\[manual\]\(https:[^)]*\)/, '')).not.toMatch(/(?<!\\)[[<`]/)
  })

  it('shows its rows as code, its notes as text, and its links', () => {
    expect(hoverMarkdown(HOVER, { runLayer: true })).toBe([
      '```python',
      'y: [1, 64, 112, 112]',
      'Conv2d(3, 64, 7, stride=2, padding=3)    [1, 3, 224, 224] → [1, 64, 112, 112]',
      'H: (224 + 2·3 − 1·(7 − 1) − 1) // 2 + 1 = 112    halves H and W',
      'W: 224 // 2 = 112',
      'parameters:    9472',
      '```',
      '',
      'A \\*star\\* and a\\_name are no markup.',
      '',
      `[manual](https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html) · [run this layer](command:torchShapeLint.runLayer?${encodeURIComponent('[{"uri":"file:///a/b.py","offset":12}]')})`,
    ].join('\n'))
  })

  it('offers no command to an editor that has none', () => {
    expect(hoverMarkdown(HOVER, { runLayer: false })).not.toContain('command:')
  })
})
