/** What the user says of inputs (`# given: x [N, 3, H, W]`, settings), and what is invented where nothing is said. */
import { add, floorDiv, mul, opaque, sameDim, sub, symbol, symbols, type Condition, type Dim } from '../dims/index.ts'
import type { Comment, Expr, Module, Parameter, Stmt } from '../syntax/ast.ts'
import { int, tensor, unknown, unknownBool, unknownFloat, unknownStr, type Value } from '../values/index.ts'

/** An input's shape. `start`: where the comment stands; undefined for a setting, which holds for every model. */
export interface Given { readonly name: string; readonly shape: readonly Dim[]; readonly start: number | undefined }

/** The `# given:` comments of a file. One alone on its line above a `def` or a `class` speaks of that. */
export function givenInComments(module: Module): Given[] {
  return module.comments.flatMap((comment) => {
    const match = /^#\s*given:\s*(.+)$/.exec(comment.text)
    if (!match) return []
    const start = (comment.ownLine ? definitionBelow(module, comment) : undefined) ?? comment.start
    return [...match[1]!.matchAll(/([A-Za-z_]\w*)\s*:?\s*(\[[^\]]*\])/g)].flatMap((each) => {
      const shape = parseGivenShape(each[2]!)
      return shape ? [{ name: each[1]!, shape, start }] : []
    })
  })
}

/** Where the statement that follows a comment begins, if it is a definition. */
function definitionBelow(module: Module, comment: Comment): number | undefined {
  let next: Stmt | undefined
  const look = (body: readonly Stmt[]): void => {
    for (const statement of body) {
      if (statement.start >= comment.end && (!next || statement.start < next.start)) next = statement
      if (statement.start < comment.start && comment.start < statement.end && (statement.kind === 'ClassDef' || statement.kind === 'FunctionDef')) look(statement.body)
    }
  }
  look(module.body)
  return next?.kind === 'FunctionDef' || next?.kind === 'ClassDef' ? next.start : undefined
}

/** `x=[1, 3, H, 224]`. */
export function givenInSetting(text: string): Given | undefined {
  const match = /^\s*(?:([A-Za-z_]\w*)\s*=\s*)?(\[.*\])\s*$/.exec(text)
  const shape = match && parseGivenShape(match[2]!)
  return shape ? { name: match[1] ?? '', shape, start: undefined } : undefined
}

/** A list of sizes: numbers, symbols, and sums, products and floor divisions of them. Undefined: it is none. */
export function parseGivenShape(text: string): Dim[] | undefined {
  const inside = /^\[(.*)\]$/.exec(text.trim())?.[1]
  if (inside === undefined) return undefined
  const dims = inside.trim() === '' ? [] : inside.split(',').map((part) => parseSize(part.trim()))
  return dims.every((dim) => dim !== undefined) ? dims : undefined
}

/** One size in Python's syntax; undefined: it is none. */
export function parseSize(text: string): Dim | undefined {
  const tokens = text.match(/\/\/|[A-Za-z_]\w*|\d+|[-+*()]/g) ?? []
  let position = 0
  const atom = (): Dim | undefined => {
    const token = tokens[position++]
    if (token === undefined) return undefined
    if (token === '(') {
      const inner = sum()
      return tokens[position++] === ')' ? inner : undefined
    }
    if (/^\d+$/.test(token)) return Number(token)
    return /^[A-Za-z_]/.test(token) ? symbol(token) : undefined
  }
  const product = (): Dim | undefined => {
    let left = atom()
    while (left !== undefined && (tokens[position] === '*' || tokens[position] === '//')) {
      const operator = tokens[position++]
      const right = atom()
      left = right === undefined ? undefined : operator === '*' ? mul(left, right) : floorDiv(left, right)
    }
    return left
  }
  const sum = (): Dim | undefined => {
    let left = product()
    while (left !== undefined && (tokens[position] === '+' || tokens[position] === '-')) {
      const operator = tokens[position++]
      const right = product()
      left = right === undefined ? undefined : operator === '+' ? add(left, right) : sub(left, right)
    }
    return left
  }
  const dim = sum()
  return position === tokens.length ? dim : undefined
}

/** Shapes of inputs by the parameters' names. */
export type Inputs = ReadonlyMap<string, readonly Dim[]>

/** A tensor for an input; one without a shape says so when a rule first needs it. */
export const inputTensor = (name: string, shape: readonly Dim[] | undefined): Value => (shape ? tensor(shape) : { ...tensor(undefined), input: { name } })

/** Inputs without a default are tensors; one whose shape is not known yet says so when a rule first needs it. */
export function inventedArguments(parameters: readonly Parameter[], inputs: Inputs): Map<string, Value> {
  const keywords = new Map<string, Value>()
  for (const parameter of parameters) {
    const name = parameter.name.id
    if (parameter.type === '*' || parameter.type === '**') continue
    const shape = inputs.get(name)
    if (shape) keywords.set(name, tensor(shape))
    else if (!parameter.default) keywords.set(name, parameter.annotation && !takesTensor(parameter) ? inventArgument(parameter) : inputTensor(name, undefined))
  }
  return keywords
}

/** Symbols for the sizes an input leaves open; those of a second input are told apart by its name. */
export function namedShape(shape: readonly unknown[], input: string, index: number): Dim[] {
  return shape.map((dim) => (typeof dim === 'string' ? symbol(index === 0 ? dim : `${dim}_${input}`) : typeof dim === 'number' || (typeof dim === 'object' && dim !== null) ? (dim as Dim) : opaque({ min: 1 })))
}

/** What is said of a callable's inputs: by annotations, and before those by the user. A shape without a name is the first parameter's. */
export function givenInputs(parameters: readonly Parameter[], given: readonly Given[]): Map<string, readonly Dim[]> {
  const first = parameters.find(({ type }) => type !== '*' && type !== '**')?.name.id
  const said = given.flatMap(({ name, shape }) => (name === '' && first === undefined ? [] : [[name === '' ? first! : name, shape] as const]))
  return new Map([...annotatedInputs(parameters), ...said])
}

/** A size of an invented input that must be one number, or what a constructor's parameter says, is that: true when an input was changed. */
export function pinSizes(inputs: Map<string, readonly Dim[]>, given: Inputs, conditions: readonly Condition[]): boolean {
  const own = new Set([...inputs.values()].flat().flatMap((dim) => [...symbols(dim)]))
  let changed = false
  const pin = (size: Dim, value: Dim): void => {
    if (typeof size === 'number' || [...symbols(value)].some((name) => own.has(name))) return
    for (const [name, shape] of inputs) {
      if (given.has(name) || !shape.some((dim) => sameDim(dim, size))) continue
      inputs.set(name, shape.map((dim) => (sameDim(dim, size) ? value : dim)))
      changed = true
    }
  }
  for (const condition of conditions) {
    if (!('op' in condition) || condition.op !== '==') continue
    pin(condition.left, condition.right)
    pin(condition.right, condition.left)
  }
  return changed
}

/**
 * The shapes that annotations say: `Float[Tensor, "batch 3 height width"]`.
 * Source: https://docs.kidger.site/jaxtyping/api/array/ (names and numbers; other forms say nothing here).
 */
function annotatedInputs(parameters: readonly Parameter[]): Inputs {
  return new Map(parameters.flatMap((parameter) => {
    const shape = annotatedShape(parameter)
    return shape ? [[parameter.name.id, shape] as const] : []
  }))
}

function annotatedShape({ annotation }: Parameter): readonly Dim[] | undefined {
  if (annotation?.kind !== 'Subscript' || annotation.index.kind !== 'Tuple') return undefined
  const [array, shape, ...more] = annotation.index.elements
  if (!array || !isTensorType(array) || shape?.kind !== 'String' || more.length > 0) return undefined
  const words = (shape.value ?? '').trim().split(/\s+/)
  return words.every((word) => /^([A-Za-z]\w*|\d+)$/.test(word)) ? words.map((word) => (/^\d/.test(word) ? Number(word) : symbol(word))) : undefined
}

/** A parameter that is annotated as a tensor. */
export function takesTensor({ annotation }: Parameter): boolean {
  return annotation !== undefined && (isTensorType(annotation) || (annotation.kind === 'Subscript' && annotation.index.kind === 'Tuple' && annotation.index.elements[0] !== undefined && isTensorType(annotation.index.elements[0])))
}

function isTensorType(annotation: Expr): boolean {
  return annotation.kind === 'Name' ? annotation.id === 'Tensor' : annotation.kind === 'Attribute' && annotation.attr.id === 'Tensor'
}

/** A value for a parameter without a default: of its annotated type, else a size with the parameter's name. */
export function inventArgument(parameter: Parameter): Value {
  const type = parameter.annotation && typeOf(parameter.annotation)
  switch (type) {
    case 'bool': return unknownBool
    case 'float': return unknownFloat
    case 'str': return unknownStr
    case 'int': case undefined: return int(symbol(parameter.name.id))
    default: return unknown(`an argument for ${parameter.name.id}`)
  }
}

const typeOf = (annotation: Expr): string => (annotation.kind === 'Name' ? annotation.id : annotation.kind === 'String' ? annotation.value : annotation.kind === 'Attribute' ? annotation.attr.id : annotation.kind)
