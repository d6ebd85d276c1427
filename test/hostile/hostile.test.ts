/**
 * Programs that nobody would want to analyse: each is bounded in time, nothing throws, and what stands behind the hostile part is understood as if it stood alone.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { createProject } from '../../core/index.ts'
import { hostOf, loadParser } from '../oracle/support/analyse.ts'
import { hostileCases } from './cases.ts'

beforeAll(loadParser)

const file = '/workspace/main.py'
const tail = 'after = torch.nn.Linear(3, 5)(torch.zeros(2, 3))\n'

/** Milliseconds of processor time for the problems, all threads of the process together; a text of very many lines takes its time for each of them. */
const limitOf = (text: string): number => 4000 + 0.1 * text.split('\n').length

const clock = (): number => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }

describe.each(Object.entries(hostileCases))('%s', (_name, hostile) => {
  const text = `import torch\n${hostile}\n${tail}`

  test('is bounded, and the rest of the file is analysed', { timeout: 120_000 }, () => {
    const project = createProject({ ...hostOf(new Map([[file, text]]), undefined), searchPath: () => ['/workspace'] })
    project.setText(file, text)
    const start = clock()
    const problems = project.problems(file)
    expect(clock() - start).toBeLessThan(limitOf(text))
    for (const { range } of problems) expect(range.start >= 0 && range.end <= text.length && range.start <= range.end).toBe(true)
    const last = text.length - tail.length
    expect(project.trace(file).calls.filter(({ range, callee }) => range.start > last && callee === 'torch.nn.Linear').map(({ shapes }) => shapes)).toEqual([[[2, 5]]])
    project.inlayHints(file, { start: 0, end: text.length })
    project.lenses(file)
    for (const offset of [0, text.length >> 1, text.length - 3]) {
      project.hover(file, offset)
      project.lab(file, offset)
    }
  })
})

test('programs that are not followed to their end say so', { timeout: 120_000 }, () => {
  for (const name of ['fib(40)', 'hanoi', 'recursion without end', 'loops 100 deep', 'a model that calls itself', 'a property of itself']) {
    const text = `import torch\n${hostileCases[name]}\n${tail}`
    const project = createProject({ ...hostOf(new Map([[file, text]]), undefined), searchPath: () => ['/workspace'] })
    project.setText(file, text)
    expect(project.complete(file), name).toBe(false)
  }
})
