/** Whether the cells of a run are what their terms make up, and inputs go where outputs say they come from. */
import type { LabCell, LabEngine, LabStepResult } from '../../../core/exec/lab/index.ts'

/** Elements that are looked at, spread evenly over the array. */
const looks = 40

/** The first disagreement of the run in the left slot; undefined: all agree. Only the first step is looked at. */
export function unexplained(engine: LabEngine, { outputs, inputs, followed }: LabStepResult): string | undefined {
  const [output] = outputs, [input] = inputs
  if (!followed || !output || !input) return followed ? 'no output' : 'single cells are not followed'
  const read = new Map<string, Set<string>>()
  const places = spread(output.data.length)
  for (const place of places) {
    const index = indexOf(place, output.shape)
    const cell = engine.cell({ slot: 'left', step: 0, output: 0, index })
    if (!cell) return `output [${index}] is not followed`
    const value = valueOf(cell)
    if (value !== undefined && !close(value, output.data[place]!)) return `output [${index}] is ${output.data[place]}, its terms make ${value}: ${cell.numbers}`
    for (const { from } of cell.terms) {
      if (from.kind !== 'input') continue
      const key = `${from.input}:${from.index.join()}`
      read.set(key, (read.get(key) ?? new Set()).add(index.join()))
    }
  }
  for (const [key, goals] of [...read].slice(0, looks)) {
    const [number, index] = key.split(':') as [string, string]
    const reach = engine.scatter({ slot: 'left', step: 0, input: Number(number), index: index === '' ? [] : index.split(',').map(Number) })
    const reached = new Set(reach?.map((each) => each.index.join()))
    const missed = [...goals].find((goal) => !reached.has(goal))
    if (missed !== undefined) return `output [${missed}] reads input [${index}], which does not say so`
    const looked = new Set(places.map((place) => indexOf(place, output.shape).join()))
    const invented = [...reached].find((goal) => looked.has(goal) && !goals.has(goal))
    if (invented !== undefined) return `input [${index}] says that it reaches output [${invented}], which does not read it`
  }
  return undefined
}

/** The value by the rule that the cell's form stands for; undefined where that is any function. */
function valueOf({ form, terms, bias, statistics, exponent }: LabCell): number | undefined {
  const sum = terms.reduce((total, { product }) => total + product, bias && form === 'sum' ? bias.value : 0)
  switch (form) {
    case 'sum': return sum
    case 'maximum': return terms.find(({ winner }) => winner)?.value ?? -Infinity
    case 'power': return sum ** (1 / exponent!)
    case 'pointwise': return undefined
    case 'normalised': {
      const { mean, variance, eps, weight, input } = statistics!
      return ((input - mean) / Math.sqrt(variance + eps)) * (weight?.value ?? 1) + (bias?.value ?? 0)
    }
  }
}

const close = (one: number, other: number): boolean => one === other || (Number.isNaN(one) && Number.isNaN(other)) || Math.abs(one - other) <= 1e-9 * (1 + Math.abs(other))

const spread = (count: number): number[] => (count <= looks ? Array.from({ length: count }, (_, place) => place) : Array.from({ length: looks }, (_, each) => Math.floor((each * (count - 1)) / (looks - 1))))

function indexOf(place: number, shape: readonly number[]): number[] {
  const index: number[] = []
  for (const size of [...shape].reverse()) {
    index.unshift(place % size)
    place = Math.floor(place / size)
  }
  return index
}
