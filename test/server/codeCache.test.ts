/** A program is started with the code that V8 made of it before: as fast as that can be, and the same program in every case. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderWith, root } from './support.ts'

/** Starts `program.js` beside it, prints what it was given, and keeps its code. */
const starter = `import { startCached, cacheFolder } from './server/host/codeCache.ts'
const { program, isCached, keep } = startCached(process.cwd() + '/program.js', 'test')
console.log(JSON.stringify({ answer: program.answer(20), isCached, folder: cacheFolder() ?? null }))
keep()`
const program = (added: number): string => `exports.answer = number => require('node:path').basename(__filename) === 'program.js' ? number + ${added} : NaN`

let script = ''
beforeAll(async () => {
  const { outputFiles } = await build({ stdin: { contents: starter, resolveDir: root, loader: 'ts' }, bundle: true, write: false, platform: 'node', format: 'cjs' })
  script = outputFiles[0]!.text
})

interface Answer { readonly answer: number; readonly isCached: boolean; readonly folder: string | null }
const start = (folder: string, environment: Readonly<Record<string, string>> = { XDG_CACHE_HOME: join(folder, 'cache') }): Answer =>
  JSON.parse(execFileSync(process.execPath, ['start.js'], { cwd: folder, encoding: 'utf8', env: environment })) as Answer
const programIn = (): string => folderWith({ 'program.js': program(1), 'start.js': script })
const keptIn = (folder: string): string[] => readdirSync(join(folder, 'cache/torch-shape-lint')).map((name) => join(folder, 'cache/torch-shape-lint', name))

describe('a bundle with kept code', () => {
  it('runs from its source the first time, and from what was kept the second time', () => {
    const folder = programIn()
    expect(start(folder)).toMatchObject({ answer: 21, isCached: false })
    expect(start(folder)).toMatchObject({ answer: 21, isCached: true })
    expect(keptIn(folder)).toHaveLength(1)
  })

  it('is the new one where the bundle is another, even one as long', () => {
    const folder = programIn()
    start(folder)
    writeFileSync(join(folder, 'program.js'), program(2))
    expect(start(folder)).toMatchObject({ answer: 22, isCached: false })
    expect(start(folder)).toMatchObject({ answer: 22, isCached: true })
    writeFileSync(join(folder, 'program.js'), program(1))
    expect(start(folder)).toMatchObject({ answer: 21, isCached: true })
  })

  it('runs from its source where what was kept is damaged, cut short or empty, and is kept again', () => {
    const folder = programIn()
    start(folder)
    const [file] = keptIn(folder), whole = readFileSync(file!)
    for (const damaged of [Buffer.from(whole.map((byte, at) => (at === whole.length >> 1 ? byte ^ 1 : byte))), whole.subarray(0, whole.length >> 1), Buffer.alloc(0)]) {
      writeFileSync(file!, damaged)
      expect(start(folder)).toMatchObject({ answer: 21, isCached: false })
      expect(start(folder)).toMatchObject({ answer: 21, isCached: true })
    }
  })

  it('is readable by its owner alone', { skip: process.platform === 'win32' }, () => {
    const folder = programIn()
    start(folder)
    expect(keptIn(folder).map((file) => statSync(file).mode & 0o777)).toEqual([0o600])
    expect(statSync(join(folder, 'cache/torch-shape-lint')).mode & 0o777).toBe(0o700)
  })

  it('runs where nothing can be kept', () => {
    const folder = programIn()
    writeFileSync(join(folder, 'cache'), 'a file, and no folder')
    for (let round = 0; round < 2; round++) expect(start(folder)).toMatchObject({ answer: 21, isCached: false })
  })

  it('leaves nothing where it was started: a folder that depends on that is none', { skip: process.platform === 'win32' }, () => {
    const folder = programIn()
    expect(start(folder, { XDG_CACHE_HOME: 'cache', HOME: 'home' })).toMatchObject({ answer: 21, isCached: false, folder: null })
    expect(['cache', 'home', 'torch-shape-lint'].filter((name) => existsSync(join(folder, name)))).toEqual([])
  })

  it('is kept for a few versions only', () => {
    const folder = programIn()
    start(folder)
    const [file] = keptIn(folder)
    for (let version = 0; version < 12; version++) writeFileSync(`${file!}-${version}`, 'code of another version')
    writeFileSync(file!, '')
    start(folder)
    expect(keptIn(folder)).toHaveLength(8)
    expect(start(folder)).toMatchObject({ isCached: true })
  })
})
