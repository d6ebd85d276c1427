/** Whole models with the shapes that their comments claim. */
import { readdirSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { loadParser } from '../oracle/support/analyse.ts'
import { check } from '../literate/check.ts'
import { fixtureOfFile } from '../literate/fixture.ts'

beforeAll(loadParser)

test.each(readdirSync(import.meta.dirname).filter((name) => name.endsWith('.py')))('%s', (name) => {
  expect(check(fixtureOfFile(`${import.meta.dirname}/${name}`)).join('\n')).toBe('')
})
