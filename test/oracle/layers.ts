/**
 * The layers' recorded verdicts: each case as the plain lines of a user's file, analysed, and compared with what PyTorch did: verdict, moment,
 * message, and the shapes of what it returned.
 */
import { gunzipSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem, ShapeJson } from '../../core/index.ts'
import { analyse, loadParser, mainFile, openSession, type Session } from './support/analyse.ts'

/** One case of the record; its README explains the fields. */
export interface LayerCase {
  readonly id: number
  readonly layer: string
  readonly call: string
  readonly invoke?: string
  readonly input_names?: readonly string[]
  readonly input?: readonly (readonly number[] | null)[]
  readonly input_expr?: readonly (string | null)[]
  readonly input_dtype?: readonly string[]
  readonly tag: string
  readonly verdict: 'ok' | 'error'
  readonly phase?: 'construct' | 'call'
  readonly error_type?: string
  readonly message?: string
  readonly output?: readonly (readonly number[] | null)[]
  readonly data_dependent?: boolean
  readonly without_onednn?: { readonly verdict: string; readonly message?: string; readonly phase?: string; readonly output?: readonly (readonly number[] | null)[] }
}

export type Fault = 'false error' | 'wrong shape' | 'no shape' | 'no error' | 'other message' | 'other phase'
export interface CaseResult { readonly case: LayerCase; readonly fault: Fault | undefined; readonly got: string }

/** The shares that the suite insists on; a false error or a wrong shape is never allowed. */
export const goals = { shapes: 0.995, errors: 0.99, messages: 0.95 }

export function layerCases(): readonly LayerCase[] {
  const text = gunzipSync(readFileSync(join(process.cwd(), 'test/oracle/layers.jsonl.gz'))).toString('utf8')
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as LayerCase)
}

/** The lines that a user would write. The last one is the call; the one before it constructs, if the case has a layer. */
export function programOf(each: LayerCase): { readonly source: string; readonly callLine: number } {
  const lines = ['import torch', 'import torch.nn as nn', 'import torch.nn.functional as F', ...(/\bmath\./.test(each.call) ? ['import math'] : []), ...(/\bnp\./.test(each.call) ? ['import numpy as np'] : []), '']
  for (const [index, name] of (each.input_names ?? []).entries()) lines.push(`${name} = ${inputOf(each, index)}`)
  if (each.invoke !== undefined) lines.push(`m = ${each.call}`, `y = ${each.invoke}`)
  else lines.push(`y = ${each.call}`)
  return { source: `${lines.join('\n')}\n`, callLine: lines.length - 1 }
}

function inputOf(each: LayerCase, index: number): string {
  const expression = each.input_expr?.[index]
  if (expression) return expression
  const size = `[${(each.input?.[index] ?? []).join(', ')}]`
  const dtype = each.input_dtype?.[index]
  return dtype === undefined || dtype === 'float32' ? `torch.rand(${size})` : `torch.zeros(${size}, dtype=torch.${dtype})`
}

export function checkCase(each: LayerCase, session: Session): CaseResult {
  const { source, callLine } = programOf(each)
  const { trace, problems } = analyse(source, session)
  const errors = problems.filter((problem) => problem.severity === 'error')
  const result = (fault: Fault | undefined, got: string): CaseResult => ({ case: each, fault, got })
  const [error] = errors
  const lineOf = (offset: number): number => source.slice(0, offset).split('\n').length - 1
  if (each.verdict === 'error') {
    if (!error) return each.tag === 'input_dtype' || each.data_dependent ? result(undefined, '') : result('no error', '')
    if (!accepted(each).some((message) => sameMessage(message, error.message))) return result('other message', error.message)
    return phaseOf(error, lineOf, callLine) === each.phase ? result(undefined, '') : result('other phase', error.message)
  }
  if (error) return result('false error', error.message)
  const start = source.split('\n').slice(0, callLine).join('\n').length + 1 + 'y = '.length
  const end = source.length - 1
  const call = trace.calls.find((traced) => traced.file === mainFile && traced.range.start === start && traced.range.end === end)
  const shapes = call ? flatten(call.shapes[0] ?? null) : flatten(trace.globals['y']?.shape ?? null)
  const outputs = [each.output, each.without_onednn?.output].filter((output) => output !== undefined)
  if (outputs.some((output) => JSON.stringify(output) === JSON.stringify(shapes))) return result(undefined, '')
  const unknown = shapes.some((shape) => shape === null || shape.includes(null as never))
  if (each.data_dependent && unknown) return result(undefined, '')
  return result(unknown ? 'no shape' : 'wrong shape', JSON.stringify(shapes))
}

/** The messages that count as PyTorch's: with and without oneDNN. */
const accepted = (each: LayerCase): readonly string[] => [each.message, each.without_onednn?.message].filter((message) => message !== undefined)

/** An error that PyTorch raises at the call and blames on the constructor has the call among its related places. */
function phaseOf(error: Problem, lineOf: (offset: number) => number, callLine: number): 'construct' | 'call' {
  const places = [error, ...error.related]
  return places.some((place) => lineOf(place.range.start) === callLine) ? 'call' : 'construct'
}

/** The order inside a printed set does not count; advice may follow PyTorch's words. */
function sameMessage(recorded: string, ours: string): boolean {
  const sorted = (text: string): string => text.replace(/\{('[^}]*)\}/g, (_, inside: string) => `{${inside.split(', ').sort().join(', ')}}`)
  const [left, right] = [sorted(recorded).trimEnd(), sorted(ours).trimEnd()]
  return right === left || right.startsWith(`${left}\n`)
}

/** The shapes of a result in order, whatever holds them. */
function flatten(shape: ShapeJson): readonly (readonly (number | string | null)[] | null)[] {
  if (shape === null) return [null]
  if (Array.isArray(shape)) return [shape as readonly (number | string | null)[]]
  if ('t' in shape) return shape.t.flatMap(flatten)
  if ('l' in shape) return shape.l.flatMap(flatten)
  return 'd' in shape ? Object.values(shape.d).flatMap(flatten) : [null]
}

export interface Row { readonly layer: string; cases: number; ok: number; shapes: number; refused: number; errors: number; messages: number; falseErrors: number; wrongShapes: number }

/** One row for each layer, and one for all. */
export function table(results: readonly CaseResult[]): readonly Row[] {
  const rows = new Map<string, Row>()
  const total: Row = emptyRow('all')
  for (const { case: each, fault } of results) {
    let row = rows.get(each.layer)
    if (!row) rows.set(each.layer, (row = emptyRow(each.layer)))
    for (const target of [row, total]) count(target, each, fault)
  }
  return [...rows.values(), total]
}
const emptyRow = (layer: string): Row => ({ layer, cases: 0, ok: 0, shapes: 0, refused: 0, errors: 0, messages: 0, falseErrors: 0, wrongShapes: 0 })

function count(row: Row, each: LayerCase, fault: Fault | undefined): void {
  row.cases++
  if (each.verdict === 'ok') {
    row.ok++
    if (fault === undefined) row.shapes++
    if (fault === 'false error') row.falseErrors++
    if (fault === 'wrong shape') row.wrongShapes++
    return
  }
  row.refused++
  if (fault !== 'no error') row.errors++
  if (fault === undefined) row.messages++
}

/** Whether a row reaches the goals. */
export const reaches = (row: Row): boolean =>
  row.falseErrors === 0 && row.wrongShapes === 0 && row.shapes >= goals.shapes * row.ok && row.errors >= goals.errors * row.refused && row.messages >= goals.messages * row.refused

export function printTable(rows: readonly Row[]): string {
  const share = (part: number, whole: number): string => `${part}/${whole}`.padStart(12)
  const head = `${'layer'.padEnd(40)}${'cases'.padStart(7)}${'shapes'.padStart(12)}${'errors'.padStart(12)}${'messages'.padStart(12)}${'false'.padStart(7)}${'wrong'.padStart(7)}`
  const body = rows.map((row) => `${row.layer.padEnd(40)}${String(row.cases).padStart(7)}${share(row.shapes, row.ok)}${share(row.errors, row.refused)}${share(row.messages, row.refused)}${String(row.falseErrors).padStart(7)}${String(row.wrongShapes).padStart(7)}${reaches(row) ? '' : '  below'}`)
  return [head, ...body].join('\n')
}

/** Runs cases through one project. */
export function runCases(cases: readonly LayerCase[]): readonly CaseResult[] {
  const session = openSession(undefined)
  return cases.map((each) => checkCase(each, session))
}

/** `layers.mjs [--list] [pattern]`: the table, and with --list the cases that are not equal. */
if (process.argv[1]?.endsWith('layers.mjs')) {
  await loadParser()
  const words = process.argv.slice(2)
  const pattern = new RegExp(words.find((word) => !word.startsWith('--')) ?? '')
  const results = runCases(layerCases().filter((each) => pattern.test(each.layer)))
  if (words.includes('--list')) for (const { case: each, fault, got } of results) if (fault) console.log(`${each.id} ${fault}: ${each.call} ${JSON.stringify(each.input ?? [])} ${each.invoke ?? ''} ${each.tag}\n   expected ${each.message ?? JSON.stringify(each.output)}\n   got      ${got}`)
  const rows = table(results)
  console.log(printTable(rows))
  process.exitCode = rows.at(-1) && reaches(rows.at(-1)!) ? 0 : 1
}
