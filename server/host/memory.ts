/** Files that a client sent: of a virtual workspace, or all there are in a browser. */
import { parentOf } from '../paths.ts'
import type { Files } from './files.ts'

export interface MemoryFiles extends Files {
  put(path: string, text: string): void
  remove(path: string): void
}

export function memoryFiles(): MemoryFiles {
  const texts = new Map<string, string>()
  const folders = new Map<string, Set<string>>()

  const link = (path: string): void => {
    const parent = parentOf(path)
    if (parent === path) return
    const names = folders.get(parent)
    if (names) names.add(nameOf(path))
    else {
      folders.set(parent, new Set([nameOf(path)]))
      link(parent)
    }
  }
  const unlink = (path: string): void => {
    const parent = parentOf(path)
    const names = folders.get(parent)
    names?.delete(nameOf(path))
    if (names?.size === 0 && parent !== path) {
      folders.delete(parent)
      unlink(parent)
    }
  }
  return {
    put(path, text) { if (!texts.has(path)) link(path); texts.set(path, withoutMark(text)) },
    remove(path) { if (texts.delete(path)) unlink(path) },
    read(path) {
      const text = texts.get(path)
      return text === undefined ? { error: 'does not exist' } : { text }
    },
    isFile: path => texts.has(path),
    isDirectory: path => folders.has(path),
    list: path => [...folders.get(path) ?? []],
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text
}
