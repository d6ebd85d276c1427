import { fix } from '../action.ts'
import { meetingCodes, meetingsAt } from '../meeting.ts'
import { layerCalledAt, originOf } from '../refused.ts'

export const giveOutputSize = fix({
  codes: meetingCodes,
  rank: 10,
  manual: `
**What it does.** Where the output of a transposed convolution does not meet the skip connection, passes \`output_size\`, with which PyTorch chooses the padding that
gives that size.

**Example.** \`x = self.up(x)\` becomes \`x = self.up(x, output_size=skip.shape[-2:])\`.
`,
  *offers(problem, context) {
    for (const { refused, from, toText, spatial } of meetingsAt(problem, context)) {
      const call = originOf(refused, from.expression)
      const layer = call && layerCalledAt(context, refused.file, call)?.layer
      const [only, ...more] = call?.args ?? []
      if (!only || more.length > 0 || only.star !== '' || !layer?.cls.mro.some((cls) => cls.qualifiedName.endsWith('._ConvTransposeNd'))) continue
      const size = `output_size=${toText}.shape[-${spatial}:]`
      yield { title: `Pass ${size}`, edits: [{ file: refused.file, range: { start: only.end, end: only.end }, newText: `, ${size}` }] }
    }
  },
})
