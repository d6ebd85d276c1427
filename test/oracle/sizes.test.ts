import { beforeAll, describe, expect, it } from 'vitest'
import { checkRefusals, checkSweep, isSelfContained, recordedSweeps } from './sizes.ts'
import { loadParser, openSession } from './support/analyse.ts'

beforeAll(loadParser)

/** Every so many recorded refusals are run with their size; `npm run contracts` runs all of them. */
const step = 40

describe('size contracts', () => {
  const session = openSession(undefined)
  for (const sweep of recordedSweeps().filter(isSelfContained)) {
    it(`${sweep.model} accepts exactly the recorded sizes (${sweep.contract}), and returns the recorded shapes`, () => {
      const result = checkSweep(sweep, session)
      expect(result.reason).toBeUndefined()
      expect(result.faults).toEqual([])
      expect(result.agreeing).toBe(sweep.ok.length + sweep.errors.flatMap(({ sizes }) => sizes).length)
      expect(result.outputs).toBe(sweep.outputs.length)
      expect(checkRefusals(sweep, session, step).faults).toEqual([])
    })
  }
})
