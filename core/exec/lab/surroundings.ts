/** What the interpreter needs to run PyTorch's rules where there is no file: a host without files, and the catalogue. */
import type { Host } from '../../host.ts'
import { builtinClass } from '../../interp/builtins/index.ts'
import { ModuleTable } from '../../interp/modules.ts'
import type { Surroundings } from '../../interp/runs.ts'
import { torchLibrary } from '../../torch/index.ts'

const noFiles: Host = {
  readFile: () => undefined, isFile: () => false, isDirectory: () => false, listDirectory: () => [], searchPath: () => [], isWorkspaceFile: () => false,
}

export function labSurroundings(): Surroundings {
  return { host: noFiles, library: torchLibrary(builtinClass), modules: new ModuleTable(noFiles, () => undefined), now: () => Date.now(), given: [], errorsIn: () => ({ errors: [], outerErrors: [], indentationErrors: [] }) }
}
