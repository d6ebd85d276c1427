/** Copies of trees at another place in the text. */
import type { Stmt, SyntaxProblem } from './ast.ts'

/** The same statement, every offset moved. A function's body is moved when it is read. */
export function moveStatement(statement: Stmt, shift: number): Stmt {
  return moved(statement, shift)
}

export function moveProblem(problem: SyntaxProblem, shift: number): SyntaxProblem {
  return moved(problem, shift)
}

function moved<T extends object>(part: T, shift: number): T {
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(part)) {
    if (key === 'body' && 'params' in part && 'decorators' in part) {
      defineLazily(copy, key, () => movedValue((part as { body?: unknown }).body, shift))
    } else {
      const value = (part as Record<string, unknown>)[key]
      copy[key] = (key === 'start' || key === 'end') && typeof value === 'number' ? value + shift : movedValue(value, shift)
    }
  }
  return copy as T
}

function movedValue(value: unknown, shift: number): unknown {
  if (Array.isArray(value)) return value.map(item => movedValue(item, shift))
  return typeof value === 'object' && value !== null ? moved(value, shift) : value
}

function defineLazily(target: object, key: string, compute: () => unknown): void {
  let value: { readonly known: unknown } | undefined
  Object.defineProperty(target, key, { enumerable: true, get: () => (value ??= { known: compute() }).known })
}
