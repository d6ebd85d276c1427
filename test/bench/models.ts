/** Model files of any length: whole architectures, one after the other, as a person's collection of models would hold them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(process.cwd(), 'test/bench/architectures')
const read = (name: string): string => readFileSync(join(folder, `${name}.py`), 'utf8')

/** In the order in which they follow each other. */
const names = ['resnet', 'unet', 'vit', 'convnext', 'vae', 'tagger', 'gan', 'mixer'] as const
const widths = [16, 8, 24, 32, 12] as const

/** What a file runs at its end: one model of each of the first architectures. */
const script = `

if __name__ == "__main__":
    images = torch.randn(2, 3, 64, 64)
    print(ResNet_0()(images).shape)
    print(UNet_1()(images).shape)
    print(Vae_4()(torch.randn(2, 1, 32, 32))[0].shape)
`

export interface ModelFile {
  readonly text: string
  readonly lines: number
  /** The number of architectures in it. */
  readonly models: number
}

/** A file of at least `lines` lines; `shared`: the import line that brings the shared blocks instead of the blocks themselves. */
export function modelFile(lines: number, shared?: string): ModelFile {
  const head = read('shared')
  const parts = [shared === undefined ? head : head.slice(0, head.indexOf('\n\n\nclass')) + `\n${shared}\n`]
  let models = 0
  for (let count = countLines(parts[0]!); count < lines - countLines(script) + 1; models++) {
    const part = `\n\n${architecture(models)}`
    parts.push(part)
    count += countLines(part)
  }
  const text = parts.join('') + (models > 4 ? script : '')
  return { text, lines: countLines(text), models }
}

/** The blocks that all architectures use. */
export const sharedBlocks = (): string => read('shared')

function architecture(index: number): string {
  const width = widths[index % widths.length]!
  return read(names[index % names.length]!).replaceAll('_N', `_${index}`).replaceAll('WIDTH', String(width))
}

const countLines = (text: string): number => text.split('\n').length - 1
