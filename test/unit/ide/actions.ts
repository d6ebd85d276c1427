/** Actions at the cursor of a text, and the text after one of them. */
import { createProject, type Action, type Edit, type Problem, type Project } from '../../../core/index.ts'
import { hostOf, mainFile } from '../../oracle/support/analyse.ts'
import { prelude } from './support.ts'

export interface Offered {
  readonly titles: readonly string[]
  readonly preferred: string | undefined
  /** The files' texts after the action whose title begins so, the main one without the imports in front. */
  after(title: string, file?: string): string
  /** The problems that the analysis finds then. */
  problemsAfter(title: string): readonly Problem[]
  readonly project: Project
}

/** `$0` in one of the texts is the cursor; the other files stand beside the main one. */
export function actionsIn(text: string, files: Readonly<Record<string, string>> = {}): Offered {
  const folder = mainFile.slice(0, mainFile.lastIndexOf('/') + 1)
  const written = [[mainFile, /^(import|from) torch/m.test(text) ? text : prelude + text] as const, ...Object.entries(files).map(([name, each]) => [folder + name, each] as const)]
  const [selected, cursor] = written.map(([file, each]) => [file, each.indexOf('$0')] as const).find(([, offset]) => offset >= 0) ?? [mainFile, 0]
  const texts = new Map(written.map(([file, each]) => [file, each.replace('$0', '')]))
  const project = createProject(hostOf(texts, undefined))
  const actions = project.actions(mainFile, { file: selected, range: { start: cursor, end: cursor } })
  const chosen = (title: string): Action => {
    const found = actions.find((action) => action.title.startsWith(title))
    if (!found) throw new Error(`${title} is not among ${actions.map((action) => action.title).join('; ')}`)
    return found
  }
  const edited = (title: string, file: string): string => applied(texts.get(file)!, chosen(title).edits.filter((edit) => edit.file === file))
  return {
    titles: actions.map(({ title }) => title),
    preferred: actions.find(({ isPreferred }) => isPreferred)?.title,
    after: (title, file) => edited(title, file === undefined ? mainFile : folder + file).replace(prelude, ''),
    problemsAfter: (title) => {
      for (const file of texts.keys()) project.setText(file, edited(title, file))
      return project.problems(mainFile)
    },
    project,
  }
}

function applied(text: string, edits: readonly Edit[]): string {
  return [...edits].sort((a, b) => b.range.start - a.range.start).reduce((result, { range, newText }) => result.slice(0, range.start) + newText + result.slice(range.end), text)
}
