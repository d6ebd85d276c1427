/** A stream of messages whose frames are broken can't be read on: the server says so and ends, and whoever started it starts another. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { build } from 'esbuild'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { watchFrames } from '../../server/host/framing.ts'
import { folderWith, root } from './support.ts'

const framed = (body: string, more = ''): Buffer => Buffer.from(`${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
const bodies = fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { minLength: 1, maxLength: 6 })
const headers = fc.constantFrom('', 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n', 'content-length: 7\r\n', `X: ${'y'.repeat(3000)}\r\n`)

/** What is said of a stream that comes in pieces of some sizes, one after the other. */
async function saidOf(stream: Buffer, sizes: readonly number[]): Promise<readonly string[]> {
  const input = new PassThrough(), said: string[] = []
  watchFrames(input, (reason) => said.push(reason))
  for (let at = 0, piece = 0; at < stream.length; piece++) {
    const size = sizes[piece % sizes.length]!
    input.write(stream.subarray(at, at + size))
    at += size
  }
  input.end()
  await new Promise((done) => { input.on('end', done) })
  return said
}

describe('frames', () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 8 })

  it('are followed however the stream is cut into pieces', async () => {
    await fc.assert(fc.asyncProperty(bodies, headers, pieces, async (texts, more, sizes) => {
      expect(await saidOf(Buffer.concat(texts.map((text) => framed(text, more))), sizes)).toEqual([])
    }), { numRuns: 100 })
  })

  it('that say nothing of a length, or nonsense, are reported once, whatever comes before and after', async () => {
    const broken = fc.constantFrom('Content-Length: abc', 'Content-Length: -5', 'Content-Length: 3.7', 'Content-Length: 99999999999', 'Content-Length:', 'Content-Length : 5', 'X: y', 'hello', '')
    await fc.assert(fc.asyncProperty(bodies, broken, bodies, pieces, async (before, header, after, sizes) => {
      const stream = Buffer.concat([...before.map((text) => framed(text)), Buffer.from(`${header}\r\n\r\n`), ...after.map((text) => framed(text))])
      expect(await saidOf(stream, sizes)).toEqual([`A message begins with ${JSON.stringify(header)}, which does not say how long it is.`])
    }), { numRuns: 100 })
  })

  it('that have no end are given up on', async () => {
    expect(await saidOf(Buffer.from('x'.repeat(10_000)), [100])).toHaveLength(1)
  })
})

describe('a server over a pipe', () => {
  let bundle = ''
  beforeAll(async () => {
    const contents = `import { serveInNode } from './server/serveInNode.ts'\nserveInNode(() => undefined, { input: process.stdin, output: process.stdout })`
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: root, loader: 'ts' }, bundle: true, write: false, platform: 'node', format: 'cjs', absWorkingDir: root,
      alias: { 'web-tree-sitter': './node_modules/web-tree-sitter/web-tree-sitter.cjs' },
    })
    bundle = outputFiles[0]!.text
  }, 60_000)

  it('answers until a frame is broken, and then ends with a sentence about it', { timeout: 60_000 }, async () => {
    const server = spawn(process.execPath, [join(folderWith({ 'server.js': bundle }), 'server.js')], { stdio: 'pipe' })
    let answered = '', said = ''
    const answer = new Promise<void>((done) => {
      server.stdout.on('data', (part: Buffer) => {
        answered += part.toString()
        if (answered.includes('"id":7')) done()
      })
    })
    server.stderr.on('data', (part: Buffer) => { said += part.toString() })
    const ended = new Promise((done) => { server.on('close', done) })
    const hover = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'textDocument/hover', params: { textDocument: { uri: 'file:///a.py' }, position: { line: 0, character: 0 } } })
    server.stdin.write(framed(hover))
    await answer
    server.stdin.write('Content-Length: many\r\n\r\n{}')
    expect(await ended).toBe(1)
    expect(said).toBe('A message begins with "Content-Length: many", which does not say how long it is. The server ends.\n')
  })
})
