/**
 * Whether a module that is nowhere to be found is missing where the program runs, too. What an installed package declares as a
 * requirement is installed beside it by pip, so its sources are merely not at hand; what it does not declare is optional.
 * Source: https://packaging.python.org/en/latest/specifications/core-metadata/#requires-dist-multiple-use
 */
import type { Host } from '../host.ts'

/** Distributions whose modules go by another name. */
const moduleNames: Readonly<Record<string, readonly string[]>> = {
  'pillow': ['PIL'], 'pyyaml': ['yaml'], 'opencv-python': ['cv2'], 'scikit-learn': ['sklearn'], 'scikit-image': ['skimage'], 'protobuf': ['google'],
  'python-dateutil': ['dateutil'], 'beautifulsoup4': ['bs4'], 'msgpack-python': ['msgpack'], 'pytorch-lightning': ['pytorch_lightning'],
}

export class Requirements {
  private readonly declared = new Map<string, ReadonlySet<string> | undefined>()

  constructor(private readonly host: Host) {}

  /** An installed package imports a module that it does not declare, and that is not installed. */
  isAbsent(module: string, importer: string): boolean {
    if (this.host.isWorkspaceFile(importer)) return false
    const root = this.host.searchPath(importer).find((folder) => importer.startsWith(`${folder}/`))
    if (root === undefined) return false
    const distribution = importer.slice(root.length + 1).split('/')[0]!
    const declared = this.of(root, distribution)
    return declared !== undefined && !declared.has(module.split('.')[0]!.toLowerCase())
  }

  /** The module names a package's metadata declares as needed; undefined: it has no metadata. */
  private of(root: string, distribution: string): ReadonlySet<string> | undefined {
    const key = `${root}/${distribution}`
    if (!this.declared.has(key)) this.declared.set(key, this.read(root, distribution))
    return this.declared.get(key)
  }

  private read(root: string, distribution: string): ReadonlySet<string> | undefined {
    const folder = this.host.listDirectory(root).find((name) => name.endsWith('.dist-info') && normalized(name.slice(0, name.indexOf('-'))) === normalized(distribution))
    const metadata = folder === undefined ? undefined : this.host.readFile(`${root}/${folder}/METADATA`)
    if (metadata === undefined) return undefined
    const names = new Set<string>()
    for (const line of metadata.split('\n')) {
      const match = /^Requires-Dist:\s*([A-Za-z0-9._-]+)(.*)$/.exec(line)
      if (!match || /;.*\bextra\s*==/.test(match[2]!)) continue
      const name = match[1]!.toLowerCase()
      for (const each of moduleNames[name] ?? [normalized(name)]) names.add(each.toLowerCase())
    }
    return names
  }
}

const normalized = (name: string): string => name.toLowerCase().replace(/[-.]+/g, '_')
