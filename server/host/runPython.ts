/** Runs a generated program in the user's Python, when the user has asked for it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { PythonProgram, PythonRun } from '../platform.ts'
import { absolute } from './interpreter.ts'

/** Importing PyTorch alone takes some seconds on a cold disk. */
const timeLimit = 60_000
/** More than any sample prints. */
const printLimit = 256 * 2 ** 20

export async function runPython({ python, roots, program, input }: PythonProgram, limit = timeLimit): Promise<PythonRun> {
  const executable = interpreterOf(python, roots)
  if (executable === undefined) {
    return { message: python === undefined ? 'No Python interpreter was found. Name one in the setting torchShapeLint.python.' : `There is no Python interpreter at ${python} any more. Choose another one in the setting torchShapeLint.python.` }
  }
  // An empty folder: nothing of the user's may be taken for a module.
  const folder = mkdtempSync(join(tmpdir(), 'torch-shape-lint-'))
  try {
    return await run(executable, program, input, folder, limit)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function run(executable: string, program: string, input: string, cwd: string, limit: number): Promise<PythonRun> {
  return new Promise(resolve => {
    // A group of its own, so that what the program starts ends with it.
    const child = spawn(executable, ['-c', program], { cwd, stdio: 'pipe', windowsHide: true, detached: process.platform !== 'win32' })
    const stop = (message: string): void => {
      kill(child)
      end({ message })
    }
    const timer = setTimeout(() => { stop(`${executable} took longer than ${limit / 1000} seconds and was stopped.`) }, limit)
    const end = (result: PythonRun): void => {
      clearTimeout(timer)
      resolve(result)
    }
    const printed: Buffer[] = [], said: Buffer[] = []
    let size = 0
    child.stdout.on('data', (part: Buffer) => {
      size += part.length
      if (size > printLimit) stop(`${executable} printed more than a result.`)
      else printed.push(part)
    })
    child.stderr.on('data', (part: Buffer) => { said.push(part) })
    child.stdin.on('error', () => undefined)
    child.on('error', problem => { end({ message: `${executable} can't be started: ${problem.message}` }) })
    child.on('close', code => {
      if (code === 0) end({ printed: Buffer.concat(printed).toString('utf8'), python: executable })
      else end({ message: failure(executable, Buffer.concat(said).toString('utf8')) })
    })
    child.stdin.end(input)
  })
}

function kill(child: ChildProcess): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

/** The last line of a traceback says what went wrong. */
function failure(executable: string, said: string): string {
  if (/No module named '(torch|torch\.\w+)'/.test(said)) return `PyTorch is not installed for ${executable}. Choose another interpreter in the setting torchShapeLint.python.`
  const last = said.trim().split('\n').at(-1)
  return `PyTorch refuses this: ${last === undefined || last === '' ? 'it said nothing' : last}`
}

/** The interpreter that is named, that of an active environment or of the project's own, else the first on the PATH. */
function interpreterOf(python: string | undefined, roots: readonly string[]): string | undefined {
  const inEnvironment = (prefix: string): string[] => ['bin/python3', 'bin/python', 'Scripts/python.exe', 'python.exe'].map(name => join(prefix, name))
  if (python !== undefined) {
    const named = absolute(python, roots)
    return [named, ...inEnvironment(named)].find(isProgram)
  }
  const { VIRTUAL_ENV, CONDA_PREFIX, PATH, Path } = process.env
  const prefixes = [VIRTUAL_ENV, ...roots.flatMap(root => [join(root, '.venv'), join(root, 'venv')]), CONDA_PREFIX].filter(prefix => prefix !== undefined && prefix !== '')
  const onPath = (PATH ?? Path ?? '').split(delimiter).filter(folder => folder !== '').flatMap(folder => ['python3', 'python', 'python.exe'].map(name => join(folder, name)))
  return [...prefixes.flatMap(prefix => inEnvironment(prefix!)), ...onPath].find(isProgram)
}

const isProgram = (file: string): boolean => existsSync(file) && statSync(file).isFile()
