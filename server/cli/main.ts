/** The command line. Exit codes: 0 nothing at error severity, 1 problems, 2 bad usage or unreadable input. */
import { initParser } from '../../core/index.ts'
import { version } from '../../package.json'
import { readParserFiles } from '../host/node.ts'
import { serveInNode } from '../serveInNode.ts'
import { parseCommand, USAGE, type Command } from './arguments.ts'
import { checkManyFiles } from './check.ts'
import { processConsole as console } from './console.ts'
import { summary } from './summary.ts'
import { isThread } from './threads.ts'
import { trace } from './trace.ts'

/** Does what the process's arguments say. `rested`: called when files were analysed and nothing else is to be done for a while. */
export function runCommandLine(rested: () => void): void {
  // A reader such as `head` may close the pipe early: there is nobody left to write to.
  process.stdout.on('error', () => process.exit())
  main(process.argv.slice(2), rested).then(
    code => { if (code !== undefined) process.exitCode = code },
    (error: unknown) => { process.exitCode = console.fail(`internal error: ${error instanceof Error ? error.stack ?? error.message : String(error)}`) },
  )
}

/** The exit code, or undefined for a server or a thread that goes on. */
async function main(words: readonly string[], rested: () => void): Promise<number | undefined> {
  if (await isThread(rested)) return undefined
  const command = parseCommand(words)
  switch (command.name) {
    case 'help': console.print(USAGE); return 0
    case 'version': console.print(`${version}\n`); return 0
    case 'misuse': return console.fail(`${command.message} (see --help)`)
    case 'lsp': serveInNode(rested, { input: process.stdin, output: process.stdout }); return undefined
    default:
  }
  await initParser(readParserFiles())
  const code = await analyse(command)
  if (code < 2) rested()
  return code
}

function analyse(command: Extract<Command, { readonly name: 'check' | 'summary' | 'trace' }>): number | Promise<number> {
  switch (command.name) {
    case 'check': return checkManyFiles(command, console)
    case 'summary': return summary(command, console)
    case 'trace': return trace(command, console)
  }
}

