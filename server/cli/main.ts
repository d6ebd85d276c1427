/** The command line. Exit codes: 0 nothing at error severity, 1 problems, 2 bad usage or unreadable input. */
import { initParser } from '../../core/index.ts'
import { version } from '../../package.json'
import { readParserFiles } from '../host/node.ts'
import { serveInNode } from '../serveInNode.ts'
import { parseCommand, USAGE } from './arguments.ts'
import { checkManyFiles } from './check.ts'
import { processConsole as console } from './console.ts'
import { summary } from './summary.ts'
import { isThread } from './threads.ts'
import { trace } from './trace.ts'

/** The exit code, or undefined for a server or a thread that goes on. */
async function main(words: readonly string[]): Promise<number | undefined> {
  if (await isThread()) return undefined
  const command = parseCommand(words)
  switch (command.name) {
    case 'help': console.print(USAGE); return 0
    case 'version': console.print(`${version}\n`); return 0
    case 'misuse': return console.fail(`${command.message} (see --help)`)
    case 'lsp': serveInNode({ input: process.stdin, output: process.stdout }); return undefined
    case 'check': await initParser(readParserFiles()); return checkManyFiles(command, console)
    case 'summary': await initParser(readParserFiles()); return summary(command, console)
    case 'trace': await initParser(readParserFiles()); return trace(command, console)
  }
}

// A reader such as `head` may close the pipe early: there is nobody left to write to.
process.stdout.on('error', () => process.exit())
main(process.argv.slice(2)).then(
  code => { if (code !== undefined) process.exitCode = code },
  (error: unknown) => { process.exitCode = console.fail(`internal error: ${error instanceof Error ? error.stack ?? error.message : String(error)}`) },
)
