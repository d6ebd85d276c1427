import { fix } from '../action.ts'
import { inPlaceOf, meetingCodes, meetingsAt, nameIn, short } from '../meeting.ts'
import { isRepeatable } from '../refused.ts'

export const padOrCrop = fix({
  codes: meetingCodes,
  rank: 40,
  manual: `
**What it does.** Gives a tensor the spatial size of the one that it should meet: pads it with zeros behind its last rows and columns, or cuts those off.

**Example.** \`torch.cat([skip, x], 1)\` becomes \`torch.cat([skip, F.pad(x, (0, skip.shape[-1] - x.shape[-1], 0, skip.shape[-2] - x.shape[-2]))], 1)\`.
`,
  *offers(problem, context) {
    for (const { refused, from, fromText, toText, spatial, growth } of meetingsAt(problem, context)) {
      const dims = Array.from({ length: spatial }, (_, index) => -(index + 1))
      if (growth.every((each) => each === 'shrinks')) {
        const cuts = [...dims].reverse().map((dim) => `:${toText}.shape[${dim}]`)
        yield { title: `Crop ${short(fromText)} to the size of ${toText}`, edits: inPlaceOf(from, refused, `${fromText}[..., ${cuts.join(', ')}]`) }
        continue
      }
      const name = nameIn(refused, context, 'torch.nn.functional.pad')
      if (name === undefined || !isRepeatable(from.expression)) continue
      const pads = dims.map((dim) => `0, ${toText}.shape[${dim}] - ${fromText}.shape[${dim}]`)
      const verb = growth.every((each) => each === 'grows') ? 'Pad' : 'Pad or crop'
      yield { title: `${verb} ${short(fromText)} to the size of ${toText}`, edits: inPlaceOf(from, refused, `${name}(${fromText}, (${pads.join(', ')}))`) }
    }
  },
})
