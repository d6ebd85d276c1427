import { beforeAll, describe, expect, it } from 'vitest'
import { checkSeed, seedPrograms } from './seeds.ts'
import { loadParser } from './support/analyse.ts'

beforeAll(loadParser)

describe('the seed programs: every recorded shape, and every recorded error at its line', () => {
  for (const program of seedPrograms()) it(program.name, () => { expect(checkSeed(program).faults).toEqual([]) })
})
