/** The parameters of a layer's constructor, read from its signature. */
import type { Surroundings } from '../../interp/runs.ts'
import { exactEntry } from '../../torch/library/layers.ts'
import { constructorOf } from '../../torch/vocabulary/entries.ts'
import type { Parameter } from '../../values/index.ts'
import { writeLiteral } from './literal.ts'
import type { LabParameter } from './types.ts'

/** What PyTorch accepts for parameters that are words. */
const choices: Readonly<Record<string, readonly string[]>> = {
  padding_mode: ["'zeros'", "'reflect'", "'replicate'", "'circular'"],
  mode: ["'nearest'", "'nearest-exact'", "'linear'", "'bilinear'", "'bicubic'", "'trilinear'", "'area'"],
  approximate: ["'none'", "'tanh'"],
  nonlinearity: ["'tanh'", "'relu'"],
  reduction: ["'none'", "'mean'", "'sum'"],
}
/** The same for layers that take other words under these names. */
const ownChoices: Readonly<Record<string, typeof choices>> = {
  'torch.nn.EmbeddingBag': { mode: ["'sum'", "'mean'", "'max'"] },
  'torch.nn.KLDivLoss': { reduction: ["'none'", "'batchmean'", "'mean'", "'sum'"] },
}
const optionalFlags = ['align_corners', 'recompute_scale_factor']
/** Parameters with one number for each spatial dim. */
const perDim = ['kernel_size', 'stride', 'padding', 'dilation', 'output_padding', 'output_size', 'size', 'scale_factor', 'normalized_shape']

export function parametersOf(around: Surroundings, layer: string): readonly LabParameter[] {
  const cls = around.library.find(layer)
  const entry = cls?.kind === 'class' ? exactEntry(cls) : undefined
  const dims = Number(/([123])d$/.exec(layer)?.[1] ?? 2)
  const shown = (entry && constructorOf(entry))?.parameters.filter(({ name, type }) => !['device', 'dtype'].includes(name) && !/\.\.\.$|\*\*\*\*$/.test(type)) ?? []
  return shown.map((parameter): LabParameter => {
    const standard = defaultOf(parameter)
    const words = ownChoices[layer]?.[parameter.name] ?? choices[parameter.name] ?? (optionalFlags.includes(parameter.name) ? ['None', 'False', 'True'] : undefined)
    return { name: parameter.name, default: standard, kind: kindOf(parameter.name, standard, words), choices: words, dims }
  })
}

function kindOf(name: string, standard: string | undefined, words: readonly string[] | undefined): LabParameter['kind'] {
  if (words) return 'choice'
  if (standard === 'True' || standard === 'False') return 'flag'
  if (perDim.includes(name)) return 'sizes'
  return standard === undefined || /^[-+\d]/.test(standard) ? 'number' : 'text'
}

function defaultOf({ default: standard }: Parameter): string | undefined {
  const value = standard?.()
  return value && 'kind' in value ? writeLiteral(value) : undefined
}
