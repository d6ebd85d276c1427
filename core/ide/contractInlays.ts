/** Behind the parameters of a `def`: which sizes the model accepts, where it does not accept all. */
import type { FileAnalysis } from '../analysis.ts'
import { showConditions, type Condition } from '../dims/index.ts'
import type { Accepted } from '../interp/accepted.ts'
import type { GenericModel } from '../interp/generic.ts'
import type { FunctionDef } from '../syntax/ast.ts'
import { notable } from './contractHints.ts'
import type { InlayHint, TextRange } from './types.ts'

/** A longer condition is shown in the tooltip alone. Editors cut a line's hints off at about 43 characters. */
const longest = 60

export function contractInlays({ execution, text }: FileAnalysis, range: TextRange, accepted: (model: GenericModel) => Accepted): readonly InlayHint[] {
  return execution.models.flatMap((model): readonly InlayHint[] => {
    const { definition } = model.subject
    if (definition.kind !== 'FunctionDef' || definition.name.end < range.start || definition.start > range.end) return []
    const offset = signatureEnd(definition, text)
    const conditions = accepted(model).conditions
    const shown = conditions ? notable(conditions) : []
    if (offset === undefined || !conditions || shown.length === 0) return []
    const whole = shortest(shown)
    return [{ offset, label: ` if ${whole.length <= longest ? whole : '…'}`, tooltip: `${model.subject.name} accepts inputs with ${showConditions(conditions)}.` }]
  })
}

/** Two sizes that must equal one number are one comparison in Python: `H % 4 == W % 4 == 0`. */
function shortest(conditions: readonly Condition[]): string {
  const [one, other] = conditions.map((condition) => /^(.*) == (\d+)$/.exec(showConditions([condition])))
  return conditions.length === 2 && one && other && one[2] === other[2] ? `${one[1]} == ${other[0]}` : showConditions(conditions)
}

/** Behind the closing parenthesis of the parameters, or behind the annotation of what is returned. */
function signatureEnd({ name, params, returns }: FunctionDef, text: string): number | undefined {
  if (returns) return returns.end
  const last = params.all.at(-1)?.end ?? name.end
  const closing = /^[\s,(/*]*(?:#[^\n]*\s*)*\)/.exec(text.slice(last))
  return closing ? last + closing[0].length : undefined
}
