import { sub } from '../../dims/index.ts'
import { numbersOf } from '../../torch/vocabulary/spatial.ts'
import type { InstanceValue } from '../../values/index.ts'
import { fix, type ActionContext, type Offer } from '../action.ts'
import { argumentRemoved, argumentSet } from '../argumentEdits.ts'
import { meetingCodes, meetingsAt } from '../meeting.ts'
import { layerCalledAt, originOf, pathTo, refusedBy } from '../refused.ts'

export const setOutputPadding = fix({
  codes: ['output-padding', ...meetingCodes],
  rank: 20,
  manual: `
**What it does.** Gives a transposed convolution the \`output_padding\` that is right: one that PyTorch allows, and with which its output meets what it should meet.

**Example.** \`nn.ConvTranspose2d(8, 8, 3, stride=2, padding=1)\` on 7 rows makes 13; with \`output_padding=1\` it makes 14.
`,
  *offers(problem, context) {
    if (problem.code === 'output-padding') {
      const layer = refusedBy(problem, context)?.event.layer
      const most = layer && largest(layer)
      if (layer && most) for (let step = 0; step <= Math.max(...most); step++) yield* offersOf(layer, most.map((each) => Math.max(each - step, 0)), context)
      return
    }
    for (const { refused, from, to, spatial } of meetingsAt(problem, context)) {
      const call = originOf(refused, from.expression)
      const layer = call && layerCalledAt(context, refused.file, call)?.layer
      const now = layer && numbersOf(layer, 'output_padding', spatial)
      const missing = from.shape.slice(2).map((size, dim) => sub(to.shape[dim + 2]!, size))
      if (layer && now && missing.every((each) => typeof each === 'number')) yield* offersOf(layer, now.map((each, dim) => each + (missing[dim] as number)), context)
    }
  },
})

/** PyTorch wants it below the stride or the dilation. */
function largest(layer: InstanceValue): readonly number[] | undefined {
  const dims = Number(/([123])d$/.exec(layer.cls.name)?.[1])
  const [stride, dilation, added] = ['stride', 'dilation', 'output_padding'].map((name) => numbersOf(layer, name, dims))
  return stride && dilation && added?.map((each, dim) => Math.min(each, Math.max(stride[dim]!, dilation[dim]!) - 1))
}

function* offersOf(layer: InstanceValue, sizes: readonly number[], { treeOf }: ActionContext): Iterable<Offer> {
  const site = layer.createdAt
  const call = site && pathTo(treeOf(site.file), site.span)?.at(-1)
  const parameters = layer.cls.mro.find((cls) => cls.attributes.has('__init__'))?.native?.parameterNames
  if (!site || call?.kind !== 'Call' || !parameters || sizes.some((size) => size < 0)) return
  const isNone = sizes.every((size) => size === 0)
  const text = sizes.every((size) => size === sizes[0]) ? `${sizes[0]}` : `(${sizes.join(', ')})`
  const edit = (isNone ? argumentRemoved(site.file, call, parameters, 'output_padding') : undefined) ?? argumentSet(site.file, call, parameters, 'output_padding', text)
  if (edit) yield { title: isNone && edit.newText === '' ? 'Leave output_padding out' : `Set output_padding=${text}`, edits: [edit] }
}
