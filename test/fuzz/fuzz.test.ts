/** The edit fuzzer, for as many sessions as a test may take; `npm run fuzz` goes on for as long as one likes. And all sessions that failed once. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { action, applied, fresh, perform } from './person.ts'
import { fuzz } from './fuzz.ts'
import { play } from './play.ts'
import type { Recording } from './session.ts'
import { ownWorkspaces } from './workspaces.ts'

const saved = 'test/corpus/sessions'

test('a person who types, deletes, pastes, undoes and renames never breaks the server, which ends where a fresh one begins', { timeout: 300_000 }, async () => {
  const { total, failure } = await fuzz([{ weight: 1, workspaces: ownWorkspaces() }], { seed: 8, sessions: 8, seconds: 240, steps: 12 })
  expect(failure).toBeUndefined()
  expect(total.sessions).toBe(8)
  expect(total.edits).toBeGreaterThan(100)
})

test('the messages of a person add up to the text that is meant', () => {
  fc.assert(fc.property(fc.string({ maxLength: 60 }), fc.array(action, { maxLength: 8 }), (start, actions) => {
    actions.reduce((before, each) => {
      const { after, messages } = perform(before, each, ['x = 1', '    return x'])
      expect(messages.reduce(applied, before.text)).toBe(after.text)
      expect(after.cursor >= 0 && after.cursor <= after.text.length).toBe(true)
      return after
    }, fresh(start))
  }))
})

test('every session that failed once stands', { timeout: 300_000 }, async () => {
  for (const file of existsSync(saved) ? readdirSync(saved) : []) {
    const { workspace, events } = JSON.parse(readFileSync(`${saved}/${file}`, 'utf8')) as Recording
    expect((await play(workspace, events)).fault, file).toBeUndefined()
  }
})
