/** Executes a layer on sample data with the kernel that its catalogue entry has. */
import type { NumericArray } from '../arrays/index.ts'
import type { Layer } from '../torch/vocabulary/entries.ts'
import type { InstanceValue, Value } from '../values/index.ts'
import { elementLimit, sampleInputs, sampleWeights, type SampleShape } from './sample.ts'

export interface LayerRun { readonly inputs: readonly NumericArray[]; readonly weights: Readonly<Record<string, NumericArray>>; readonly outputs: readonly NumericArray[] }
export interface NoRun { readonly reason: string }

/** A kernel does about this many in a second. */
const multiplyAddLimit = 100_000_000

/** Runs `layer` on inputs of the given shapes; its forward has accepted them and answered `output`. */
export function runLayer(entry: Layer, layer: InstanceValue, inputs: readonly SampleShape[], output: Value): LayerRun | NoRun {
  if (!entry.kernel) return { reason: `${layer.cls.name} can't be run here yet` }
  const outputShape = shapeOf(output)
  const tooLarge = costOf(entry, layer, inputs, outputShape)
  if (tooLarge !== undefined) return { reason: tooLarge }
  try {
    const weights = sampleWeights(layer)
    if (!weights) return { reason: `its weights are not known, or have more than ${inWords(elementLimit)} numbers` }
    const arrays = sampleInputs(layer, inputs, outputShape)
    return { inputs: arrays, weights, outputs: entry.kernel({ self: layer, weights }, arrays) }
  } catch (problem) {
    if (problem instanceof RangeError) return { reason: `it can't be run on this sample: ${problem.message}` }
    throw problem
  }
}

/** Why a run would take too long or be too much to look at. */
function costOf(entry: Layer, layer: InstanceValue, inputs: readonly SampleShape[], output: readonly number[] | undefined): string | undefined {
  const [first] = inputs
  const work = first && output ? entry.multiplyAdds?.(layer, first.shape, output) : undefined
  if (work !== undefined && work > multiplyAddLimit) return `one call takes ${inWords(work)} multiplications and additions, too many to run here`
  const largest = Math.max(...[...inputs.map(({ shape }) => shape), output ?? []].map((shape) => shape.reduce((product, size) => product * size, 1)))
  return largest > elementLimit ? `it reads or writes ${inWords(largest)} numbers, too many to show` : undefined
}

const inWords = (count: number): string => count.toLocaleString('en-US')

function shapeOf(value: Value): readonly number[] | undefined {
  if (value.kind === 'tuple' || value.kind === 'list') return value.items[0] && shapeOf(value.items[0])
  return value.kind === 'tensor' && value.shape?.every((dim) => typeof dim === 'number') ? (value.shape as readonly number[]) : undefined
}
