/** Looking at a layer's own words in tests. */
import type { Explanation, Layer } from '../../../core/torch/vocabulary/entries.ts'
import type { InstanceValue, Value } from '../../../core/values/index.ts'

/** A constructor call and the inputs of one call of what it makes. */
export type LayerCase = readonly [made: string, ...inputs: readonly string[]]

export function explanationOf(layer: InstanceValue, output: Value): Explanation {
  const entry = layer.cls.mro.map((cls) => cls.native?.layer as Layer | undefined).find((each) => each?.explain)
  if (!entry?.explain) throw new Error(`${layer.cls.name} explains nothing`)
  return entry.explain(layer, [], output)
}
