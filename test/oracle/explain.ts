/** Analyses one file and prints what it showed: `node scripts/run.mjs test/oracle/explain.ts FILE [SITE]`. */
import { readFileSync } from 'node:fs'
import { analyse, loadParser, openSession } from './support/analyse.ts'

await loadParser()
const [, , file = '', site] = process.argv
const { trace, place } = analyse(readFileSync(file, 'utf8'), openSession(site))
for (const call of trace.calls) console.log(`${call.file}:${place(call.file, call.range.start, call.range.end).join(',')} ${call.callee} ${JSON.stringify(call.shapes)} ×${call.count}`)
for (const problem of trace.problems) console.log(`${problem.severity} ${problem.file}:${place(problem.file, problem.range.start, problem.range.end).join(',')} [${problem.code}] ${problem.message}`)
for (const loss of trace.losses) console.log(`lost ${loss.file}:${place(loss.file, loss.range.start, loss.range.end).join(',')} ${loss.reason} ×${loss.count}`)
for (const [name, { shape, number, reason }] of Object.entries(trace.globals)) console.log(`${name} = ${reason === undefined ? (number ?? JSON.stringify(shape)) : `unknown: ${reason}`}`)
console.log(trace.complete ? '' : 'INCOMPLETE')
