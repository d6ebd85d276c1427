/** The catalogue's side of a layer. */
import { exactEntry } from '../torch/library/layers.ts'
import type { Explanation, Layer } from '../torch/vocabulary/entries.ts'
import type { InstanceValue, TensorValue, Value } from '../values/index.ts'

/** The catalogue's entry behind a layer; a subclass of the sources has its base's. */
export function layerOf(layer: InstanceValue): Layer | undefined {
  const own = layer.cls.mro.find((cls) => cls.native?.layer)
  return own?.native?.layer as Layer | undefined
}

/** The entry of a layer that is exactly PyTorch's, not a subclass with a forward of its own. What it leaves out, its bases state. */
export const exactLayerOf = (layer: InstanceValue): Layer | undefined => exactEntry(layer.cls)

export function explainLayer(layer: InstanceValue, inputs: readonly TensorValue[], output: Value | undefined): Explanation | undefined {
  return exactLayerOf(layer)?.explain?.(layer, inputs, output)
}

/** What to do about a problem that a call of the layer met. */
export const adviceOf = (layer: InstanceValue, inputs: readonly Value[], code: string): string | undefined =>
  exactLayerOf(layer)?.advise?.(layer, inputs.filter((input): input is TensorValue => input.kind === 'tensor'), code)
