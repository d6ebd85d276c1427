/** The Host of a server or a command line that runs in Node. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from '../../core/host.ts'
import { withSlashes } from '../paths.ts'
import type { ParserFiles } from '../protocol.ts'
import type { Platform } from '../platform.ts'
import { diskFiles } from './disk.ts'
import { layered } from './files.ts'
import { createHost } from './host.ts'
import { absolute, packageFolders } from './interpreter.ts'
import { runPython } from './runPython.ts'

/** Files of the disk with the client's own above them. */
export const nodePlatform: Platform = {
  parserFiles: () => Promise.resolve(readParserFiles()),
  runPython: program => runPython(program),
  host(given, roots, settings): Host {
    const python = settings.python === undefined ? undefined : absolute(settings.python, roots)
    const extra = settings.searchPaths.map(path => withSlashes(absolute(path, roots)))
    const packages = packageFolders({ python, roots, environment: process.env })
    return { ...createHost(layered(given, diskFiles()), { roots, extra, packages }), workTime }
  },
}

/** The parser lies beside the bundle. */
export function readParserFiles(): ParserFiles {
  const folder = [__dirname, join(__dirname, '../../dist')].find(candidate => existsSync(join(candidate, 'tree-sitter-python.wasm'))) ?? __dirname
  return { runtime: readFileSync(join(folder, 'web-tree-sitter.wasm')), grammar: readFileSync(join(folder, 'tree-sitter-python.wasm')) }
}

/** What this thread has worked where Node tells, else what the process has, in milliseconds. Asking the system takes long: the answer holds for a while. */
export function workTime(): number {
  const now = performance.now()
  if (now - askedAt > CLOCK_STEP) {
    askedAt = now
    worked = ((process as ThreadTimes).threadCpuUsage?.() ?? process.cpuUsage()).user / 1000
  }
  return worked
}
const CLOCK_STEP = 100
let askedAt = -Infinity, worked = 0
type ThreadTimes = NodeJS.Process & { readonly threadCpuUsage?: () => NodeJS.CpuUsage }
