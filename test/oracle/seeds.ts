/** The seed programs: every recorded variable's shape and every recorded error, at the recorded line. */
import { analyse, loadParser, mainFile } from './support/analyse.ts'
import { readRecorded, type SeedProgram } from './support/data.ts'

export interface SeedResult { readonly name: string; readonly faults: readonly string[] }

export function checkSeed(program: SeedProgram): SeedResult {
  const { trace, place, problems } = analyse(program.source)
  const faults: string[] = []
  const errors = problems.filter((problem) => problem.severity === 'error')
  const { exception } = program.expected
  if (!exception) for (const problem of errors) faults.push(`false error: ${problem.message}`)
  else {
    const matching = errors.find((problem) => problem.message.split('\n')[0] === exception.message || problem.message.startsWith(exception.message))
    if (!matching) faults.push(`no error "${exception.message}" but ${JSON.stringify(errors.map((problem) => problem.message))}`)
    else {
      const lines = [matching, ...matching.related].map((each) => place(each.file, each.range.start, each.range.end)[0])
      if (!lines.includes(exception.line)) faults.push(`error at line ${lines.join(', ')} instead of ${exception.line}`)
    }
    for (const problem of errors) if (problem !== matching) faults.push(`a second error: ${problem.message}`)
  }
  const byLine = trace.calls.filter((call) => call.file === mainFile)
  for (const call of program.expected.calls) {
    const found = byLine.some((each) => place(each.file, each.range.start, each.range.end)[0] <= call.line && place(each.file, each.range.start, each.range.end)[2] >= call.line && each.shapes.some((shape) => sameResult(shape, call.out)))
    const inside = !byLine.some((each) => each.callee.endsWith(call.call.split('.').at(-1)!))
    if (!found && !inside) faults.push(`line ${call.line}: ${call.call} gives ${JSON.stringify(call.out)}, not ${JSON.stringify(byLine.filter((each) => place(each.file, each.range.start, each.range.end)[0] === call.line).map((each) => each.shapes))}`)
  }
  for (const [name, variable] of Object.entries(program.expected.variables)) {
    const shown = trace.globals[name]
    if (variable.kind === 'tensor' && variable.shape && JSON.stringify(shown?.shape ?? null) !== JSON.stringify(variable.shape)) faults.push(`${name} is ${JSON.stringify(variable.shape)}, not ${JSON.stringify(shown?.shape ?? null)}`)
    if (variable.kind === 'scalar' && typeof variable.value === 'number' && shown?.number !== undefined && shown.number !== variable.value) faults.push(`${name} is ${variable.value}, not ${shown.number}`)
  }
  return { name: program.name, faults }
}

/** Several results are recorded as a list of shapes. */
function sameResult(ours: unknown, recorded: unknown): boolean {
  const flat = typeof ours === 'object' && ours !== null && 't' in ours ? (ours as { t: unknown }).t : ours
  return JSON.stringify(flat) === JSON.stringify(recorded)
}

export const seedPrograms = (): readonly SeedProgram[] => readRecorded<SeedProgram[]>('seeds.json.gz')

if (process.argv[1]?.endsWith('seeds.mjs')) {
  await loadParser()
  let right = 0
  const programs = seedPrograms().filter((program) => process.argv[2] === undefined || program.name.includes(process.argv[2]))
  for (const program of programs) {
    const { faults } = checkSeed(program)
    if (faults.length === 0) right++
    else console.log(`${program.name}\n  ${faults.join('\n  ')}`)
  }
  console.log(`${right} of ${programs.length} seed programs right`)
  process.exitCode = right === programs.length ? 0 : 1
}
