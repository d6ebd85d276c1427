/** Which sizes a sample has: the inferred ones, each cut as far as the layer lets it be, so that a person can look at all numbers. */
import { substitute, type Dim } from '../dims/index.ts'
import type { Shape, Value } from '../values/index.ts'

/** What the layer answers to inputs of these shapes. */
export type Trial = (shapes: readonly (readonly number[])[]) => { readonly value: Value } | { readonly refusal: string }
export interface Choice { readonly shapes: readonly (readonly number[])[]; readonly value: Value; readonly scaledDown: boolean }

/** Sizes that stand for letters and unknown sizes, tried in this order. A multiple of many numbers meets most contracts. */
const letterSizes = [8, 12, 16, 32, 64, 96, 224]
/** What a size is cut to, the smallest that the layer accepts. */
const batchSizes = [1, 2]
const smallSizes = [12, 16, 24, 32, 48, 64]

/** Undefined shapes have no sample. A refusal is what the layer says to the inferred sizes themselves. `batchDim` counts samples; null: no dim does. */
export function chooseShapes(inferred: readonly (Shape | undefined)[], trial: Trial, batchDim: number | null = 0): Choice | { readonly refusal: string } | undefined {
  const known = inferred.filter((shape) => shape !== undefined)
  if (known.length < inferred.length) return undefined
  let refusal: string | undefined
  for (const letter of isConcrete(known) ? [0] : letterSizes) {
    const shapes = known.map((shape) => shape.map((dim) => concrete(dim, letter)))
    const answer = trial(shapes)
    if ('value' in answer) return cut(shapes, answer.value, trial, batchDim)
    refusal ??= answer.refusal
  }
  return refusal === undefined ? undefined : { refusal }
}

const isConcrete = (shapes: readonly Shape[]): boolean => shapes.every((shape) => shape.every((dim) => typeof dim === 'number'))

function concrete(dim: Dim, letter: number): number {
  const size = substitute(dim, () => letter)
  return typeof size === 'number' && size >= 0 ? size : letter
}

/** Cuts the sizes one by one. Inputs that share a size along a dim are cut together, for they may have to agree; where that is refused, all dims of this size are. */
function cut(full: readonly (readonly number[])[], value: Value, trial: Trial, batchDim: number | null): Choice {
  let shapes = full, best = value, scaledDown = false
  const rank = Math.max(0, ...full.map((shape) => shape.length))
  for (let dim = 0; dim < rank; dim++) {
    // The first input counts the samples, unless it has one for all those of the others.
    const samples = dim === batchDim ? shapes[0]?.[dim] ?? 0 : 0
    const size = samples > 1 ? samples : Math.max(...shapes.map((shape) => shape[dim] ?? 0))
    for (const smaller of dim === batchDim && rank > 1 ? batchSizes : smallSizes) {
      if (smaller >= size) break
      const cutWhere = (isMeant: (index: number) => boolean): readonly (readonly number[])[] => shapes.map((shape) => shape.map((each, index) => (each === size && isMeant(index) ? smaller : each)))
      const found = firstAccepted([cutWhere((index) => index === dim), ...(full.length > 1 && (dim !== batchDim || samples > 1) ? [cutWhere(() => true)] : [])], trial)
      if (!found) continue
      shapes = found.shapes
      best = found.value
      scaledDown = true
      break
    }
  }
  return { shapes, value: best, scaledDown }
}

function firstAccepted(candidates: readonly (readonly (readonly number[])[])[], trial: Trial): { readonly shapes: readonly (readonly number[])[]; readonly value: Value } | undefined {
  for (const shapes of candidates) {
    const answer = trial(shapes)
    if ('value' in answer) return { shapes, value: answer.value }
  }
  return undefined
}
