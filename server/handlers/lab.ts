/** The layer lab: what it opens on, writing back, and asking PyTorch. */
import { checkPlan, decodeSetting, firstPicture } from '../../core/exec/lab/index.ts'
import { pathOf, uriOf } from '../paths.ts'
import type { Platform } from '../platform.ts'
import type { LabCheck, LabOpening, Requests } from '../protocol.ts'
import { openFile, type Session } from '../session.ts'

export function lab(session: Session, { uri, offset, first }: Requests['torchShapeLint/lab']['params']): LabOpening | null {
  const file = openFile(session, uri)
  const model = file && session.project.lab(file.path, offset)
  return model ? { model, first: first && model.setting ? firstPicture(model.setting) : undefined } : null
}

type EditRequest = Requests['torchShapeLint/labEdit']
export function labEdit(session: Session, { uri, offset, setting }: EditRequest['params']): EditRequest['result'] {
  const file = openFile(session, uri)
  if (!file) return { reason: 'The file is closed. Open it again to change it.' }
  const decoded = decodeSetting(setting)
  if (!decoded) return { reason: 'This is no setting of a layer.' }
  const answer = session.project.labEdit(file.path, offset, decoded)
  return 'reason' in answer ? answer : { edits: answer.edits.map(({ file: path, range, newText }) => ({ uri: path === file.path ? uri : uriOf(path), ...range, newText })) }
}

/** Runs a generated program, never a file of the user's. */
export async function labCheck(session: Session, platform: Platform, { setting, python }: Requests['torchShapeLint/labCheck']['params']): Promise<LabCheck> {
  const decoded = decodeSetting(setting)
  if (!decoded) return { ok: false, message: 'This is no setting of a layer.' }
  if (!session.isTrusted) return { ok: false, message: 'Comparing runs Python, and this workspace is not trusted. Trust it to compare.' }
  if (!platform.runPython) return { ok: false, message: 'No Python can be run in a browser. Open the folder on a desktop to compare with PyTorch.' }
  const plan = checkPlan(decoded)
  if ('reason' in plan) return { ok: false, message: plan.reason }
  const ran = await platform.runPython({ python: session.settings.python ?? python, roots: session.folders.map(pathOf), program: plan.program, input: plan.input })
  return 'printed' in ran ? plan.judge(ran.printed, ran.python) : { ok: false, message: ran.message }
}
