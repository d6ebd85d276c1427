/**
 * Files that nobody would want to analyse. The analysis never throws and never hangs on them, nor on what is left when
 * they end at any line, nor on what generated edits make of them; where they are valid it reports no error.
 */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../../core/index.ts'
import { hostOf, loadParser } from '../oracle/support/analyse.ts'

beforeAll(loadParser)

const files = new Map(readdirSync(import.meta.dirname).filter((name) => name.endsWith('.py')).map((name) => [`/corpus/${name}`, readFileSync(`${import.meta.dirname}/${name}`, 'utf8')]))
/** A broken file is no Python. */
const isValid = (file: string): boolean => !/broken|bytes|cycle/.test(file)
const slowest = 2000

const open = (): Project => createProject({ ...hostOf(files, undefined), searchPath: () => ['/corpus'] })

/** Milliseconds of processor time, which a busy machine does not stretch. */
const clock = (): number => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }

/** Asks everything that an editor asks; how long the problems took. */
function ask(project: Project, file: string, text: string): number {
  project.setText(file, text)
  const start = clock()
  const problems = project.problems(file)
  const spent = clock() - start
  const middle = text.length >> 1
  for (const { range } of problems) expect(range.start >= 0 && range.end <= text.length && range.start <= range.end, JSON.stringify(range)).toBe(true)
  project.inlayHints(file, { start: 0, end: text.length })
  project.lenses(file)
  project.trace(file)
  project.coverage(file)
  for (const offset of [0, middle, text.length]) {
    project.hover(file, offset)
    project.lab(file, offset)
  }
  return spent
}

describe.each([...files])('%s', (file, text) => {
  test('whole', () => {
    const project = open()
    expect(ask(project, file, text)).toBeLessThan(slowest)
    if (isValid(file)) expect(project.problems(file).filter(({ severity }) => severity === 'error')).toEqual([])
  })

  test('cut at every line', { timeout: 60_000 }, () => {
    const project = open()
    const ends = [...text.matchAll(/\n/g)].map((match) => match.index)
    const step = Math.ceil(ends.length / 100)
    for (const end of ends.filter((_, index) => index % step === 0)) expect(ask(project, file, text.slice(0, end)), `cut at ${end}`).toBeLessThan(slowest)
  })

  test('a cursor anywhere', { timeout: 60_000 }, () => {
    const project = open()
    const step = Math.ceil(text.length / 400)
    for (let offset = 0; offset < text.length; offset += step) {
      project.hover(file, offset)
      project.lab(file, offset)
    }
  })
})

test('generated edits', { timeout: 120_000 }, () => {
  const snippets = fc.constantFrom('', '(', ')', '[', '{', '"', "'''", ':', '\n', '\n    ', '\t', '.', ',', '=', '*', '**', '@', '#', '\\', 'def ', 'class ', 'lambda ', 'yield ', 'return ', 'for x in ', 'if ', 'else:', 'try:', 'with ', 'await ', 'import ', 'x', '0', '1e9', '-', 'nn.Conv2d(', 'torch.', '$', '\u0000', '😀', '\ud800')
  const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat({ max: 40 }), insert: snippets })
  const project = open()
  fc.assert(fc.property(fc.constantFrom(...[...files.keys()].filter((name) => !name.includes('deep'))), fc.array(edit, { minLength: 1, maxLength: 4 }), (file, edits) => {
    let text = files.get(file)!
    for (const { at, remove, insert } of edits) {
      const offset = Math.floor(at * text.length)
      text = text.slice(0, offset) + insert + text.slice(offset + remove)
    }
    expect(ask(project, file, text)).toBeLessThan(slowest)
    project.setText(file, undefined)
  }), { numRuns: 60 })
})
