/** A model that the file calls, with letters for the sizes of its inputs: which others it would accept. */
import type { FileAnalysis } from '../analysis.ts'
import { isConstant, symbol, type Dim } from '../dims/index.ts'
import type { CallRecord } from '../graph/recorder.ts'
import type { GenericModel } from '../interp/generic.ts'
import { classAttribute } from '../interp/lookup.ts'
import type { Span } from '../syntax/ast.ts'
import { pathAt } from './nodes.ts'
import { spatialNames } from '../torch/vocabulary/spatial.ts'
import { unknown, type Shape, type Value } from '../values/index.ts'

/** The first call that was recorded of the model that a `class` or its `forward` defines. Undefined: there is none whose inputs are tensors of known sizes alone. */
export function calledModelAt(analysis: FileAnalysis, definition: Span): GenericModel | undefined {
  for (const record of analysis.execution.recorder.calls.values()) {
    const model = record.file === analysis.file && isPlain(record, analysis) ? modelOf(record, analysis.file) : undefined
    if (model && (model.subject.definition === definition || (model.subject.span.start === definition.start && model.subject.span.end === definition.end))) return model
  }
  return undefined
}

/** Its arguments stand in the order of the parameters. */
function isPlain({ span }: CallRecord, { parsed: { module } }: FileAnalysis): boolean {
  const node = pathAt(module, span.start).findLast((each) => each.kind === 'Call' && each.start === span.start && each.end === span.end)
  return node?.kind === 'Call' && node.args.every(({ name, star }) => name === undefined && star === '')
}

function modelOf(record: CallRecord, file: string): GenericModel | undefined {
  const { layer, inputs: given } = record.last
  const forward = layer && !layer.cls.native ? classAttribute(layer.cls, 'forward') : undefined
  if (!layer || layer.cls.definedAt?.file !== file || forward?.kind !== 'function') return undefined
  let model = found.get(record)
  if (model) return model
  const parameters = forward.definition.params.all.slice(1)
  const inputs = new Map<string, readonly Dim[]>()
  for (const [index, parameter] of parameters.entries()) {
    const shape = index < given.length ? shapeOf(given[index]!) : undefined
    if (parameter.type === '*' || parameter.type === '**' || (shape === undefined && (index < given.length || !parameter.default))) return undefined
    if (shape) inputs.set(parameter.name.id, lettered(shape, inputs.size === 0 ? '' : `_${parameter.name.id}`))
  }
  const subject = { name: layer.cls.name, definition: forward.definition, span: layer.cls.definedAt.span, cls: layer.cls, parameters, callable: () => layer }
  found.set(record, (model = { subject, inputs, contract: [], output: unknown('sizes that are not asked for yet') }))
  return model
}
/** A record stays the same one as long as what led to it is not executed again. */
const found = new WeakMap<CallRecord, GenericModel>()

const shapeOf = (value: Value): Shape | undefined => (value.kind === 'tensor' && (value.dtype === undefined || value.dtype === 'float32') && value.shape?.every(isConstant) ? value.shape : undefined)

/** Spatial sizes by the field's letters; the batch and the channels stay. */
function lettered(shape: Shape, suffix: string): readonly Dim[] {
  const names = spatialNames(shape.length - 2)
  return shape.map((size, dim) => (names[dim - 2] === undefined ? size : symbol(`${names[dim - 2]!}${suffix}`)))
}
