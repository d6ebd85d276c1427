/** The first picture of a setting: its numbers as text that travels with the page, so that the page can show them before its own engine is there. */
import type { Surroundings } from '../../interp/runs.ts'
import { ranSetting, type Limits } from './engine.ts'
import { labSurroundings } from './surroundings.ts'
import { parametersOf } from './parameters.ts'
import type { LabFirst, LabParameter, LabSetting } from './types.ts'

/** What takes no time that anybody could notice. */
const limits: Limits = { multiplyAdds: 1_000_000, elements: 20_000 }

/** Kept from one picture to the next: it fills itself with what it is asked for, and a run leaves nothing else behind. */
let around: Surroundings | undefined

/** JSON of a LabFirst, in which `{"float64": […]}` stands for a Float64Array and words for numbers that JSON does not have. Undefined: the setting is refused or takes time. */
export function firstPicture(setting: LabSetting): string | undefined {
  around ??= labSurroundings()
  const { result: run } = ranSetting(setting, limits, around)
  if (!run.ok) return undefined
  const parameters: Record<string, readonly LabParameter[]> = {}
  for (const { layer } of setting.steps) parameters[layer] = parametersOf(around, layer)
  return JSON.stringify({ run, parameters } satisfies LabFirst, (_, value: unknown) => (value instanceof Float64Array ? { float64: Array.from(value, word) } : value))
}

const word = (value: number): number | string => (Number.isFinite(value) ? value : String(value))
