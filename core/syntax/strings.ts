/** String literals: prefixes, escapes, adjacent literals, f-strings. */
import type { Expr, FStringValue, Span } from './ast.ts'
import { convertExpression, convertExpressions } from './expressions.ts'
import type { SyntaxTree } from './tree.ts'

type Part = string | FStringValue

/** A `string` or a `concatenated_string`: one node for all adjacent literals. */
export function convertString(tree: SyntaxTree, node: number): Expr {
  const literals = tree.kind(node) === 'string' ? [node] : tree.nodes(node)
  const range: Span = { start: tree.start(node), end: tree.end(node) }
  const parts: Part[] = []
  let isFormatted = false
  let isBytes = false
  for (const literal of literals) {
    const prefix = prefixOf(tree, literal)
    if (prefix.includes('b')) isBytes = true
    if (prefix.includes('f') || prefix.includes('t')) isFormatted = true
    for (const part of partsOf(tree, literal, prefix)) append(parts, part)
  }
  if (isFormatted) return { kind: 'FString', ...range, parts }
  const value = parts.join('')
  return isBytes ? { kind: 'Bytes', ...range, value } : { kind: 'String', ...range, value }
}

/** Letters before the quote, in lower case. */
function prefixOf(tree: SyntaxTree, literal: number): string {
  const match = /^[a-zA-Z]*/.exec(tree.text.slice(tree.start(literal), tree.start(literal) + 3))
  return (match?.[0] ?? '').toLowerCase()
}

function append(parts: Part[], part: Part): void {
  const last = parts.at(-1)
  if (part === '') return
  if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part
  else parts.push(part)
}

function partsOf(tree: SyntaxTree, literal: number, prefix: string): Part[] {
  const { from, to } = insideQuotes(tree, literal, prefix)
  const decode = (text: string): string => decodeText(prefix.includes('f') || prefix.includes('t') ? text.replace(/([{}])\1/g, '$1') : text, prefix)
  return interleave(tree, tree.children(literal).filter(child => tree.kind(child) === 'interpolation'), from, to, decode)
}

/** The range between the quotes. A string that is never closed reaches to its node's end. */
function insideQuotes(tree: SyntaxTree, literal: number, prefix: string): { readonly from: number; readonly to: number } {
  const opening = tree.start(literal) + prefix.length
  const mark = tree.text.at(opening)
  const quote = tree.text.startsWith(mark.repeat(3), opening) ? mark.repeat(3) : mark
  const from = Math.min(opening + quote.length, tree.end(literal))
  const to = tree.end(literal) - quote.length
  return { from, to: to >= from && tree.text.startsWith(quote, to) ? to : tree.end(literal) }
}

/** Literal text with the interpolations found in it. */
function interleave(tree: SyntaxTree, interpolations: readonly number[], from: number, to: number, decode: (text: string) => string): Part[] {
  const parts: Part[] = []
  let at = from
  for (const child of interpolations) {
    append(parts, decode(tree.text.slice(at, tree.start(child))))
    parts.push(convertInterpolation(tree, child))
    at = tree.end(child)
  }
  append(parts, decode(tree.text.slice(at, to)))
  return parts
}

function convertInterpolation(tree: SyntaxTree, node: number): FStringValue {
  const conversion = tree.find(node, 'type_conversion')
  const format = tree.find(node, 'format_specifier')
  const equals = tree.find(node, '=')
  const values = tree.nodes(node).filter(child => child !== conversion && child !== format)
  const first = values[0]
  const last = values.at(-1)
  const value = first === undefined || last === undefined
    ? convertExpression(tree, undefined)
    : convertExpressions(tree, values, tree.start(first), tree.end(last), tree.has(node, ','))
  return {
    kind: 'FStringValue',
    start: tree.start(node),
    end: tree.end(node),
    value,
    conversion: conversion === undefined ? undefined : tree.textOf(conversion)[1] as 's' | 'r' | 'a',
    format: format === undefined ? undefined : convertFormat(tree, format),
    debug: equals === undefined ? undefined : debugText(tree, node, tree.end(equals)),
  }
}

function convertFormat(tree: SyntaxTree, node: number): Part[] {
  const inner = tree.children(node).filter(child => tree.kind(child) === 'format_expression')
  return interleave(tree, inner, tree.start(node) + 1, tree.end(node), text => text)
}

/** `x = ` of `{x = !r}`: everything from the brace to what follows the equals sign, spaces included. */
function debugText(tree: SyntaxTree, node: number, afterEquals: number): string {
  const spaces = /^\s*/.exec(tree.text.slice(afterEquals, tree.end(node)))?.[0] ?? ''
  return tree.text.slice(tree.start(node) + 1, afterEquals) + spaces
}

function decodeText(text: string, prefix: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  if (prefix.includes('r') || !lines.includes('\\')) return lines
  return lines.replace(prefix.includes('b') ? bytesEscape : textEscape, decodeEscape)
}

const bytesEscape = /\\(?:x[\da-fA-F]{2}|[0-7]{1,3}|[\s\S])/g
const textEscape = /\\(?:u[\da-fA-F]{4}|U[\da-fA-F]{8}|x[\da-fA-F]{2}|N\{[^}]*\}|[0-7]{1,3}|[\s\S])/g

const simpleEscapes: Readonly<Record<string, string>> = {
  '\n': '', '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v',
}

/** One escape sequence. Python leaves those it does not know as they are; named characters decode to U+FFFD. */
function decodeEscape(escape: string): string {
  const body = escape.slice(1)
  const simple = simpleEscapes[body]
  if (simple !== undefined) return simple
  if (/^[0-7]/.test(body)) return String.fromCodePoint(Number.parseInt(body, 8))
  if (/^N\{/.test(body)) return '\ufffd'
  if (body.length > 1) {
    const code = Number.parseInt(body.slice(1), 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
  }
  return escape
}
