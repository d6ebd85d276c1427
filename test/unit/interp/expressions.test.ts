/** What Python answers (recorded by record.py) is what the interpreter answers. */
import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadParser } from '../support/parser.ts'
import { evaluate } from './evaluate.ts'

beforeAll(loadParser)

const folder = `${import.meta.dirname}/expressions`
for (const name of readdirSync(folder)) {
  describe(name, () => {
    for (const section of readFileSync(`${folder}/${name}`, 'utf8').trim().split('\n\n# ')) {
      const { title, setup, answers } = parseSection(section.replace(/^# /, ''))
      test(title, () => {
        const different = answers.map(({ expression, answer }) => ({ expression, answer, ours: evaluate(setup, expression) })).filter(({ answer, ours }) => ours !== answer)
        expect(different).toEqual([])
      })
    }
  })
}

function parseSection(section: string): { readonly title: string; readonly setup: string; readonly answers: readonly { readonly expression: string; readonly answer: string }[] } {
  const [head = '', rest] = section.split('\n---\n')
  const [title = '', ...lines] = head.split('\n')
  const body = (rest ?? lines.join('\n')).split('\n')
  const answers = body.flatMap((line, place) => (line.startsWith('=> ') ? [{ expression: body[place - 1] ?? '', answer: line.slice(3) }] : []))
  return { title, setup: rest === undefined ? '' : lines.join('\n'), answers }
}
