import { fix } from '../action.ts'
import { inPlaceOf, meetingCodes, meetingsAt, nameIn, short } from '../meeting.ts'

export const interpolateOperand = fix({
  codes: meetingCodes,
  rank: 30,
  manual: `
**What it does.** Resizes one tensor to the spatial size of the one that it should meet.

**Example.** \`torch.cat([skip, x], 1)\` becomes \`torch.cat([skip, F.interpolate(x, size=skip.shape[-2:])], 1)\`.
`,
  *offers(problem, context) {
    for (const { refused, from, fromText, toText, spatial } of meetingsAt(problem, context)) {
      const name = nameIn(refused, context, 'torch.nn.functional.interpolate')
      if (name === undefined) continue
      yield { title: `Resize ${short(fromText)} to the size of ${toText}: ${name}`, edits: inPlaceOf(from, refused, `${name}(${fromText}, size=${toText}.shape[-${spatial}:])`) }
    }
  },
})
