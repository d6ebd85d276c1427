import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadParser } from '../oracle/support/analyse.ts'
import { check } from './check.ts'
import { fixturesOf } from './fixture.ts'

beforeAll(loadParser)

for (const file of readdirSync(import.meta.dirname).filter((name) => name.endsWith('.md') && name !== 'README.md')) {
  describe(file, () => {
    for (const fixture of fixturesOf(readFileSync(`${import.meta.dirname}/${file}`, 'utf8'))) {
      test(fixture.name, () => { expect(check(fixture).join('\n')).toBe('') })
    }
  })
}
