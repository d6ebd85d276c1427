/** Entry of the server that VS Code starts in a process of its own. */
import { join } from 'node:path'
import { startCached } from './host/codeCache.ts'

const { program, keep } = startCached<typeof import('./program.ts')>(join(__dirname, 'program.js'), 'server')
program.serveInNode(keep)
