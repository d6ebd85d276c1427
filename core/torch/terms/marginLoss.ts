/** The terms of the losses of rows: margins, similarities and distances. */
import { zip, type NumericArray } from '../../arrays/index.ts'
import { pairwiseDistance } from '../kernels/distance.ts'
import { differences, normFormula, rowsOf } from './distance.ts'
import { apply, formula, input, inputsAmong, largest, minus, number, over, part, plus, read, smallest, squared, times, total, toThe, weight as weightAt } from './expression.ts'
import { elementLossTerms, type ElementLoss } from './elementLoss.ts'
import { elementAt, type Element } from './pointwise.ts'
import type { LossTerms } from './reduction.ts'
import type { Expression, Made, Origin } from './types.ts'

const zero = number(0), one = number(1)

/** Losses of the rows of inputs `(N, C)` or `(C)`: of all of an input's row, or of the one target of a row. */
function perRow(array: NumericArray, targets: 'one for each row' | 'a row', made: (row: readonly Element[], index: number) => Made): LossTerms {
  const width = array.shape.at(-1)!
  const places = (row: number): number[] => Array.from({ length: width }, (_, each) => row * width + each)
  const target = (row: number): readonly number[] => (targets === 'a row' ? places(row) : [row])
  return {
    made: (row) => made(places(row).map((place) => elementAt(array, place)), row),
    reads: (row) => [{ input: 0, places: places(row) }, { input: 1, places: target(row) }],
    reach: (which, place) => (which === 1 && targets === 'one for each row' ? [place] : [Math.floor(place / width)]),
  }
}

/** `Σ_{i ≠ y} weight[y] * max(0, margin - x[y] + x[i])^p / C` for the target class y. */
export function multiMarginTerms(array: NumericArray, target: NumericArray, weight: NumericArray | undefined, { p, margin }: { readonly p: number; readonly margin: number }): LossTerms {
  return perRow(array, 'one for each row', (row, index) => {
    const y = target.data[index]!
    const terms = row.filter((_, other) => other !== y).map(({ x }) => {
      const short = largest(zero, plus(minus(number(margin, 'margin'), row[y]!.x), x))
      return p === 1 ? short : toThe(short, number(p))
    })
    return formula(over(times(...(weight ? [weightAt('weight', y)] : []), total(terms)), number(row.length)), undefined, [...(terms.length === 0 ? row.map(({ from }) => from) : []), input(index, 1)])
  })
}

/** `Σ_{y, i} max(0, 1 - (x[y] - x[i])) / C`, y over the target classes (those before the first -1) and i over the others. */
export function multiLabelMarginTerms(array: NumericArray, target: NumericArray): LossTerms {
  return perRow(array, 'a row', (row, index) => {
    const labels = Array.from(row, (_, each) => target.data[index * row.length + each]!)
    const end = labels.findIndex((label) => label < 0)
    const wanted = end < 0 ? labels : labels.slice(0, end)
    const terms = row.filter((_, other) => !wanted.includes(other)).flatMap(({ x }) => wanted.map((y) => largest(zero, minus(one, minus(row[y]!.x, x)))))
    const chosenBy = labels.map((_, each): Origin => input(index * row.length + each, 1))
    if (terms.length === 0) return formula(zero, 'no class is left to compare with', [...row.map(({ from }) => from), ...chosenBy])
    return formula(over(total(terms), number(row.length)), undefined, chosenBy)
  })
}

/** The mean over the classes of `-weight * (y log σ(x) + (1 - y) log σ(-x))`. */
export function multiLabelSoftMarginTerms(array: NumericArray, target: NumericArray, entropy: ElementLoss): LossTerms {
  const elements = elementLossTerms([array, target], entropy)
  return perRow(array, 'a row', (row, index) => {
    const each = row.map((_, column) => elements.made(index * row.length + column))
    return formula(over(total(each.flatMap((made) => (made.form === 'formula' ? [made.expression] : []))), number(row.length)))
  })
}

/** `1 - cos(x1, x2)` for a target 1, `max(0, cos(x1, x2) - margin)` for -1. */
export function cosineEmbeddingTerms(x1: NumericArray, x2: NumericArray, target: NumericArray, { margin }: { readonly margin: number }): LossTerms {
  const rows = rowsOf([x1, x2], -1)
  // One target may stand for all rows, and one row for all targets.
  const targetPlace = (loss: number): number => (target.data.length === 1 ? 0 : loss)
  const isOneRow = rows.all().length === 1
  const laneOf = (loss: number): readonly (readonly Element[])[] => rows.lanes(isOneRow ? 0 : loss)
  return {
    made: (row) => {
      const lane = laneOf(row), y = target.data[targetPlace(row)]!, chosenBy = [input(targetPlace(row), 2)]
      const dot = (left: 0 | 1, right: 0 | 1): Expression => total(lane.map((pair) => times(pair[left]!.x, pair[right]!.x)))
      const eps = number(1e-12)
      const length = apply('sqrt', times(plus(squares(lane, 0), eps), plus(squares(lane, 1), eps)))
      const value = cosineOf(lane)
      const cosine = read(part('cos', rows.index(isOneRow ? 0 : row), value, () => formula(over(dot(0, 1), length))))
      if (y === 1) return formula(minus(one, cosine), 'y = 1', chosenBy)
      return y === -1 ? formula(largest(zero, minus(cosine, number(margin, 'margin'))), 'y = −1', chosenBy) : formula(zero, 'y is neither 1 nor −1', chosenBy)
    },
    reads: (row) => {
      const y = target.data[targetPlace(row)]!
      return [...(y === 1 || y === -1 ? inputsAmong(laneOf(row).flat().map(({ from }) => from)) : []), { input: 2, places: [targetPlace(row)] }]
    },
    reach: (which, place) => {
      const { length } = target.data
      if (which === 2) return length === 1 ? rows.all() : [place]
      return (isOneRow ? [...target.data.keys()] : rows.reach(which, place)).filter((row) => Math.abs(target.data[targetPlace(row)]!) === 1)
    },
  }
}

const squares = (lane: readonly (readonly Element[])[], which: 0 | 1): Expression => total(lane.map((pair) => squared(pair[which]!.x)))

function cosineOf(lane: readonly (readonly Element[])[]): number {
  const dot = (left: 0 | 1, right: 0 | 1): number => lane.reduce((sum, pair) => sum + pair[left]!.value * pair[right]!.value, 0)
  return dot(0, 1) / Math.sqrt((dot(0, 0) + 1e-12) * (dot(1, 1) + 1e-12))
}

/** `max(0, d(anchor, positive) - d(anchor, negative) + margin)` with d the pairwise distance; `swap` takes that of positive and negative where it is smaller. */
export function tripletMarginTerms(inputs: readonly [NumericArray, NumericArray, NumericArray], parameters: { readonly margin: number; readonly p: number; readonly eps: number; readonly swap: boolean }): LossTerms {
  const { margin, p, eps, swap } = parameters
  const rows = rowsOf(inputs, -1)
  const names = ['anchor', 'positive', 'negative'] as const
  const distances = [[0, 1], [0, 2], [1, 2]].map(([left, right]) => pairwiseDistance(inputs[left!]!, inputs[right!]!, { p, eps, keepdim: false }))
  // Each distance as often as the rows of all three inputs ask for it.
  const numbers = distances.map((own) => zip(own, rows.shape, (distance) => distance).data)
  const made = (row: number): Made => {
    const lane = rows.lanes(row)
    const distance = (pair: number, left: number, right: number): Expression =>
      read(part(`d(${names[left]}, ${names[right]})`, rows.index(row), numbers[pair]![row]!, () => formula(normFormula(differences(lane.map((each) => [each[left]!, each[right]!]), eps), p))))
    const away = swap ? smallest(distance(1, 0, 2), distance(2, 1, 2)) : distance(1, 0, 2)
    return formula(largest(zero, plus(minus(distance(0, 0, 1), away), number(margin, 'margin'))))
  }
  return { made, reads: (row) => inputsAmong(rows.lanes(row).flat().map(({ from }) => from)), reach: rows.reach }
}
