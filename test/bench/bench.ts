/**
 * Measures the language server as an editor meets it, beside two others, and writes docs/performance.md: `npm run bench`. What others need is fetched by
 * scripts/bench.mjs, which starts this with the servers' command lines as JSON.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { loadParser } from '../oracle/support/analyse.ts'
import { cpuTimeOf, peakMemoryOf, start, type Client, type Server } from './client.ts'
import { growth, plot } from './growth.ts'
import { modelFile, sharedBlocks } from './models.ts'
import { report, type CheckTime, type Measured } from './report.ts'
import { median } from './statistics.ts'
import { forwardOf, typeLines } from './typing.ts'

interface Order {
  readonly servers: readonly Server[]
  /** Folders of packages to check whole, and how to start the command line. */
  readonly packages: readonly { readonly name: string; readonly folder: string; readonly searchPath: string }[]
  readonly cli: string
  /** Bytes of the .vsix, and milliseconds of the extension's activation in some windows. */
  readonly vsix: number | undefined
  readonly activation: readonly number[] | undefined
  /** Keystrokes of each measurement, and of the long one for memory. */
  readonly keystrokes: number
  readonly manyEdits: number
  readonly output: string | undefined
}

const order = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Order
const lengths = [100, 1000, 5000] as const
const importLine = 'from blocks import ConvNormAct, FeedForward, SqueezeExcite'

await loadParser()
const measured: Measured[] = []
for (const server of order.servers) measured.push(await measure(server, server === order.servers[0]))
const checks: CheckTime[] = []
for (const checked of order.packages) for (const threads of [1, 2]) checks.push(await checkTime(checked, threads))
const curves = growth()
const { markdown, summary } = report({ machine: machine(), load: loadavg()[1] ?? NaN, measured, checks, curves, vsix: order.vsix, activation: order.activation, keystrokes: order.keystrokes, manyEdits: order.manyEdits })
console.log(summary)
if (order.output !== undefined) {
  mkdirSync(join(order.output, 'performance'), { recursive: true })
  writeFileSync(join(order.output, 'performance.md'), markdown)
  writeFileSync(join(order.output, 'performance/growth.svg'), plot(curves))
}

async function inFolder<R>(files: Readonly<Record<string, string>>, run: (folder: string) => Promise<R>): Promise<R> {
  const folder = mkdtempSync(join(tmpdir(), 'tsl-bench-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function withServer<R>(server: Server, folder: string, run: (client: Client) => Promise<R>): Promise<R> {
  const client = await start(server, folder)
  try {
    return await run(client)
  } finally {
    await client.stop()
  }
}

async function measure(server: Server, isOurs: boolean): Promise<Measured> {
  const cases: Measured['cases'][number][] = []
  const say = (text: string): void => { process.stderr.write(`${server.name}: ${text}\n`) }
  for (const lines of lengths) {
    const { text } = modelFile(lines)
    const cls = lines < 1000 ? 'ResNet_0' : 'UNet_9'
    for (const [name, edited] of [['inside one method', cls], ['in a shared block', 'ConvNormAct']] as const) {
      say(`${lines} lines, ${name}`)
      cases.push(await inFolder({ 'model.py': text }, (folder) => withServer(server, folder, async (client) => {
        const file = join(folder, 'model.py'), at = forwardOf(text, edited)
        await client.open(file, text)
        await typeLines(client, file, at, Math.min(29, order.keystrokes), undefined)
        const typed = await typeLines(client, file, at, order.keystrokes, { file, position: { line: at + 2, character: 12 } })
        return { lines, name, ...typed, memory: client.memory() }
      })))
    }
    say(`${lines} lines, in an imported file`)
    const importing = modelFile(lines, importLine).text
    cases.push(await inFolder({ 'model.py': importing, 'blocks.py': sharedBlocks() }, (folder) => withServer(server, folder, async (client) => {
      const file = join(folder, 'model.py'), blocks = join(folder, 'blocks.py'), at = forwardOf(sharedBlocks(), 'ConvNormAct')
      await client.open(file, importing)
      await client.open(blocks, sharedBlocks())
      const typed = await typeLines(client, blocks, at, Math.ceil(order.keystrokes / 2), undefined)
      return { lines, name: 'in an imported file', ...typed, memory: client.memory() }
    })))
  }
  say('cold start')
  const coldStart = await coldStarts(server)
  const memory = isOurs ? await memoryOverEdits(server) : undefined
  return { server: server.name, cases, coldStart, memory }
}

/** Starts with an empty cache folder, and others with what the first of them left there. */
async function coldStarts(server: Server): Promise<Measured['coldStart']> {
  const { text } = modelFile(100)
  const start = (cache: string, rest = async (): Promise<void> => undefined): Promise<number> => inFolder({ 'model.py': text }, (folder) => {
    const started = performance.now()
    return withServer({ ...server, environment: { XDG_CACHE_HOME: cache } }, folder, async (client) => {
      await client.open(join(folder, 'model.py'), text)
      const took = performance.now() - started
      await rest()
      return took
    })
  })
  const first: number[] = [], later: number[] = []
  for (let round = 0; round < 5; round++) first.push(await inFolder({}, (cache) => start(cache)))
  await inFolder({}, async (cache) => {
    await start(cache, () => untilFilled(cache))
    for (let round = 0; round < 10; round++) later.push(await start(cache))
  })
  return { first: median(first), later: median(later) }
}

/** Until something lies in a folder; a server that keeps nothing there is given a few seconds. */
async function untilFilled(folder: string): Promise<void> {
  for (let look = 0; look < 50 && readdirSync(folder, { recursive: true, withFileTypes: true }).every((entry) => !entry.isFile()); look++) await new Promise((done) => { setTimeout(done, 100) })
}

/** Resident memory after opening the 1,000-line file, after a tenth of the edits, and after all of them. */
async function memoryOverEdits(server: Server): Promise<Measured['memory']> {
  const { text } = modelFile(1000)
  return inFolder({ 'model.py': text }, (folder) => withServer(server, folder, async (client) => {
    const file = join(folder, 'model.py'), at = forwardOf(text, 'UNet_9')
    await client.open(file, text)
    const opened = client.memory()
    await typeLines(client, file, at, order.manyEdits / 10, undefined)
    const early = client.memory()
    await typeLines(client, file, at, order.manyEdits * 0.9, undefined)
    return opened === undefined || early === undefined ? undefined : { opened, early, late: client.memory()! }
  }))
}

/** Checks a package whole, in a process of its own. */
function checkTime({ name, folder, searchPath }: Order['packages'][number], threads: number): Promise<CheckTime> {
  process.stderr.write(`check of ${name} in ${threads} thread${threads === 1 ? '' : 's'}\n`)
  const started = performance.now()
  const child = spawn(process.execPath, [order.cli, 'check', folder, '--search-path', searchPath, '--format', 'json', '--threads', String(threads)], { stdio: 'ignore' })
  let cpu: number | undefined, memory: number | undefined
  const look = setInterval(() => {
    cpu = cpuTimeOf(child) ?? cpu
    memory = peakMemoryOf(child) ?? memory
  }, 50)
  return new Promise((done) => {
    child.on('exit', () => {
      clearInterval(look)
      done({ name, threads, seconds: (performance.now() - started) / 1000, cpuSeconds: cpu === undefined ? undefined : cpu / 1000, memory })
    })
  })
}

function machine(): string {
  const [cpu] = cpus()
  return `${cpus().length} cores of ${cpu?.model.trim() ?? 'an unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}, ${process.platform}`
}
