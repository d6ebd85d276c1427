/** Executes a layer on sample data with the kernel that its catalogue entry has. */
import type { NumericArray } from '../arrays/index.ts'
import type { Layer } from '../torch/vocabulary/entries.ts'
import type { InstanceValue } from '../values/index.ts'
import { elementLimit, sampleInput, sampleWeights } from './sample.ts'

export interface LayerRun { readonly inputs: readonly NumericArray[]; readonly weights: Readonly<Record<string, NumericArray>>; readonly outputs: readonly NumericArray[] }
export interface NoRun { readonly reason: string }

/** Runs `layer` on inputs of the given shapes, which its forward has accepted. A kernel whose parameters are not known says so. */
export function runLayer(entry: Layer, layer: InstanceValue, shapes: readonly (readonly number[])[]): LayerRun | NoRun {
  if (!entry.kernel) return { reason: 'this layer has no kernel yet' }
  const weights = sampleWeights(layer)
  if (!weights) return { reason: `its weights are not known, or have more than ${elementLimit.toLocaleString('en')} elements` }
  const inputs = shapes.map((shape, index) => sampleInput(shape, index + 1))
  try {
    return { inputs, weights, outputs: entry.kernel({ self: layer, weights }, inputs) }
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}
