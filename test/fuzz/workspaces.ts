/** The files that the person of the fuzzer works on. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Workspace } from './session.ts'

const python = (folder: string): readonly string[] => readdirSync(folder).filter(name => name.endsWith('.py')).sort()
const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8')
const alone = (folder: string) => (name: string): Workspace => ({ name: join(folder, name), files: { [name]: read(folder, name) }, open: [name] })

function together(folder: string, names: readonly string[], open: readonly string[] = names): Workspace {
  return { name: folder, files: Object.fromEntries(names.map(name => [name, read(folder, name)])), open }
}

/** Files of this repository: hostile ones, models, examples, and files that import each other. */
export function ownWorkspaces(): readonly Workspace[] {
  const cycle = ['cycle_a.py', 'cycle_b.py', 'cycle_c.py']
  return [
    ...python('test/corpus').filter(name => !cycle.includes(name)).map(alone('test/corpus')), together('test/corpus', cycle),
    ...['test/models', 'examples'].flatMap(folder => python(folder).map(alone(folder))), together('examples', python('examples'), python('examples').slice(0, 2)),
    together('test/editor/workspace', python('test/editor/workspace'), ['uses_blocks.py', 'blocks.py']),
  ]
}

/** Models of published packages, edited where they lie; none where they were not fetched. */
export function packageWorkspaces(folder: string | undefined): readonly Workspace[] {
  if (folder === undefined) return []
  const homes = ['torchvision/models', 'torchvision/models/segmentation', 'timm/models', 'timm/layers', 'segmentation_models_pytorch/decoders/unet', 'segmentation_models_pytorch/base', ...bert(folder)]
  return homes.filter(home => existsSync(join(folder, home))).flatMap(home => python(join(folder, home)).map((name): Workspace => {
    const file = `${home}/${name}`
    return { name: file, folder, files: { [file]: read(folder, file) }, open: [file] }
  })).filter(({ files }) => Object.values(files).every(text => text.length > 200 && text.length < 120_000))
}

const bert = (folder: string): readonly string[] => ['bert', 'vit', 't5', 'gpt2', 'swin', 'whisper'].map(name => `transformers/models/${name}`).filter(home => existsSync(join(folder, home)))

/** Lines that people paste: of every file. */
export function linesOf(workspaces: readonly Workspace[]): readonly string[] {
  return [...new Set(workspaces.flatMap(({ files }) => Object.values(files)).filter(text => text.length < 40_000).flatMap(text => text.split('\n')))].filter(line => line.trim() !== '' && line.length < 400)
}
