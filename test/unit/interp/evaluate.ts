/** Evaluates a Python expression as the interpreter does, and shows its value as Python's `repr`. */
import { Recorder } from '../../../core/graph/recorder.ts'
import type { Host } from '../../../core/host.ts'
import { ModuleTable } from '../../../core/interp/modules.ts'
import { builtinClass } from '../../../core/interp/natives.ts'
import { executeFile, finish, newRun, type Surroundings } from '../../../core/interp/runs.ts'
import { parseText } from '../../../core/syntax/parser.ts'
import { torchLibrary } from '../../../core/torch/index.ts'

const file = '/workspace/main.py'
const host: Host = { readFile: () => undefined, isFile: () => false, isDirectory: () => false, listDirectory: () => [], searchPath: () => [], isWorkspaceFile: () => true }
const library = torchLibrary(builtinClass)

/** `repr(value)`, `Type: message` of what is raised, or `?` where the value is not known. */
export function evaluate(setup: string, expression: string): string {
  const around: Surroundings = { host, library, modules: new ModuleTable(host, () => undefined), now: () => Date.now(), given: [], watched: new Set(), errorsIn: () => ({ errors: [], outerErrors: [], indentationErrors: [] }) }
  const execution = finish(executeFile(file, parseText(`${setup}\nvalue = ${expression}\n`).module, around))
  const [raised] = execution.records.raisedRecords.values()
  if (raised) return `${raised.type}: ${raised.message}`
  const value = execution.globals.get('value')
  const { machine } = newRun(around, new Recorder(file))
  return (value && machine.repr(value)) ?? '?'
}
