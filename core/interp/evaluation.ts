/** Evaluating a module that is imported: its body, in the machine of the run that imports it, with no exception leaving it. */
import { append } from '../graph/joined.ts'
import type { Recorder } from '../graph/recorder.ts'
import { contentOf, type FunctionDef, type Lambda } from '../syntax/ast.ts'
import { describeException, PythonRaise } from './exceptions.ts'
import type { Source, SourceModule } from './modules.ts'
import { bindTargets } from './partial.ts'
import { BudgetReached, innerFrame, type Run } from './run.ts'
import { executeOnBudget } from './stopping.ts'

/** What the evaluation of a module showed and depended on. */
export interface Evaluation {
  /** Of a file of the workspace, whose names and values are kept. */
  readonly records: Recorder | undefined
  /** The functions whose bodies it depended on, and what they said. */
  readonly entered: Map<FunctionDef | Lambda, object>
  /** The files that it imported, and those of its own submodules that anything did. */
  readonly imports: Set<string>
  /** Its text speaks of devices other than the CPU; of the workspace's files only. */
  readonly namesDevices: boolean
}

/** No function that ran in it has another body since. */
export function isStillSo({ entered }: Evaluation): boolean {
  for (const [definition, content] of entered) if (contentOf(definition) !== content) return false
  return true
}

/** Executes an imported module's body. Nothing it raises leaves it. False: a budget ran out in the middle, and what the body would have done is not known. */
export function evaluateModule(run: Run, module: SourceModule, source: Source | undefined, { workspace, namesDevices }: { readonly workspace: boolean; readonly namesDevices: boolean }): boolean {
  const { modules } = run
  const { frame: outer, recorder, entered, handlers, speculation, mayRaise, doubt, assumptions } = run
  const outside = modules.handlersOutside
  const evaluation: Evaluation = { records: workspace ? recorder.alike(module.file, source?.watched ?? new Set()) : undefined, entered: new Map(), imports: new Set(), namesDevices }
  module.evaluation = evaluation
  module.state = 'running'
  if (!source || (workspace && source.module.outerErrors.length > 0)) module.scope.open = true
  modules.handlersOutside = 1
  Object.assign(run, { handlers: 1, speculation: 0, entered: new Set(), recorder: evaluation.records ?? recorder })
  const frame = innerFrame(undefined, { run, scope: module.scope, file: module.file, workspace, name: '<module>', definition: undefined, owner: undefined, at: { start: 0, end: 0 } })
  let isWhole = false
  try {
    for (const statement of source?.module.body ?? []) {
      run.frame = frame
      try {
        executeOnBudget(frame, statement, isOutOfSteps)
      } catch (effect) {
        if (!(effect instanceof PythonRaise)) throw effect
        const { type, message } = describeException(effect.exception)
        const at = effect.trace.at(-1)
        run.recorder.lose(at?.file ?? module.file, at?.span ?? statement, `raised while imported: ${type}: ${message ?? '?'}`)
        bindTargets(module.scope, statement, `a statement that fails while ${module.name} is imported`)
      }
    }
    isWhole = true
  } finally {
    module.state = 'done'
    if (!isWhole) module.scope.open = true
    for (const definition of run.entered) {
      evaluation.entered.set(definition, contentOf(definition))
      entered.add(definition)
    }
    if (evaluation.records) append(recorder, evaluation.records)
    modules.handlersOutside = outside
    Object.assign(run, { frame: outer, recorder, entered, handlers, speculation, mayRaise, doubt, assumptions })
  }
  return isWhole
}

/** JavaScript's stack ends what runs outside of the import, too. */
const isOutOfSteps = (effect: unknown): boolean => effect instanceof BudgetReached && effect.budget === 'steps'

/** A tensor can only leave the CPU by a device that the program names. */
export const speaksOfDevices = (text: string): boolean => /cuda|[ghntx]pu|mps|xla|meta|device/i.test(text)
