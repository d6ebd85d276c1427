/** `npm run fuzz -- [--seed N] [--seconds S] [--steps N] [--limit MS] [--only TEXT] [--replay FILE]`: edits until the time is up or the server fails; a failure is saved as a small file. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { watchEventLoop } from '../../server/host/watchdog.ts'
import { fuzz } from './fuzz.ts'
import { play } from './play.ts'
import type { Recording, Workspace } from './session.ts'
import { ownWorkspaces, packageWorkspaces } from './workspaces.ts'

/** Seconds without any sign of life after which a session counts as hanging. */
const PATIENCE = 60
const underWay = '.cache/fuzz-under-way.json'

const { values } = parseArgs({ options: { seed: { type: 'string' }, seconds: { type: 'string' }, steps: { type: 'string' }, limit: { type: 'string' }, only: { type: 'string' }, replay: { type: 'string' } } })

async function main(): Promise<number> {
  if (values.replay !== undefined) {
    const { workspace, events } = JSON.parse(readFileSync(values.replay, 'utf8')) as Recording
    const { fault, slowest } = await play(workspace, events)
    console.log(fault ?? `stands (slowest answer ${Math.round(slowest)} ms)`)
    return fault === undefined ? 0 : 1
  }
  const limit = values.limit === undefined ? {} : { limit: Number(values.limit) }
  const seed = Number(values.seed ?? Date.now() % 2 ** 31)
  const wanted = ({ name }: Workspace): boolean => name.includes(values.only ?? '')
  const own = ownWorkspaces().filter(wanted), packages = packageWorkspaces(process.env['PACKAGES_FOLDER']).filter(wanted)
  console.log(`seed ${seed}, ${own.length} workspaces and ${packages.length} files of packages; the session under way is in ${underWay}`)
  const since = performance.now()
  let shown = 0
  const { total, failure } = await fuzz([{ weight: 12, workspaces: own }, { weight: 1, workspaces: packages }], {
    seed, seconds: Number(values.seconds ?? 60), sessions: 100_000, steps: Number(values.steps ?? 40), ...limit,
    started: session => writeFileSync(underWay, JSON.stringify(session)),
    failed: why => console.log(`fails: ${why}\nmaking it smaller …`),
    played: ({ sessions, edits, slowest }, played, name) => {
      if (played.slowest > 500) console.log(`  ${name}: an answer of ${Math.round(played.slowest)} ms in ${played.edits} edits`)
      if (edits - shown < 2000) return
      shown = edits
      console.log(`${sessions} sessions, ${edits} edits, slowest answer ${Math.round(slowest)} ms, ${Math.round(process.memoryUsage().heapUsed / 2 ** 20)} MB, ${Math.round((performance.now() - since) / 1000)} s`)
    },
  })
  console.log(`${total.sessions} sessions, ${total.edits} edits, slowest answer ${Math.round(total.slowest)} ms of processor time`)
  if (!failure) return 0
  const file = `test/corpus/sessions/seed-${seed}.json`
  mkdirSync('test/corpus/sessions', { recursive: true })
  writeFileSync(file, `${JSON.stringify(failure, null, 1)}\n`)
  console.log(`fails: ${failure.why}\nsaved as ${file}`)
  return 1
}

mkdirSync('.cache', { recursive: true })
watchEventLoop(PATIENCE)
process.exitCode = await main()
