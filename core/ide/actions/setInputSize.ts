import type { InstanceValue, TensorValue } from '../../values/index.ts'
import { fix, type ActionContext, type Offer } from '../action.ts'
import { dimsInName } from '../constructed.ts'
import { literalsBehind } from '../literals.ts'
import { pathTo, refusedBy } from '../refused.ts'
import { argumentsOf } from '../writtenCall.ts'

export const setInputSize = fix({
  codes: ['channels', 'matmul'],
  rank: 10,
  manual: `
**What it does.** Gives a layer the \`in_features\`, \`in_channels\` or \`num_features\` that its input has. The number is changed where it is written: at the layer, in a default, in a variable,
or at the call that constructs the model, also in another file.

**Example.** \`nn.Linear(16 * 5 * 5, 120)\` on an input of \`[1, 576]\` becomes \`nn.Linear(576, 120)\`.
`,
  *offers(problem, context) {
    const refused = refusedBy(problem, context)
    const layer = refused?.event.layer
    const input = refused?.event.inputs.find((each): each is TensorValue => each.kind === 'tensor')
    if (!layer || !input) return
    for (const { parameter, dim } of sizesOf(layer)) {
      const actual = input.shape?.at(dim)
      if (typeof actual === 'number') yield* offersFor(layer, parameter, actual, context)
    }
  },
})

/** The parameters that state a size of the input, each with the dim that has it. */
function sizesOf(layer: InstanceValue): readonly { readonly parameter: string; readonly dim: number }[] {
  const dims = dimsInName(layer) ?? 0
  const stated = [['in_features', -1], ['input_size', -1], ['embed_dim', -1], ['normalized_shape', -1], ['in_channels', -dims - 1], ['num_features', 1], ['num_channels', 1], ['num_parameters', 1]] as const
  const parameters = layer.cls.mro.find((cls) => cls.attributes.has('__init__'))?.native?.parameterNames
  return stated.flatMap(([parameter, dim]) => (parameters?.includes(parameter) ? [{ parameter, dim }] : []))
}

function* offersFor(layer: InstanceValue, parameter: string, actual: number, context: ActionContext): Iterable<Offer> {
  const site = layer.createdAt
  const path = site && pathTo(context.treeOf(site.file), site.span)
  const call = path?.at(-1)
  const parameters = layer.cls.mro.find((cls) => cls.attributes.has('__init__'))?.native?.parameterNames
  const argument = call?.kind === 'Call' && parameters ? argumentsOf(call, parameters)?.get(parameter)?.value : undefined
  if (!site || !path || !argument) return
  const value = statedSize(layer, parameter)
  const title = `Set ${parameter}=${actual}`
  const place = { file: site.file, range: { start: argument.start, end: argument.end } }
  const literals = value === undefined ? [] : literalsBehind(argument, path, site.file, value, context)
  for (const { file, range, role } of literals) {
    const where = file === context.selected.file ? '' : ` in ${file.slice(file.lastIndexOf('/') + 1)}`
    yield { title: `${title}${role === undefined ? '' : ` ${role}`}${where}`, edits: [{ file, range, newText: `${actual}` }] }
  }
  if (literals.every(({ role }) => role !== undefined)) yield { title, edits: [{ ...place, newText: `${actual}` }] }
}

/** The number that the layer holds for a parameter: itself, or the only one of a tuple. */
function statedSize(layer: InstanceValue, parameter: string): number | undefined {
  const value = layer.attributes.get(parameter)
  const only = value?.kind === 'tuple' && value.items.length === 1 ? value.items[0] : value
  return only?.kind === 'int' && typeof only.value === 'number' ? only.value : undefined
}
