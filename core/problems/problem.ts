/** What states a problem: one file of this folder for each code. The message itself is PyTorch's, and stands in the rule that raises it. */
import type { Severity } from './types.ts'

export interface ProblemPage {
  /** The file's name, which a `# shape: ignore[code]` comment and the settings use. */
  readonly code: string
  /** A few words for a list of problems. */
  readonly title: string
  readonly severity: Severity
  /** The manual page in Markdown: what it says, an example, how to mend it. */
  readonly manual: string
}

/** A problem page; an error unless it says otherwise. */
export const problem = (page: Omit<ProblemPage, 'severity'> & { readonly severity?: Severity }): ProblemPage => ({ severity: 'error', ...page })
