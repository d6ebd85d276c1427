/** Steps as the engine itself answers them, for tests of what is drawn of them. */
import { createLabEngine, type LabCell, type LabReach, type LabSetting, type LabStepResult } from '../../../core/exec/lab/index.ts'
import type { CellPlace, Story } from '../../../client/webview/lab/highlights.ts'

export interface Played { readonly step: LabStepResult; cell(...index: number[]): Story; reach(...index: number[]): Story }

/** A layer on a ramp, with weights of ones where nothing else is said. */
export function settingOf(layer: string, given: Readonly<Record<string, string>>, shape: readonly number[], weights: LabSetting['steps'][number]['weights'] = {}): LabSetting {
  return { steps: [{ layer: `torch.nn.${layer}`, arguments: given, weights }], inputs: [{ shape, dtype: 'float32', data: { source: { kind: 'ramp' } } }], training: false }
}

export function play(setting: LabSetting): Played {
  const engine = createLabEngine()
  const run = engine.run({ slot: 'left', setting })
  if (!run.ok) throw new Error(run.message)
  const of = (role: CellPlace['role'], index: readonly number[]): CellPlace => ({ role, number: 0, index })
  return {
    step: run.steps[0]!,
    cell(...index) {
      const cell: LabCell | null = engine.cell({ slot: 'left', step: 0, output: 0, index })
      if (!cell) throw new Error(`no cell ${String(index)}`)
      return { kind: 'cell', of: of('output', index), cell, opened: [] }
    },
    reach(...index) {
      const reach: readonly LabReach[] | null = engine.scatter({ slot: 'left', step: 0, input: 0, index })
      if (!reach) throw new Error(`no reach of ${String(index)}`)
      return { kind: 'reach', of: of('input', index), reach }
    },
  }
}

/** One layer after its run. */
export const played = (...given: Parameters<typeof settingOf>): Played => play(settingOf(...given))
