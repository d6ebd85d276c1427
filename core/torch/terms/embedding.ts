/** The terms of tables that are read by index. */
import type { NumericArray } from '../../arrays/index.ts'
import { bagsOf, shortening, type BagParameters, type EmbeddingNorm } from '../kernels/embedding.ts'
import { formula, input, largestOf, number, over, part, plus, read, times, total, weight as weightAt } from './expression.ts'
import { normFormula } from './distance.ts'
import type { Expression, Made, Origin, Terms } from './types.ts'

/** An element of a row of the table; of a row that is longer than `max_norm`, shortened to it. */
function tableElement(table: NumericArray, row: number, column: number, { max_norm, norm_type = 2 }: EmbeddingNorm): Expression {
  const width = table.shape[1]!
  const entry = weightAt('weight', row * width + column)
  const norm = shortening(table, row, { max_norm, norm_type })
  if (norm === undefined || max_norm === undefined) return entry
  const length = part('norm', [row], norm, () => formula(normFormula(Array.from({ length: width }, (_, each) => ({ x: weightAt('weight', row * width + each), value: table.data[row * width + each]! })), norm_type)))
  return over(times(entry, number(max_norm, 'max_norm')), plus(read(length), number(1e-7)))
}

/** The row of the table that an index chooses. */
export function embeddingTerms(indices: NumericArray, table: NumericArray, norm: EmbeddingNorm): Terms {
  const width = table.shape[1]!
  return {
    of: (_, place) => {
      const from = Math.floor(place / width)
      return formula(tableElement(table, indices.data[from]!, place % width, norm), undefined, [input(from)])
    },
    reach: (_, place) => columns(place, width),
  }
}

const columns = (row: number, width: number): number[] => Array.from({ length: width }, (_, column) => row * width + column)

/** The sum, the mean or the maximum of the rows that a bag's indices choose. Input 1 are the offsets, where there are some, and the last the weights of single samples. */
export function embeddingBagTerms(indices: NumericArray, table: NumericArray, offsets: NumericArray | undefined, weights: NumericArray | undefined, parameters: BagParameters): Terms {
  const width = table.shape[1]!
  const bags = bagsOf(indices, offsets, parameters), weighing = offsets ? 2 : 1
  const counted = (bag: number): readonly number[] => bags[bag]!.filter((member) => indices.data[member] !== parameters.padding_idx)
  const bounds = (bag: number): readonly Origin[] => (offsets ? [bag, bag + 1].filter((each) => each < offsets.data.length).map((each) => input(each, 1)) : [])
  const chosenBy = (bag: number): Origin[] => [...bags[bag]!.map((member) => input(member)), ...bounds(bag)]
  const made = (place: number): Made => {
    const bag = Math.floor(place / width), members = counted(bag)
    const entries = members.map((member) => {
      const entry = tableElement(table, indices.data[member]!, place % width, parameters)
      return weights ? times(entry, read(input(member, weighing))) : entry
    })
    if (entries.length === 0) return formula(number(0), 'the bag is empty', chosenBy(bag))
    const together = parameters.mode === 'max' ? largestOf(entries) : total(entries)
    return formula(parameters.mode === 'mean' ? over(together, number(entries.length)) : together, undefined, chosenBy(bag))
  }
  return {
    of: (_, place) => made(place),
    reach: (which, place) => bags.flatMap((members, bag) => {
      const takesPart = which === 0 ? members.includes(place) : which !== weighing ? bounds(bag).some((from) => from.kind === 'input' && from.place === place) : counted(bag).includes(place)
      return takesPart ? columns(bag, width) : []
    }),
  }
}
