/** How long a keystroke takes: one character is typed at many places of a file, and its problems are asked each time. `node scripts/run.mjs test/bench/keystroke.ts FILE…` */
import { readFileSync } from 'node:fs'
import { loadParser, mainFile, openSession } from '../oracle/support/analyse.ts'

await loadParser()
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8')
  const { project } = openSession(undefined)
  const times: number[] = []
  for (let round = 0; round < 60; round++) {
    const at = Math.floor((text.length * ((round * 37) % 60)) / 60)
    const typed = `${text.slice(0, at)}x${text.slice(at)}`
    const started = performance.now()
    project.setText(mainFile, typed)
    project.problems(mainFile)
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  console.log(`${file}: ${text.split('\n').length} lines, median ${times[30]!.toFixed(1)} ms, 90th percentile ${times[54]!.toFixed(1)} ms, most ${times.at(-1)!.toFixed(1)} ms`)
}
