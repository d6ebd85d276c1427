/** Tensors that an operation brings together, and that differ in their spatial sizes. */
import { sameDim, sub } from '../dims/index.ts'
import type { ActionContext } from './action.ts'
import { isRepeatable, layerCalledAt, operandsOf, originOf, refusedBy, type Operand, type Refused } from './refused.ts'
import { writtenName } from './torchNames.ts'
import type { Edit, Problem } from './types.ts'

/** The codes of operations that want equal sizes, or that want them for some sizes. */
export const meetingCodes: readonly string[] = ['size-contract', 'cat-sizes', 'broadcast', 'stack-sizes', 'target-size']

/** One operand, which may take the spatial size of another. */
export interface Meeting {
  readonly refused: Refused
  readonly from: Operand
  readonly fromText: string
  readonly to: Operand
  /** It can be written any number of times. */
  readonly toText: string
  /** The number of spatial dims. */
  readonly spatial: number
  /** What taking the other's size does to each spatial size. */
  readonly growth: readonly ('grows' | 'shrinks' | 'unknown')[]
  /** The call of an upsampling layer that made the operand. */
  readonly upsampled: boolean
}

/** The pairs of operands that fit but for their spatial sizes. Those that come from upsampling take the other's size, if there are any. */
export function meetingsAt(problem: Problem, context: ActionContext): readonly Meeting[] {
  const refused = refusedBy(problem, context)
  const text = refused && context.textOf(refused.file)
  if (!refused || text === undefined) return []
  const operands = operandsOf(refused)
  const textOf = ({ expression }: Operand): string => text.slice(expression.start, expression.end)
  const meetings = operands.flatMap((from) => operands.flatMap((to): readonly Meeting[] => {
    const spatial = from.shape.length - 2
    if (from === to || spatial < 1 || spatial > 3 || to.shape.length !== from.shape.length || !isRepeatable(to.expression)) return []
    const steps = from.shape.slice(2).map((size, dim) => sub(to.shape[dim + 2]!, size))
    if (steps.every((step) => sameDim(step, 0))) return []
    const growth = steps.map((step) => (typeof step !== 'number' ? 'unknown' : step >= 0 ? 'grows' : 'shrinks'))
    return [{ refused, from, fromText: textOf(from), to, toText: textOf(to), spatial, growth, upsampled: isUpsampled(from, refused, context) }]
  }))
  return meetings.some(({ upsampled }) => upsampled) ? meetings.filter(({ upsampled }) => upsampled) : meetings
}

function isUpsampled({ expression }: Operand, refused: Refused, context: ActionContext): boolean {
  const call = originOf(refused, expression)
  const layer = call && layerCalledAt(context, refused.file, call)?.layer
  return layer?.cls.mro.some((cls) => /\.(_ConvTransposeNd|Upsample)$/.test(cls.qualifiedName)) ?? false
}

/** How the operation's file writes a name of torch. */
export function nameIn({ file }: Refused, { treeOf }: ActionContext, dotted: string): string | undefined {
  const module = treeOf(file)
  return module && writtenName(module, dotted)
}

/** The operand in other words. What an augmented assignment changes can't be replaced. */
export function inPlaceOf({ expression }: Operand, { file, path }: Refused, newText: string): readonly Edit[] {
  const operation = path.at(-1)
  const isTarget = operation?.kind === 'AugAssign' && operation.target === expression
  return isTarget ? [] : [{ file, range: { start: expression.start, end: expression.end }, newText }]
}

/** Text for a title. */
export const short = (text: string): string => (text.length <= 40 ? text : `${text.slice(0, 39)}…`)
