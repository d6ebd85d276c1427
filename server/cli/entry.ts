/** Entry of the command line, and of its threads. */
import { join } from 'node:path'
import { startCached } from '../host/codeCache.ts'

const { program, keep } = startCached<typeof import('../program.ts')>(join(__dirname, 'program.js'), process.argv[2] === 'lsp' ? 'server' : 'command')
program.runCommandLine(keep)
