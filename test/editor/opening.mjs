// When the lab is painted, beside an empty page of another extension in the same workbench: `node test/editor/opening.mjs` builds the .vsix, opens both
// in turn, and writes the table of medians into docs/lab.md. A first opening needs a workbench of its own.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { files, floor, medians, openedAgain, openedAnew, shared } from './driver/painting.mjs'
import { root } from './driver/server.mjs'
import { prepare } from './run.mjs'
import { inWorkbench } from './ui.mjs'

const TIMES = 7
const PAGE = join(root, 'docs/lab.md')
const FRAME = /(<!-- measured -->\n)[^]*(<!-- \/measured -->)/

await (await import('../../scripts/build.mjs')).buildAll()
await (await import('../../scripts/package.mjs')).packageExtension()
const missing = await prepare()
if (missing !== undefined) throw new Error(missing)
const folder = mkdtempSync(join(tmpdir(), 'tsl-opening-'))
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
const seen = { first: { floor: [], ours: [] }, later: { floor: [], ours: [] }, again: [] }
const sharing = []
const inWindow = act => inWorkbench({ vsix: join(root, 'torch-shape-lint.vsix'), folder, file: 'opened.py', beside: [floor] }, ({ page }) => {
  sharing.push({ factor: shared() })
  return act(page)
})
for (let time = 0; time < TIMES; time++) {
  for (const which of ['floor', 'ours']) await inWindow(async page => { seen.first[which].push(await openedAnew(page, which)) })
}
await inWindow(async page => {
  await openedAnew(page, 'floor')
  await openedAnew(page, 'ours')
  for (let time = 0; time < TIMES; time++) {
    for (const which of ['floor', 'ours']) seen.later[which].push(await openedAnew(page, which))
  }
  for (let time = 0; time < TIMES; time++) seen.again.push(await openedAgain(page))
})
rmSync(folder, { recursive: true })

const row = (name, ours, empty) => `| ${name} | ${ours} | ${empty === undefined ? '' : empty} | ${empty === undefined ? '' : ours - empty} |`
const rows = Object.entries({ first: 'first in a window', later: 'later' }).flatMap(([time, words]) => {
  const ours = medians(seen[time].ours), empty = medians(seen[time].floor)
  return [['framed', 'the editor has made a frame for it'], ['begun', 'its page begins'], ['painted', '**it is painted**']].map(([name, what]) => row(`${words}: ${what}`, Math.round(ours[name]), Math.round(empty[name])))
})
const busy = medians(sharing).factor
const table = ['| milliseconds after the command | the lab | an empty page | more |', '| --- | ---: | ---: | ---: |', ...rows, row('another layer in the lab that is open: **it is painted**', Math.round(medians(seen.again).painted)),
  '', `Medians of ${TIMES} openings, while work took ${busy.toFixed(1)} times as long as on a processor of its own.`].join('\n')
console.log(table)
writeFileSync(PAGE, readFileSync(PAGE, 'utf8').replace(FRAME, `$1\n${table}\n\n$2`))
