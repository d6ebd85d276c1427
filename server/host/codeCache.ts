/**
 * Runs a bundle with the code that V8 made of it at an earlier start: compiling a program of this size takes longer than analysing a file.
 * What is kept lies in the user's own cache folder, never in a workspace, and is only an offer: where it is missing, damaged, of another bundle
 * or another Node, or can't be written, the bundle is compiled as ever.
 */
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire, wrap } from 'node:module'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { cachedDataVersionTag } from 'node:v8'
import { Script } from 'node:vm'
import { threadId } from 'node:worker_threads'

export interface Started<P> {
  /** What the bundle exports. */
  readonly program: P
  /** V8 took the code that was kept. */
  readonly isCached: boolean
  /** Keeps the code of all that has run so far, unless there is some: for whoever knows that what matters has run. Takes some 40 ms once, then nothing. */
  keep(): void
}

/** For as many versions of the program, of Node and of its flags is code kept. */
const KEPT = 8
const DIGEST = 32

/** `file`: a CommonJS bundle in ASCII. `role`: programs that use the bundle differently keep code of their own. */
export function startCached<P>(file: string, role: string, folder = cacheFolder()): Started<P> {
  const bundle = readFileSync(file)
  const place = folder === undefined ? undefined : join(folder, `${role}-${process.arch}-${cachedDataVersionTag()}-${digestOf(bundle).toString('hex', 0, 8)}`)
  const cachedData = place === undefined ? undefined : readCode(place)
  const script = new Script(wrap(bundle.toString('latin1')), { filename: file, ...(cachedData && { cachedData }) })
  const isCached = cachedData !== undefined && script.cachedDataRejected === false
  let isKept = isCached || place === undefined
  const module = { exports: {} as P }
  const run = script.runInThisContext() as (...given: readonly unknown[]) => void
  run(module.exports, createRequire(file), module, file, dirname(file))
  return {
    program: module.exports, isCached,
    keep() {
      // Another thread or process may have been faster.
      if (!isKept && readCode(place!) === undefined) writeCode(place!, script)
      isKept = true
    },
  }
}

/** Relative folders would depend on where the program is started. */
export function cacheFolder(): string | undefined {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  const usual = { darwin: 'Library/Caches', win32: 'AppData/Local' } as Readonly<Record<string, string>>
  const named = [XDG_CACHE_HOME, process.platform === 'win32' ? LOCALAPPDATA : undefined].find((each) => each !== undefined && isAbsolute(each))
  try {
    const folder = named ?? join(homedir(), usual[process.platform] ?? '.cache')
    return isAbsolute(folder) ? join(folder, 'torch-shape-lint') : undefined
  } catch { return undefined }
}

/** V8 looks at versions and lengths only: what was damaged, or belongs to another bundle as long, it would run. */
const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** What somebody else has written counts for nothing: it would be run. */
function readCode(place: string): Buffer | undefined {
  try {
    const stats = statSync(place)
    if (!stats.isFile() || (process.getuid !== undefined && stats.uid !== process.getuid())) return undefined
    const bytes = readFileSync(place), code = bytes.subarray(DIGEST)
    return digestOf(code).equals(bytes.subarray(0, DIGEST)) ? code : undefined
  } catch { return undefined }
}

/** Whoever reads meanwhile sees all or nothing of it. */
function writeCode(place: string, script: Script): void {
  const part = `${place}.${process.pid}.${threadId}`
  try {
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 })
    // Making the data takes long, too: not where it can't be written.
    const descriptor = openSync(part, 'wx', 0o600)
    try {
      const code = script.createCachedData()
      writeFileSync(descriptor, Buffer.concat([digestOf(code), code]))
    } finally { closeSync(descriptor) }
    renameSync(part, place)
    forgetOldest(dirname(place))
  } catch {
    try { rmSync(part, { force: true }) } catch { /* Nor can it be taken away where it can't be written. */ }
  }
}

function forgetOldest(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name)).map((file) => ({ file, written: statSync(file).mtimeMs }))
  for (const { file } of files.sort((a, b) => b.written - a.written).slice(KEPT)) rmSync(file, { force: true })
}
