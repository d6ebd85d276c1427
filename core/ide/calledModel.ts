/** A model that the file calls, with letters for the sizes of its inputs: which others it would accept. */
import type { FileAnalysis } from '../analysis.ts'
import { isConstant, type Dim } from '../dims/index.ts'
import type { CallRecord } from '../graph/recorder.ts'
import { definesSubject, type GenericModel } from '../interp/generic.ts'
import { classAttribute } from '../interp/lookup.ts'
import type { Span } from '../syntax/ast.ts'
import { unknown, type TensorValue, type Value } from '../values/index.ts'
import { letteredShape } from './letters.ts'
import { pathAt } from './nodes.ts'

/** The first call that was recorded of the model that a `class` or its `forward` defines. Undefined: there is none whose inputs are tensors of known sizes alone. */
export function calledModelAt(analysis: FileAnalysis, definition: Span): GenericModel | undefined {
  for (const record of analysis.execution.records.calls.values()) {
    const subject = record.file === analysis.file ? subjectOf(record) : undefined
    const model = subject && definesSubject(definition, subject) && isPlain(record, analysis) ? modelOf(record, subject) : undefined
    if (model) return model
  }
  return undefined
}

/** What was called, where it is a model of this file. */
function subjectOf({ file, last: { layer } }: CallRecord): GenericModel['subject'] | undefined {
  const forward = layer && !layer.cls.native ? classAttribute(layer.cls, 'forward') : undefined
  if (!layer || layer.cls.definedAt?.file !== file || forward?.kind !== 'function') return undefined
  const { definition } = forward
  return { name: layer.cls.name, definition, span: layer.cls.definedAt.span, cls: layer.cls, parameters: definition.params.all.slice(1), callable: () => layer }
}

/** Its arguments stand in the order of the parameters. */
function isPlain({ span }: CallRecord, { parsed: { module } }: FileAnalysis): boolean {
  const node = pathAt(module, span.start).findLast((each) => each.kind === 'Call' && each.start === span.start && each.end === span.end)
  return node?.kind === 'Call' && node.args.every(({ name, star }) => name === undefined && star === '')
}

function modelOf(record: CallRecord, subject: GenericModel['subject']): GenericModel | undefined {
  const known = found.get(record)
  if (known) return known
  const given = record.last.inputs
  const inputs = new Map<string, readonly Dim[]>()
  for (const [index, { name: { id }, type, default: usual }] of subject.parameters.entries()) {
    const input = given[index]
    if (type === '*' || type === '**' || (input ? !isSized(input) : !usual)) return undefined
    if (input && isSized(input)) inputs.set(id, letteredShape(input, inputs.size === 0 ? '' : `_${id}`) ?? input.shape)
  }
  const model = { subject, inputs, contract: [], output: unknown('sizes that are not asked for yet') }
  found.set(record, model)
  return model
}
/** A record stays the same one as long as what led to it is not executed again. */
const found = new WeakMap<CallRecord, GenericModel>()

/** A tensor as a model is fed when its sizes are asked for. */
const isSized = (value: Value): value is TensorValue & { readonly shape: readonly Dim[] } =>
  value.kind === 'tensor' && (value.dtype === undefined || value.dtype === 'float32') && value.shape?.every(isConstant) === true
