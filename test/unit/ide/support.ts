/** A project over files in memory, for asking one question about one place of one text. */
import { createProject, type Hover, type PanelModel, type Problem } from '../../../core/index.ts'
import { hostOf, mainFile } from '../../oracle/support/analyse.ts'

export const prelude = 'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n'

/** `$0` in the text is the cursor. */
export function at(text: string): { readonly hover: Hover | undefined; readonly panel: PanelModel | undefined; readonly problems: readonly Problem[] } {
  const whole = prelude + text
  const cursor = whole.indexOf('$0')
  const source = whole.replace('$0', '')
  const project = createProject(hostOf(new Map([[mainFile, source]]), undefined))
  return {
    get hover() { return project.hover(mainFile, cursor) },
    get panel() { return project.panel(mainFile, cursor) },
    get problems() { return project.problems(mainFile) },
  }
}
