/** Matrices as a person types or pastes them: nested lists of numbers, as Python, NumPy or PyTorch print them, or plain rows of numbers. */
import type { ParsedMatrix } from './types.ts'

interface Token { readonly kind: 'open' | 'close' | 'number' | 'row'; readonly at: number; readonly value: number }
interface Node { readonly at: number; readonly value: number; readonly items: Node[] | undefined }

/** Reads the matrix; says where it is ragged or no number. Accepts `[[0, 1], [2, 3]]`, `tensor([[0., 1.]])`, and lines of numbers apart by blanks or commas. */
export function parseMatrix(text: string): ParsedMatrix {
  const wrong = (message: string, at: number): ParsedMatrix => {
    const before = text.slice(0, at).split('\n')
    return { ok: false, message, at, line: before.length, column: before.at(-1)!.length + 1 }
  }
  const tokens = tokensOf(text)
  if (!Array.isArray(tokens)) return wrong(tokens.message, tokens.at)
  const tree = text.includes('[') ? nested(tokens) : rows(tokens)
  if ('message' in tree) return wrong(tree.message, tree.at)
  const shape: number[] = []
  for (let first: Node | undefined = tree; first?.items; first = first.items[0]) shape.push(first.items.length)
  const data: number[] = []
  const collect = (node: Node, depth: number): { readonly message: string; readonly at: number } | undefined => {
    const size = shape[depth]
    if (node.items === undefined) {
      if (size !== undefined) return { message: 'a number stands where a list of ' + counted(size) + ' is expected', at: node.at }
      data.push(node.value)
      return undefined
    }
    if (size === undefined) return { message: 'a list stands where a number is expected', at: node.at }
    if (node.items.length !== size) return { message: `this row has ${counted(node.items.length)}, the first one has ${size}`, at: node.at }
    for (const item of node.items) {
      const problem = collect(item, depth + 1)
      if (problem) return problem
    }
    return undefined
  }
  const problem = collect(tree, 0)
  if (problem) return wrong(problem.message, problem.at)
  return data.length === 0 ? wrong('no numbers are given', 0) : { ok: true, shape, data: Float64Array.from(data) }
}

const counted = (count: number): string => `${count} ${count === 1 ? 'element' : 'elements'}`

function tokensOf(text: string): Token[] | { readonly message: string; readonly at: number } {
  const tokens: Token[] = []
  const wrapper = /^\s*(?:torch\.|np\.|numpy\.)?(?:tensor|array|Tensor)\s*(?=\()/.exec(text)?.[0].length ?? 0
  const pattern = /\[|\]|[()]|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?(?:inf|nan)\b|\n|,|[ \t\r]+|dtype\s*=\s*[\w.]+/iy
  for (let at = wrapper; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    const word = /^[^\s,[\]()]+/.exec(text.slice(at))?.[0] ?? text[at]!
    if (found === undefined) return { message: `'${word}' is not a number`, at }
    if (found === '[') tokens.push({ kind: 'open', at, value: 0 })
    else if (found === ']') tokens.push({ kind: 'close', at, value: 0 })
    else if (found === '\n') tokens.push({ kind: 'row', at: at + 1, value: 0 })
    else if (/\w/.test(found) && !found.toLowerCase().startsWith('dtype')) {
      if (word !== found && /^[\w.]/.test(text.slice(at + found.length))) return { message: `'${word}' is not a number`, at }
      tokens.push({ kind: 'number', at, value: numberOf(found) })
    }
  }
  return tokens
}

function numberOf(text: string): number {
  const lower = text.toLowerCase()
  if (lower.endsWith('nan')) return NaN
  if (lower.endsWith('inf')) return lower.startsWith('-') ? -Infinity : Infinity
  return Number(text)
}

/** Brackets inside brackets; parentheses are those of a printed `tensor(…)` and count as nothing. */
function nested(all: readonly Token[]): Node | { readonly message: string; readonly at: number } {
  const root: Node = { at: 0, value: 0, items: [] }
  const stack = [root]
  for (const token of all) {
    if (token.kind === 'row') continue
    if (token.kind === 'close') {
      if (stack.length === 1) return { message: 'a bracket closes that was not opened', at: token.at }
      stack.pop()
      continue
    }
    const node: Node = { at: token.at, value: token.value, items: token.kind === 'open' ? [] : undefined }
    stack.at(-1)!.items!.push(node)
    if (node.items) stack.push(node)
  }
  if (stack.length > 1) return { message: 'a bracket is not closed', at: stack.at(-1)!.at }
  const [first, second] = root.items!
  const outside = second && root.items!.find((item) => item.items === undefined)
  if (outside) return { message: 'a number stands outside of the brackets', at: outside.at }
  return second ? root : first ?? root
}

/** One row on each line. */
function rows(tokens: readonly Token[]): Node {
  const lines: Node[] = [{ at: 0, value: 0, items: [] }]
  for (const token of tokens) {
    if (token.kind === 'row') lines.push({ at: token.at, value: 0, items: [] })
    else lines.at(-1)!.items!.push({ at: token.at, value: token.value, items: undefined })
  }
  const filled = lines.filter(({ items }) => items!.length > 0)
  return filled.length === 1 ? filled[0]! : { at: 0, value: 0, items: filled }
}
