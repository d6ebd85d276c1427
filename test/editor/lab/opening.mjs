// How soon the lab shows its first picture, beside an extension that shows an empty page, in the same workbench.
import assert from 'node:assert/strict'
import { openedAgain, openedAnew, shared } from '../driver/painting.mjs'

export { files } from '../driver/painting.mjs'

/** What our page may take beyond an empty one, and another layer in the page that is open, in milliseconds on a processor of its own; and how often they are opened. */
const MOST = 100
const AGAIN = 200
const TRIES = [3, 8]

export async function steps({ page, step }) {
  await step('the first picture is painted 100 ms after an empty page would be, before there is an engine', async () => {
    const empty = [], ours = []
    const least = () => ({ empty: Math.min(...empty), ours: Math.min(...ours) })
    await soonest(MOST, async () => {
      empty.push((await openedAnew(page, 'floor')).painted)
      const { painted, waited } = await openedAnew(page, 'ours')
      assert.equal(waited, 0, 'the picture waits for no engine')
      ours.push(painted)
      return least().ours - least().empty
    })
    return `${Math.round(least().ours)} ms after the command, an empty page ${Math.round(least().empty)} ms`
  })

  await step('another layer is painted 200 ms after the command where the lab is open', async () => {
    return `${Math.round(await soonest(AGAIN, async () => (await openedAgain(page)).painted))} ms`
  })
}

/** The least of what several tries take, one of which takes no longer than `most` milliseconds of a processor, which others may be using; fails where none does. */
async function soonest(most, act) {
  const seen = []
  const isSoon = ({ took, sharing }) => took <= most * sharing
  while (seen.length < TRIES[0] || (seen.length < TRIES[1] && !seen.some(isSoon))) {
    const took = await act()
    seen.push({ took, sharing: shared() })
  }
  assert.ok(seen.some(isSoon), seen.map(({ took, sharing }) => `${Math.round(took)} ms at ${sharing.toFixed(1)} times the work`).join(', '))
  return Math.min(...seen.map(({ took }) => took))
}
