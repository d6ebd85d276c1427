/** A project over files in memory, for asking one question about one place of one text. */
import { createLabEngine, type LabModel, type LabResult, type LabSetting } from '../../../core/exec/lab/index.ts'
import { createProject, type Hover, type Problem, type Project } from '../../../core/index.ts'
import { hostOf, mainFile } from '../../oracle/support/analyse.ts'

export const prelude = 'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n'

export interface At {
  readonly hover: Hover | undefined
  readonly lab: LabModel | undefined
  readonly problems: readonly Problem[]
  /** The text behind the prelude after writing a changed setting back, or the sentence about why it was not. */
  written(change: (setting: LabSetting) => LabSetting): string
}

/** `$0` in the text is the cursor. */
export function at(text: string): At {
  const whole = prelude + text
  const cursor = whole.indexOf('$0')
  const source = whole.replace('$0', '')
  const project: Project = createProject(hostOf(new Map([[mainFile, source]]), undefined))
  return {
    get hover() { return project.hover(mainFile, cursor) },
    get lab() { return project.lab(mainFile, cursor) },
    get problems() { return project.problems(mainFile) },
    written: (change) => {
      const setting = project.lab(mainFile, cursor)?.setting
      if (!setting) throw new Error('the lab has no setting')
      const answer = project.labEdit(mainFile, cursor, change(setting))
      if ('reason' in answer) return answer.reason
      return [...answer.edits].reverse().reduce((each, { range, newText }) => each.slice(0, range.start) + newText + each.slice(range.end), source).slice(prelude.length)
    },
  }
}

/** Runs the lab's setting. */
export function resultOf(model: LabModel | undefined): LabResult {
  if (!model?.setting) throw new Error(model?.reason ?? 'the lab finds nothing here')
  const run = createLabEngine().run({ slot: 'left', setting: model.setting })
  if (!run.ok) throw new Error(run.message)
  return run
}
