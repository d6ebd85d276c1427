// The layer lab in a real workbench.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as access from './lab/access.mjs'
import * as changing from './lab/changing.mjs'
import * as formulas from './lab/formulas.mjs'
import * as leaving from './lab/leaving.mjs'
import * as looking from './lab/looking.mjs'
import * as opening from './lab/opening.mjs'
import * as pictured from './lab/pictures.mjs'
import * as restricted from './lab/restricted.mjs'
import * as seeds from './lab/seeds.mjs'
import * as ways from './lab/ways.mjs'

const parts = [opening, ways, seeds, looking, formulas, changing, leaving, access]

/** Files that the steps open, to be written before the workbench starts. */
export function prepareLab(folder) {
  for (const { files } of [...parts, pictured, restricted]) for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source)
}

export async function labSteps(given) {
  for (const { steps } of parts) await steps(given)
}

export const { pictures: labPictures } = pictured
export const { steps: restrictedSteps } = restricted
