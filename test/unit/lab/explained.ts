/** Whether the cells of a step are what their terms make up, parts included, and inputs go where outputs say they come from. */
import { indexOf, offsetOf } from '../../../core/arrays/index.ts'
import { cellOf, factorOf, scatterOf, valueAt } from '../../../core/exec/lab/cells.ts'
import type { RanStep } from '../../../core/exec/lab/engine.ts'
import { termsOf, valueOf, type Reading } from '../../../core/torch/terms/expression.ts'
import type { Made, Origin, Part } from '../../../core/torch/terms/types.ts'

/** Elements that are looked at, spread evenly over the array. */
const looks = 40

/** The first disagreement of a step; undefined: all agree. */
export function unexplained(ran: RanStep): string | undefined {
  const { terms, inputs, outputs } = ran
  if (!terms) return 'single cells are not followed'
  const reading: Reading = { value: (from) => valueAt(inputs, from), weight: (factor) => factorOf(ran, { from: nothing, factor }) }
  const parts = new Parts(reading)
  const read = new Map<string, Set<number>>()
  for (const [output, array] of outputs.entries()) {
    const forms = new Set<string>()
    for (const place of spread(array.data.length)) {
      const index = indexOf(place, array.shape), said = (problem: string): string => `output ${output} [${index}] ${problem}`
      const made = terms.of(output, place), cell = cellOf(ran, output, index)
      if (!made || !cell) {
        if (output === 0) return said('is not followed')
        continue
      }
      if (forms.add(made.form).size > 1) return said(`is a ${made.form}, others are a ${[...forms][0]}`)
      const value = valueOf(made, reading)
      if (!close(value, array.data[place]!)) return said(`is ${array.data[place]}, its terms make ${value}: ${cell.numbers.map(({ text }) => text).join('')}`)
      const leaves = parts.leavesOf(made)
      if (parts.problem !== undefined) return said(parts.problem)
      const shown = new Set([
        ...cell.terms.flatMap(({ from }) => (from.kind === 'input' ? [`${from.input}:${offsetOf(from.index, inputs[from.input]!.shape)}`] : [])),
        ...cell.through.flatMap(({ input, places }) => [...places].map((each) => `${input}:${each}`)),
      ])
      const differs = [...leaves].find((each) => !shown.has(each)) ?? [...shown].find((each) => !leaves.has(each))
      if (differs !== undefined) return said(`${shown.has(differs) ? 'says that it reads' : 'reads without saying so'} ${differs}`)
      if (output === 0) for (const each of leaves) read.set(each, (read.get(each) ?? new Set()).add(place))
    }
  }
  return wrongScatter(ran, read)
}

function wrongScatter(ran: RanStep, read: ReadonlyMap<string, ReadonlySet<number>>): string | undefined {
  const looked = new Set(spread(ran.outputs[0]!.data.length))
  for (const [key, goals] of [...read].slice(0, looks)) {
    const [input, place] = key.split(':').map(Number) as [number, number]
    const reach = scatterOf(ran, input, indexOf(place, ran.inputs[input]!.shape))
    const reached = new Set(reach?.map((each) => offsetOf(each.index, ran.outputs[0]!.shape)))
    const missed = [...goals].find((goal) => !reached.has(goal)), invented = [...reached].find((goal) => looked.has(goal) && !goals.has(goal))
    if (missed !== undefined) return `output ${missed} reads input ${key}, which does not say so`
    if (invented !== undefined) return `input ${key} says that it reaches output ${invented}, which does not read it`
  }
  return undefined
}

/** The parts that were met: each is followed once, under its name and index. */
class Parts {
  problem: string | undefined
  private readonly known = new Map<string, { readonly value: number; readonly leaves: ReadonlySet<string> }>()
  private readonly reading: Reading
  constructor(reading: Reading) { this.reading = reading }

  /** The elements of inputs that it comes from, through all its parts. */
  leavesOf(made: Made): ReadonlySet<string> {
    const leaves = new Set<string>()
    for (const { from } of termsOf(made)) {
      if (from.kind === 'input') leaves.add(`${from.input}:${from.place}`)
      if (from.kind === 'part') for (const each of this.ofPart(from.part)) leaves.add(each)
    }
    return leaves
  }

  private ofPart({ name, index, value, made }: Part): ReadonlySet<string> {
    const key = `${name}[${index}]`, known = this.known.get(key)
    if (known && !Object.is(known.value, value)) this.problem ??= `two parts are called ${key}`
    if (known) return known.leaves
    const own = made(), computed = valueOf(own, this.reading)
    if (!close(computed, value)) this.problem ??= `part ${key} is ${value}, its terms make ${computed}`
    const leaves = this.leavesOf(own)
    this.known.set(key, { value, leaves })
    return leaves
  }
}

const nothing: Origin = { kind: 'padding', position: [], value: 1 }
const close = (one: number, other: number): boolean => one === other || (Number.isNaN(one) && Number.isNaN(other)) || Math.abs(one - other) <= 1e-9 * (1 + Math.abs(other))
const spread = (count: number): number[] => (count <= looks ? Array.from({ length: count }, (_, place) => place) : Array.from({ length: looks }, (_, each) => Math.floor((each * (count - 1)) / (looks - 1))))
