/** What happens while somebody works on a few files, as plain data: it can be generated, made smaller, saved and played again. */
import fc from 'fast-check'
import { applied, difference, fresh, perform, action, type Action, type Message, type Text } from './person.ts'

/** Files of a folder made for the session; or, where `folder` is given, files that lie on the disk and are never written. */
export interface Workspace {
  readonly name: string
  readonly folder?: string
  readonly files: Readonly<Record<string, string>>
  /** The files that are open from the start. */
  readonly open: readonly string[]
}

/** `ask`: which of the questions an editor asks afterwards. */
export type Event = { readonly file: string; readonly ask: number } & (
  | { readonly kind: 'edit'; readonly changes: Message }
  | { readonly kind: 'save' }
  /** Closed without saving and opened again with the disk's text. */
  | { readonly kind: 'reopen' }
  /** Another program writes the file. */
  | { readonly kind: 'write'; readonly text: string }
  | { readonly kind: 'delete' }
)

/** A file among those that are open, or of all. */
export interface Step { readonly file: number; readonly ask: number; readonly does: Action | 'save' | 'reopen' | 'write' | 'delete' }

const step: fc.Arbitrary<Step> = fc.record({
  file: fc.nat(99), ask: fc.nat(999),
  does: fc.oneof<fc.WeightedArbitrary<Step['does']>[]>({ weight: 120, arbitrary: action }, { weight: 6, arbitrary: fc.constant('save') }, { weight: 3, arbitrary: fc.constant('reopen') }, { weight: 3, arbitrary: fc.constant('write') }, { weight: 1, arbitrary: fc.constant('delete') }),
})
/** `most` steps; each is a handful of edits on average. */
export const steps = (most: number): fc.Arbitrary<readonly Step[]> => fc.array(step, { minLength: 1, maxLength: most, size: 'max' })

/** What the steps come to in a workspace. `elsewhere`: lines that are pasted. */
export function eventsOf(workspace: Workspace, given: readonly Step[], elsewhere: readonly string[]): readonly Event[] {
  const disk = new Map(Object.entries(workspace.files))
  const texts = new Map<string, Text>(workspace.open.map(file => [file, fresh(workspace.files[file] ?? '')]))
  const all = Object.keys(workspace.files)
  return given.flatMap(({ file: chosen, ask, does }): readonly Event[] => {
    const file = workspace.open[chosen % workspace.open.length]!
    const now = texts.get(file)!
    if (typeof does === 'object') {
      const { after, messages } = perform(now, does, elsewhere)
      texts.set(file, after)
      return messages.map((changes, index) => ({ kind: 'edit', file, changes, ask: ask + index }))
    }
    if (workspace.folder !== undefined) return []
    const target = all[chosen % all.length]!
    switch (does) {
      case 'save': disk.set(file, now.text); return [{ kind: 'save', file, ask }]
      case 'reopen': texts.set(file, fresh(disk.get(file) ?? '')); return [{ kind: 'reopen', file, ask }]
      case 'delete': disk.delete(target); return [{ kind: 'delete', file: target, ask }]
      case 'write': {
        const text = disk.get(target) ?? ''
        const lines = text.split('\n')
        const changed = lines.toSpliced(chosen % lines.length, 1, ...(ask % 2 === 0 ? [] : [elsewhere[ask % elsewhere.length] ?? ''])).join('\n')
        disk.set(target, changed)
        return [{ kind: 'write', file: target, text: changed, ask }]
      }
    }
  })
}

/** A recorded session as it is saved. */
export interface Recording { readonly why: string; readonly workspace: Workspace; readonly events: readonly Event[] }

/** The smallest recording found that still fails: events are left out, then lines of the files. */
export async function smallest(recording: Recording, fails: (recording: Recording) => Promise<boolean>): Promise<Recording> {
  let best = recording
  const keep = async (candidate: Recording): Promise<boolean> => {
    const still = await fails(candidate)
    if (still) best = candidate
    return still
  }
  await fewest(best.events, rest => keep({ ...best, events: clamped(best.workspace, rest) }))
  if (best.workspace.folder === undefined) {
    for (const file of Object.keys(best.workspace.files)) {
      await fewest((best.workspace.files[file] ?? '').split('\n'), lines => {
        const workspace = { ...best.workspace, files: { ...best.workspace.files, [file]: lines.join('\n') } }
        return keep({ ...best, workspace, events: clamped(workspace, best.events) })
      })
    }
  }
  await merged(best, keep)
  return best
}

/** Leaves out ever smaller runs of items while it fails without them. */
async function fewest<T>(items: readonly T[], fails: (rest: readonly T[]) => Promise<boolean>): Promise<readonly T[]> {
  let kept = items
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length;) {
      const rest = kept.toSpliced(at, size)
      if (await fails(rest)) kept = rest
      else at += size
    }
  }
  return kept
}

/** Two edits of one file as one, where it still fails. */
async function merged(recording: Recording, keep: (candidate: Recording) => Promise<boolean>): Promise<void> {
  const { workspace, events } = recording
  if (events.length < 2 || !events.every(event => event.kind === 'edit' && event.file === events[0]!.file)) return
  const [first] = events
  const from = workspace.files[first!.file] ?? ''
  const to = events.reduce((text, event) => (event.kind === 'edit' ? applied(text, event.changes) : text), from)
  await keep({ ...recording, events: [{ ...first!, kind: 'edit', changes: [difference(from, to)] }] })
}

/** Offsets that the texts still have. */
function clamped(workspace: Workspace, events: readonly Event[]): readonly Event[] {
  const texts = new Map(Object.entries(workspace.files))
  return events.map(event => {
    if (event.kind !== 'edit') return event
    let text = texts.get(event.file) ?? ''
    const changes = event.changes.map(({ offset, remove, insert }) => {
      const at = Math.min(offset, text.length)
      const change = { offset: at, remove: Math.min(remove, text.length - at), insert }
      text = applied(text, [change])
      return change
    })
    texts.set(event.file, text)
    return { ...event, changes }
  })
}
