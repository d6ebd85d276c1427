/** The upsampling assistant: a layer that multiplies every spatial size by exactly two, with the same channels. */
import { equal, mul } from '../../dims/index.ts'
import type { Module } from '../../syntax/ast.ts'
import { int, str, type Shape } from '../../values/index.ts'
import { rewrite, type ActionContext, type Offer } from '../action.ts'
import { visit } from '../nodes.ts'
import { isPlanned, tryLayers, type LayerPlan, type Part, type Trial } from '../builtLayer.ts'
import { constructedAt, dimsInName, letteredInput, type Constructed } from '../constructed.ts'
import { writtenName } from '../torchNames.ts'
import { inOneLine, styleOf, writeCall, writeList, type CallStyle } from '../writtenCall.ts'

export const makeDouble = rewrite({
  manual: `
**What it does.** On a convolution, a transposed convolution or an \`Upsample\`, offers the usual layers that double every spatial size for every input size,
each with its number of parameters and with how its windows overlap: a kernel that is no multiple of the stride writes some outputs more often than
others, which can show as a checkerboard (https://distill.pub/2016/deconv-checkerboard).

**Example.** \`nn.ConvTranspose2d(64, 32, 3, stride=2)\` makes 2*H + 1 rows; \`nn.ConvTranspose2d(64, 32, 2, stride=2)\` makes 2*H.
`,
  *offers(context) {
    const found = constructedAt(context)
    const origin = found && originOf(found)
    if (!found || !origin) return
    for (const choice of choicesFor(origin)) {
      const offer = offerOf(choice, origin, found, context)
      if (offer) yield offer
    }
  },
})

/** What the layers in its place keep. */
interface Origin {
  readonly dims: 1 | 2 | 3
  /** Undefined for an Upsample whose input has a number of channels that can't be written. */
  readonly channels: { readonly input: Part; readonly output: Part } | undefined
  /** `groups`, `bias`, `device` and `dtype` as they are written. */
  readonly kept: ReadonlyMap<string, Part>
  readonly isUpsample: boolean
  /** It is called with more than its input (`output_size`), which only a transposed convolution takes. */
  readonly isGivenSize: boolean
  readonly input: Shape
}

const keptParameters = ['groups', 'bias', 'device', 'dtype']

function originOf(found: Constructed): Origin | undefined {
  const { layer, written, text, inputs } = found
  const [input] = inputs ?? []
  const names = layer.cls.mro.map((cls) => cls.qualifiedName)
  const isUpsample = names.some((name) => name.endsWith('.Upsample'))
  if (!isUpsample && !names.some((name) => name.endsWith('._ConvNd'))) return undefined
  const rank = input?.shape?.length
  const dims = dimsInName(layer) ?? (rank === 3 || rank === 4 || rank === 5 ? ([1, 2, 3] as const)[rank - 3] : undefined)
  if (dims === undefined) return undefined
  const partOf = (name: string): Part | undefined => {
    const value = layer.attributes.get(name), argument = written.get(name)
    return value && argument && { value, text: text.slice(argument.value.start, argument.value.end) }
  }
  const entering = isUpsample ? input?.shape?.at(-dims - 1) : undefined
  const same: Part | undefined = typeof entering === 'number' ? { value: int(entering), text: `${entering}` } : undefined
  const [incoming, outgoing] = isUpsample ? [same, same] : [partOf('in_channels'), partOf('out_channels')]
  const kept = new Map<string, Part>()
  for (const name of keptParameters) {
    const argument = written.get(name)
    if (argument) kept.set(name, { value: layer.attributes.get(name) ?? { kind: 'none' }, text: text.slice(argument.value.start, argument.value.end) })
  }
  if (kept.has('bias')) kept.set('bias', { ...kept.get('bias')!, value: { kind: 'bool', value: layer.module?.parameters.get('bias')?.kind === 'tensor' } })
  const channels = incoming?.value.kind === 'int' ? incoming.value.value : entering
  if (channels === undefined) return undefined
  return {
    dims, channels: incoming && outgoing ? { input: incoming, output: outgoing } : undefined, kept, isUpsample,
    isGivenSize: found.isGivenMore, input: letteredInput(channels, dims, input),
  }
}

interface Choice { readonly name: string; readonly layers: readonly LayerPlan[]; readonly overlap: string }

const number = (value: number): Part => ({ value: int(value), text: `${value}` })
const given = (parts: Readonly<Record<string, Part>>, more: Iterable<readonly [string, Part]> = []): ReadonlyMap<string, Part> => new Map([...Object.entries(parts), ...more])

function* choicesFor({ dims, channels, kept, isUpsample, isGivenSize }: Origin): Iterable<Choice> {
  const smooth = { 1: 'linear', 2: 'bilinear', 3: 'trilinear' }[dims]
  const enlarge: LayerPlan = { cls: 'torch.nn.Upsample', given: given({ scale_factor: number(2), mode: { value: str(smooth), text: `'${smooth}'` } }) }
  if (isUpsample) yield { name: `Upsample, ${smooth}`, layers: [enlarge], overlap: 'no checkerboard' }
  if (!channels) return
  const { input, output } = channels
  const transposed = (settings: Readonly<Record<string, number>>): readonly LayerPlan[] => [{
    cls: `torch.nn.ConvTranspose${dims}d`,
    given: given({ in_channels: input, out_channels: output, ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, number(value)])) }, kept),
  }]
  yield { name: `ConvTranspose${dims}d with kernel 2`, layers: transposed({ kernel_size: 2, stride: 2 }), overlap: 'no overlap' }
  yield { name: `ConvTranspose${dims}d with kernel 4`, layers: transposed({ kernel_size: 4, stride: 2, padding: 1 }), overlap: 'overlaps evenly' }
  yield { name: `ConvTranspose${dims}d with kernel 3`, layers: transposed({ kernel_size: 3, stride: 2, padding: 1, output_padding: 1 }), overlap: 'may show a checkerboard' }
  if (isGivenSize) return
  const conv = (out: Part, kernel: number): LayerPlan => ({ cls: `torch.nn.Conv${dims}d`, given: given({ in_channels: input, out_channels: out, kernel_size: number(kernel), ...(kernel > 1 ? { padding: number((kernel - 1) / 2) } : {}) }, kept) })
  if (!isUpsample) yield { name: 'Upsample and a 1×1 convolution', layers: [enlarge, conv(output, 1)], overlap: 'no checkerboard' }
  if (dims === 2) yield { name: 'convolution and PixelShuffle', layers: [conv(times(output, 4), 3), { cls: 'torch.nn.PixelShuffle', given: given({ upscale_factor: number(2) }) }], overlap: 'overlaps evenly' }
}

/** The text of a product: a literal is multiplied out. */
function times({ value, text }: Part, factor: number): Part {
  const size = value.kind === 'int' ? mul(value.value, factor) : undefined
  const isAtom = /^[\w.]+$/.test(text)
  return { value: size === undefined ? value : int(size), text: /^\d+$/.test(text) && typeof size === 'number' ? `${size}` : `${isAtom ? text : `(${text})`} * ${factor}` }
}

/** Offered where it is proved to double every spatial size of every input, keeping the channels. */
function offerOf({ name, layers, overlap }: Choice, origin: Origin, found: Constructed, context: ActionContext): Offer | undefined {
  if (layers.length === 1 && isPlanned(context.around, found.layer, layers[0]!)) return undefined
  const trial = tryLayers(context.around, layers, origin.input)
  const newText = trial && doubles(trial, origin) ? write(layers, found, context) : undefined
  if (!trial || newText === undefined) return undefined
  const cost = trial.parameters === '0' ? 'no parameters' : `${trial.parameters} parameters`
  const { start, end } = found.call
  return { title: `Make this exactly ×2: ${name} (${cost}, ${overlap})`, edits: [{ file: context.analysis.file, range: { start, end }, newText }] }
}

function doubles({ output, contract }: Trial, { dims, input, channels }: Origin): boolean {
  const expected = input.map((dim, index) => (index >= input.length - dims ? mul(dim, 2) : dim))
  const leaving = channels?.output.value.kind === 'int' ? channels.output.value.value : undefined
  if (leaving !== undefined) expected[input.length - dims - 1] = leaving
  return contract.length === 0 && output.length === expected.length && output.every((dim, index) => equal(dim, expected[index]!) === 'always')
}

function write(layers: readonly LayerPlan[], { call, text }: Constructed, { analysis, around }: ActionContext): string | undefined {
  const style = styleOf(call, text)
  const quote = quoteOf(analysis.parsed.module, text)
  const writeOne = ({ cls, given: parts }: LayerPlan, how: CallStyle): string | undefined => {
    const name = writtenName(analysis.parsed.module, cls)
    const parameters = around.library.nativeClass(cls)?.native?.parameterNames
    return name && parameters && writeCall(name, parameters, new Map([...parts].map(([key, part]) => [key, part.value.kind === 'str' ? part.text.replaceAll("'", quote) : part.text])), how)
  }
  if (layers.length === 1) return writeOne(layers[0]!, style)
  const sequential = writtenName(analysis.parsed.module, 'torch.nn.Sequential')
  const written = layers.map((plan) => writeOne(plan, inOneLine(style)))
  return sequential !== undefined && written.every((each) => each !== undefined) ? writeList(sequential, written, style) : undefined
}

/** The quotes that most strings of the file have. */
function quoteOf(module: Module, text: string): string {
  let double = 0
  visit(module, (node) => { if (node.kind === 'String') double += /^\w*"/.test(text.slice(node.start, node.start + 3)) ? 1 : -1 })
  return double > 0 ? '"' : "'"
}
