import { equal } from '../../dims/index.ts'
import { fix } from '../action.ts'
import { dimsInName } from '../constructed.ts'
import { operandsOf, refusedBy } from '../refused.ts'

export const permuteChannels = fix({
  codes: ['channels'],
  rank: 20,
  manual: `
**What it does.** Where a convolution is given images whose channels come last, as NumPy and Pillow have them, puts the channels second.

**Example.** \`self.conv(x)\` on \`[1, 224, 224, 3]\` becomes \`self.conv(x.permute(0, 3, 1, 2))\`.
`,
  *offers(problem, context) {
    const refused = refusedBy(problem, context)
    const layer = refused?.event.layer
    const channels = layer?.attributes.get('in_channels'), dims = layer && dimsInName(layer)
    const [input] = refused ? operandsOf(refused) : []
    const text = refused && context.textOf(refused.file)
    if (!input || dims === undefined || text === undefined || channels?.kind !== 'int' || input.shape.length !== dims + 2 || equal(input.shape.at(-1)!, channels.value) !== 'always') return
    const { start, end, kind } = input.expression
    const written = text.slice(start, end)
    const operand = kind === 'Name' || kind === 'Attribute' || kind === 'Call' || kind === 'Subscript' ? written : `(${written})`
    const order = [0, dims + 1, ...Array.from({ length: dims }, (_, dim) => dim + 1)]
    yield { title: 'Put the channels second: permute', edits: [{ file: refused!.file, range: { start, end }, newText: `${operand}.permute(${order.join(', ')})` }] }
  },
})
