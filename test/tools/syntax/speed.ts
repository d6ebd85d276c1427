/**
 * Measures parsing: `find FOLDER -name '*.py' | node node_modules/.cache/speed.mjs` (built as compare.ts is).
 */
import { readFileSync } from 'node:fs'
import { parseModule, parseText, reparse } from '../../../core/syntax/parser.ts'
import { scanText } from '../../../core/syntax/scan.ts'
import { loadParser } from '../../unit/support/parser.ts'

await loadParser()
const texts = readFileSync(0, 'utf8').split('\n').filter(Boolean).map(file => readFileSync(file, 'utf8'))
const megabytes = texts.reduce((sum, text) => sum + text.length, 0) / 1e6
measure('scan', text => { scanText(text) })
measure('parse, bodies unread', text => { parseModule(text) })
measure('parse, everything read', text => { void parseModule(text).errors.length })

for (const lines of [1000, 5300]) measureTyping(lines)

function measure(name: string, run: (text: string) => void): void {
  const start = process.cpuUsage()
  for (const text of texts) run(text)
  const seconds = process.cpuUsage(start).user / 1e6
  console.log(name, `${megabytes.toFixed(1)} MB, ${(megabytes / seconds).toFixed(1)} MB/s`)
}

/** Types a line character by character into the middle of a file, half-typed states included. */
function measureTyping(lines: number): void {
  const text = texts.reduce((best, candidate) => (Math.abs(linesOf(candidate) - lines) < Math.abs(linesOf(best) - lines) ? candidate : best))
  const fullStart = performance.now()
  for (let round = 0; round < 5; round++) parseModule(text)
  const full = (performance.now() - fullStart) / 5
  const at = text.indexOf('\n    return', text.length / 2) + 1
  const typed = '        y = self.conv(x, "a")[0]\n'
  let parsed = parseText(text)
  const times: number[] = []
  for (let length = 1; length <= typed.length; length++) {
    const start = performance.now()
    parsed = reparse(parsed, text.slice(0, at) + typed.slice(0, length) + text.slice(at))
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  console.log(`${linesOf(text)} lines: full ${full.toFixed(1)} ms, a keystroke ${times[times.length >> 1]?.toFixed(1)} ms, 90th percentile ${times[Math.floor(times.length * 0.9)]?.toFixed(1)} ms`)
}

function linesOf(text: string): number { return text.split('\n').length }
