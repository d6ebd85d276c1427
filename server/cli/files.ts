/** What `check` says of one file, as plain data that a thread can send. */
import type { Coverage, Problem } from '../../core/ide/types.ts'
import type { Project } from '../../core/project.ts'

export interface CheckedFile {
  readonly file: string
  readonly problems: readonly Problem[]
  readonly coverage: Coverage
  /** False: a budget was reached. */
  readonly complete: boolean
}

/** Nobody asks for the file again: what was found of it is forgotten. */
export function checkFile(project: Project, file: string): CheckedFile {
  const checked = { file, problems: [...project.problems(file), ...project.remarks(file)], coverage: project.coverage(file), complete: project.complete(file) }
  project.release(file)
  return checked
}
