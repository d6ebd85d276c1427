/** Files of a disk, read synchronously. A text is kept until the file's time or size changes; not where it was written just now, when the disk's clock may not tell a second writing from the first. */
import { readFileSync, readdirSync, statSync, type Stats } from 'node:fs'
import { decodePython } from './decode.ts'
import { MAX_BYTES, type Files, type ReadResult } from './files.ts'

/** Characters of text kept in memory; beyond this the texts read first are dropped. */
const KEPT_CHARACTERS = 64 * 1024 * 1024

/** Milliseconds within which two writings may have the same time. */
const CLOCK_TICK = 50

interface Kept { readonly time: number; readonly size: number; readonly result: ReadResult }

export function diskFiles(): Files {
  const kept = new Map<string, Kept>()
  let characters = 0
  const weight = (entry: Kept): number => ('text' in entry.result ? entry.result.text.length : 0)
  const drop = (path: string, entry: Kept): void => { kept.delete(path); characters -= weight(entry) }
  const keep = (path: string, entry: Kept): void => {
    kept.set(path, entry)
    characters += weight(entry)
    for (const [oldest, old] of kept) {
      if (characters <= KEPT_CHARACTERS) break
      drop(oldest, old)
    }
  }
  return {
    read(path) {
      const stats = statsOf(path)
      if ('error' in stats) return stats
      const before = kept.get(path)
      if (before?.time === stats.mtimeMs && before.size === stats.size) return before.result
      if (before) drop(path, before)
      const result = readText(path, stats)
      if (Date.now() - stats.mtimeMs > CLOCK_TICK) keep(path, { time: stats.mtimeMs, size: stats.size, result })
      return result
    },
    isFile: path => quietStats(path)?.isFile() ?? false,
    isDirectory: path => quietStats(path)?.isDirectory() ?? false,
    list(path) {
      try { return readdirSync(path) } catch { return [] }
    },
  }
}

function readText(path: string, stats: Stats): ReadResult {
  if (stats.isDirectory()) return { error: 'is a folder, not a file' }
  if (!stats.isFile()) return { error: 'is no regular file' }
  if (stats.size > MAX_BYTES) return { error: `is larger than ${MAX_BYTES / 1024 / 1024} MB` }
  try { return decodePython(readFileSync(path)) } catch (error) { return { error: reason(error) } }
}

function statsOf(path: string): Stats | { readonly error: string } {
  try { return statSync(path) } catch (error) { return { error: reason(error) } }
}

function quietStats(path: string): Stats | undefined {
  try { return statSync(path, { throwIfNoEntry: false }) } catch { return undefined }
}

function reason(error: unknown): string {
  const code = (error as { readonly code?: unknown } | undefined)?.code
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist'
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read (permission denied)'
  if (code === 'ELOOP') return 'is a symbolic link that leads to itself'
  return `can't be read (${typeof code === 'string' ? code : String(error)})`
}
