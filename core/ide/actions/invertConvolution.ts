/** The inverse of a convolution as far as sizes go: the transposed convolution that restores its input's shape, and the other way round. */
import { allOf, assume, decide, equals, mod, NO_ASSUMPTIONS, showCondition, sub, type Assumptions, type Dim } from '../../dims/index.ts'
import { shapeJson, showShapes } from '../../graph/shapes.ts'
import { reach } from '../../shapes/window.ts'
import { numbersOf, spatialNames } from '../../torch/vocabulary/spatial.ts'
import { int, tuple, type Shape } from '../../values/index.ts'
import { rewrite, type ActionContext, type Offer } from '../action.ts'
import { tryLayers, type LayerPlan, type Part } from '../builtLayer.ts'
import { constructedAt, dimsInName, letteredInput, type Constructed } from '../constructed.ts'
import { pathAt } from '../nodes.ts'
import { writtenName } from '../torchNames.ts'
import { styleOf, writeCall } from '../writtenCall.ts'

export const invertConvolution = rewrite({
  manual: `
**What it does.** On a convolution, offers the transposed convolution that restores the shape of its input; on a transposed convolution, the convolution that
does. A stride maps several sizes to one, and \`output_padding\` chooses among them: where the input's size is known it is the one that is needed, else there
is an offer for each, with the sizes that it restores.

**Example.** \`nn.Conv2d(3, 64, 7, stride=2, padding=3)\` on 224 rows is undone by \`nn.ConvTranspose2d(64, 3, 7, stride=2, padding=3, output_padding=1)\`.
`,
  *offers(context) {
    const found = constructedAt(context)
    const convolution = found && convolutionOf(found)
    if (!found || !convolution) return
    for (const added of addedPaddings(convolution)) yield* offersWith(added, convolution, found, context)
  },
})

interface Convolution {
  readonly dims: 1 | 2 | 3
  readonly isTransposed: boolean
  readonly kernel: readonly number[]
  readonly stride: readonly number[]
  /** What is padded before and behind. */
  readonly padding: readonly number[]
  readonly dilation: readonly number[]
  readonly input: Shape
}

function convolutionOf({ layer, inputs, isSeenOnce }: Constructed): Convolution | undefined {
  const dims = dimsInName(layer)
  const isTransposed = layer.cls.mro.some((cls) => cls.qualifiedName.endsWith('._ConvTransposeNd'))
  if (dims === undefined || !layer.cls.mro.some((cls) => cls.qualifiedName.endsWith('._ConvNd'))) return undefined
  const [kernel, stride, dilation] = ['kernel_size', 'stride', 'dilation'].map((name) => numbersOf(layer, name, dims))
  if (!kernel || !stride || !dilation) return undefined
  const word = layer.attributes.get('padding')
  const padding = word?.kind !== 'str' ? numbersOf(layer, 'padding', dims) : kernel.map((size, dim) => (word.value === 'same' ? (dilation[dim]! * (size - 1)) / 2 : 0))
  const channels = layer.attributes.get('in_channels')
  if (!padding?.every(Number.isInteger) || channels?.kind !== 'int') return undefined
  const [seen] = inputs ?? []
  return { dims, isTransposed, kernel, stride, padding, dilation, input: (isSeenOnce && seen?.shape) || letteredInput(channels.value, dims, seen) }
}

/** The output paddings to look at: the one for a size that is known, else each that some size needs. */
function addedPaddings({ dims, isTransposed, kernel, stride, padding, dilation, input }: Convolution): readonly (readonly number[])[] {
  if (isTransposed) return [kernel.map(() => 0)]
  const rests = kernel.map((size, dim): Dim => {
    const slack = sub(input[input.length - dims + dim]!, sub(reach({ kernel: size, dilation: dilation[dim]! }), 2 * padding[dim]!))
    return mod(slack, stride[dim]!)
  })
  const most = Math.max(...rests.map((rest, dim) => (typeof rest === 'number' ? 1 : stride[dim]!)))
  return Array.from({ length: Math.min(most, mostOffers) }, (_, choice) => rests.map((rest, dim) => (typeof rest === 'number' ? rest : Math.min(choice, stride[dim]! - 1)))).reverse()
}
const mostOffers = 4

/** Added below where the convolution is assigned to a name; in its place anywhere. */
function* offersWith(added: readonly number[], convolution: Convolution, found: Constructed, context: ActionContext): Iterable<Offer> {
  const { call, text } = found
  const plan = planOf(added, convolution, found)
  const restored = plan && restores(convolution, found, plan, context)
  const callee = plan && writtenName(context.analysis.parsed.module, plan.cls)
  const parameters = plan && context.around.library.nativeClass(plan.cls)?.native?.parameterNames
  if (!restored || callee === undefined || !parameters) return
  const newText = writeCall(callee, parameters, new Map([...plan.given].map(([name, part]) => [name, part.text])), styleOf(call, text))
  const { file } = context.analysis
  const below = placeBelow(found, context)
  if (below) yield { title: `Add the inverse of this convolution below (${restored})`, edits: [{ file, range: { start: below.offset, end: below.offset }, newText: `${below.before}${newText}` }] }
  yield { title: `Replace this convolution by its inverse (${restored})`, edits: [{ file, range: { start: call.start, end: call.end }, newText }] }
}

function planOf(added: readonly number[], { dims, isTransposed }: Convolution, { layer, written, text }: Constructed): LayerPlan | undefined {
  const given = new Map<string, Part>()
  const take = (name: string, from = name): boolean => {
    const value = layer.attributes.get(from), argument = written.get(from)
    if (argument) given.set(name, { value: value ?? (from === 'bias' ? { kind: 'bool', value: layer.module?.parameters.get('bias')?.kind === 'tensor' } : { kind: 'none' }), text: text.slice(argument.value.start, argument.value.end) })
    return argument !== undefined
  }
  if (!take('in_channels', 'out_channels') || !take('out_channels', 'in_channels')) return undefined
  for (const name of ['kernel_size', 'stride', 'dilation', 'groups', 'bias', 'device', 'dtype']) take(name)
  const word = layer.attributes.get('padding')
  if (word?.kind !== 'str') take('padding')
  else if (word.value === 'same') {
    const sizes = numbersOf(layer, 'kernel_size', dims)!.map((size, dim) => (numbersOf(layer, 'dilation', dims)![dim]! * (size - 1)) / 2)
    given.set('padding', sizesPart(sizes))
  }
  if (added.some((more) => more > 0)) given.set('output_padding', sizesPart(added))
  return { cls: `torch.nn.${isTransposed ? 'Conv' : 'ConvTranspose'}${dims}d`, given }
}

const sizesPart = (sizes: readonly number[]): Part =>
  sizes.every((size) => size === sizes[0]) ? { value: int(sizes[0]!), text: `${sizes[0]}` } : { value: tuple(sizes.map(int)), text: `(${sizes.join(', ')})` }

/** What the layer and the planned one after it restore, in words; undefined where that is nothing, or not known. */
function restores({ dims, input }: Convolution, { layer }: Constructed, plan: LayerPlan, { around }: ActionContext): string | undefined {
  const trial = tryLayers(around, [layer, plan], input)
  if (!trial || trial.output.length !== input.length) return undefined
  const fits = trial.contract.reduce<Assumptions>(assume, NO_ASSUMPTIONS)
  const decision = decide(allOf(...trial.output.map((dim, index) => equals(dim, input[index]!))), fits)
  const sizes = spatialNames(dims).join(' and ')
  if (decision === 'always') return `restores ${input.every((dim) => typeof dim === 'number') ? showShapes(shapeJson(input)) : sizes}`
  return typeof decision === 'object' ? `restores ${sizes} where ${showCondition(decision.when)}` : undefined
}

/** Where a line below an assignment begins, and what leads to the call there: `self.conv_inverse = `. */
function placeBelow({ call, text }: Constructed, { analysis }: ActionContext): { readonly offset: number; readonly before: string } | undefined {
  const statement = pathAt(analysis.parsed.module, call.start).findLast((node) => node.kind === 'Assign')
  const target = statement?.kind === 'Assign' && statement.value.start === call.start && statement.value.end === call.end && statement.targets.length === 1 ? statement.targets[0] : undefined
  if (!statement || (target?.kind !== 'Name' && target?.kind !== 'Attribute')) return undefined
  const name = `${target.kind === 'Name' ? target.id : target.attr.id}_inverse`
  const start = text.lastIndexOf('\n', statement.start - 1) + 1
  const indent = text.slice(start, statement.start)
  const end = text.indexOf('\n', statement.end) < 0 ? text.length : text.indexOf('\n', statement.end)
  if (indent.trim() !== '' || !/^\s*(#.*)?$/.test(text.slice(statement.end, end)) || new RegExp(`\\b${name}\\b`).test(text)) return undefined
  return { offset: text[end - 1] === '\r' ? end - 1 : end, before: `\n${indent}${text.slice(target.start, target.end)}_inverse = ` }
}
