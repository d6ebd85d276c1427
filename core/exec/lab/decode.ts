/** Settings that come from outside, decoded once: what is no setting is undefined. */
import type { DataSource, LabData, LabInput, LabSetting, LabStep } from './types.ts'

type Fields = Readonly<Record<string, unknown>>
const fieldsOf = (value: unknown): Fields | undefined => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Fields : undefined)
const isNumber = (value: unknown): value is number => typeof value === 'number'
const isNumbers = (value: unknown): value is readonly number[] => (Array.isArray(value) || ArrayBuffer.isView(value)) && Array.from(value as ArrayLike<unknown>).every(isNumber)
const isSizes = (value: unknown): value is readonly number[] => isNumbers(value) && value.every((size) => Number.isInteger(size) && size >= 0)
const isText = (value: unknown): value is string => typeof value === 'string'

export function decodeSetting(value: unknown): LabSetting | undefined {
  const { steps, inputs, training } = fieldsOf(value) ?? {}
  if (!Array.isArray(steps) || !Array.isArray(inputs) || typeof training !== 'boolean') return undefined
  const decodedSteps = all(steps.map(decodeStep)), decodedInputs = all(inputs.map(decodeInput))
  return decodedSteps && decodedInputs && decodedSteps.length > 0 ? { steps: decodedSteps, inputs: decodedInputs, training } : undefined
}

function decodeStep(value: unknown): LabStep | undefined {
  const { layer, arguments: given, call, tensors, weights, name } = fieldsOf(value) ?? {}
  // The name goes into generated programs: nothing but a class of torch.nn may stand there.
  if (!isText(layer) || !/^torch\.nn\.\w+$/.test(layer)) return undefined
  const texts = decodeRecord(given, (each) => (isText(each) ? each : undefined), /^[A-Za-z_]\w*$/)
  const atCall = call === undefined ? {} : decodeRecord(call, (each) => (isText(each) ? each : undefined), /^[A-Za-z_]\w*$/)
  const shapes = tensors === undefined ? {} : decodeRecord(tensors, (each) => (isSizes(each) ? each : undefined), /^[A-Za-z_]\w*$/)
  const numbers = decodeRecord(weights, decodeData, /^[\w.]+$/)
  if (!texts || !atCall || !shapes || !numbers) return undefined
  return { layer, arguments: texts, weights: numbers, ...(tensors === undefined ? {} : { tensors: shapes }), ...(call === undefined ? {} : { call: atCall }), ...(isText(name) ? { name } : {}) }
}

function decodeInput(value: unknown): LabInput | undefined {
  const { name, shape, dtype, data } = fieldsOf(value) ?? {}
  const decoded = decodeData(data)
  if (!isSizes(shape) || !isText(dtype) || !/^\w+$/.test(dtype) || !decoded) return undefined
  if (name === undefined) return { shape, dtype, data: decoded }
  return isText(name) && /^[A-Za-z_]\w*$/.test(name) ? { name, shape, dtype, data: decoded } : undefined
}

function decodeData(value: unknown): LabData | undefined {
  const { source, edits } = fieldsOf(value) ?? {}
  const decoded = decodeSource(fieldsOf(source) ?? {})
  if (!decoded) return undefined
  if (edits === undefined) return { source: decoded }
  const pairs = Array.isArray(edits) ? all(edits.map((edit: unknown) => (Array.isArray(edit) && edit.length === 2 && isSizes(edit[0]) && isNumber(edit[1]) ? [edit[0], edit[1]] as const : undefined))) : undefined
  return pairs && { source: decoded, edits: pairs }
}

function decodeSource(fields: Fields): DataSource | undefined {
  const { kind, seed, value, border, text, at, shape, data, width, height, rgba } = fields
  switch (kind) {
    case 'ramp': case 'checkerboard': case 'bilinear': return { kind }
    case 'impulse': return at === undefined ? { kind } : isSizes(at) ? { kind, at } : undefined
    case 'constant': return isNumber(value) ? { kind, value } : undefined
    case 'random': case 'uniform': case 'signs': case 'pooled': case 'initialised': return isNumber(seed) ? { kind, seed } : undefined
    case 'framed': return isNumber(seed) && isNumber(border) ? { kind, seed, border } : undefined
    case 'typed': return isText(text) ? { kind, text } : undefined
    case 'given': return isSizes(shape) && isNumbers(data) ? { kind, shape, data } : undefined
    case 'picture': return isNumber(width) && isNumber(height) && isNumbers(rgba) ? { kind, width, height, rgba } : undefined
    default: return undefined
  }
}

function decodeRecord<T>(value: unknown, decode: (each: unknown) => T | undefined, names: RegExp): Readonly<Record<string, T>> | undefined {
  const fields = fieldsOf(value)
  if (!fields || !Object.keys(fields).every((name) => names.test(name))) return undefined
  const decoded = Object.entries(fields).map(([name, each]) => [name, decode(each)] as const)
  return decoded.every(([, each]) => each !== undefined) ? Object.fromEntries(decoded) as Readonly<Record<string, T>> : undefined
}

const all = <T>(items: readonly (T | undefined)[]): readonly T[] | undefined => (items.every((item) => item !== undefined) ? items : undefined)
