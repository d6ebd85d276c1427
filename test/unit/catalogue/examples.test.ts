/** The examples of the catalogue's entries are documentation, and hold: each is analysed as a user's file. */
import { beforeAll, describe, expect, test } from 'vitest'
import { allEntries } from '../../../core/torch/library/catalogue.ts'
import { check } from '../../literate/check.ts'
import { prelude, type Fixture, type Source } from '../../literate/fixture.ts'
import { loadParser } from '../../oracle/support/analyse.ts'

beforeAll(loadParser)

function fixtureOf(name: string, lines: readonly string[]): Fixture {
  const dot = name.lastIndexOf('.')
  const imported = name.startsWith('torch.') ? prelude : `${prelude.trim()}; from ${name.slice(0, dot)} import ${name.slice(dot + 1)}\n`
  const main: Source = { name: 'main.py', text: `${imported}${lines.join('\n')}\n`, lines: [0, ...lines.map((_, index) => index + 1), lines.length + 1] }
  return { name, files: new Map([['main.py', main]]), expected: [], cursor: undefined }
}

/** A line that raises ends its program, so each has one of its own, behind the assignments before it. */
function programs(examples: string): readonly (readonly string[])[] {
  const lines = examples.split('\n').filter((line) => line.trim() !== '')
  const raises = (line: string): boolean => /# error\[/.test(line)
  const found: (readonly string[])[] = lines.some((line) => !raises(line)) ? [lines.filter((line) => !raises(line))] : []
  for (const [index, line] of lines.entries()) {
    if (raises(line)) found.push([...lines.slice(0, index).filter((each) => !raises(each) && /^(import|from|def|class|\s|\w+ =)/.test(each)), line])
  }
  return found
}

describe('examples', () => {
  for (const entry of allEntries()) {
    if (!('examples' in entry) || entry.examples === undefined) continue
    const name = 'names' in entry ? entry.names[0]! : entry.name
    const { examples } = entry
    test(name, () => {
      expect(programs(examples).flatMap((lines) => check(fixtureOf(name, lines))).join('\n')).toBe('')
    })
  }
})
