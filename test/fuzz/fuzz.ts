/** Looks for a session that the server does not stand, and makes it small. */
import fc from 'fast-check'
import { play, type Played } from './play.ts'
import { eventsOf, smallest, steps, type Event, type Recording, type Workspace } from './session.ts'
import { linesOf } from './workspaces.ts'

export interface Wishes {
  /** Each session has a seed of its own, counted from this one. */
  readonly seed: number
  /** Sessions at most, and seconds at most. */
  readonly sessions: number
  readonly seconds: number
  /** Steps of a session at most. */
  readonly steps: number
  /** Milliseconds of processor time that an answer may take. */
  readonly limit?: number
  readonly started?: (session: Recording) => void
  readonly failed?: (why: string) => void
  readonly played?: (total: Total, session: Played, name: string) => void
}
export interface Total { readonly sessions: number; readonly edits: number; readonly slowest: number }

/** Workspaces of which sessions are made `weight` times as often as of a group of weight 1. */
export interface Group { readonly weight: number; readonly workspaces: readonly Workspace[] }

/** The first failure, as small as could be found, or undefined. */
export async function fuzz(groups: readonly Group[], wishes: Wishes): Promise<{ readonly total: Total; readonly failure: Recording | undefined }> {
  const elsewhere = linesOf(groups.flatMap(({ workspaces }) => workspaces))
  let total: Total = { sessions: 0, edits: 0, slowest: 0 }
  let failure: Recording | undefined
  const end = Date.now() + wishes.seconds * 1000
  const arbitrary = fc.record({ workspace: fc.oneof(...groups.filter(({ workspaces }) => workspaces.length > 0).map(({ weight, workspaces }) => ({ weight, arbitrary: fc.constantFrom(...workspaces) }))), steps: steps(wishes.steps) })
  while (total.sessions < wishes.sessions && Date.now() < end && failure === undefined) {
    const { workspace, steps: given } = fc.sample(arbitrary, { seed: wishes.seed + total.sessions, numRuns: 1 })[0]!
    const events = eventsOf(workspace, given, elsewhere)
    wishes.started?.({ why: 'under way', workspace, events })
    const played = await play(workspace, events, wishes)
    total = { sessions: total.sessions + 1, edits: total.edits + played.edits, slowest: Math.max(total.slowest, played.slowest) }
    wishes.played?.(total, played, workspace.name)
    if (played.fault !== undefined) wishes.failed?.(played.fault)
    if (played.fault !== undefined) failure = { why: played.fault, workspace, events }
  }
  return { total, failure: failure && await reduced(failure, wishes) }
}

/** The kind of a fault: a smaller session shall fail in the same way. */
const kindOf = (why: string): string => why.replaceAll(/\d+/g, '').slice(0, 40)

async function reduced(failure: Recording, wishes: Wishes): Promise<Recording> {
  const fails = async ({ workspace, events }: { readonly workspace: Workspace; readonly events: readonly Event[] }): Promise<boolean> => {
    const { fault } = await play(workspace, events, wishes)
    return fault !== undefined && kindOf(fault) === kindOf(failure.why)
  }
  return smallest(failure, fails)
}
