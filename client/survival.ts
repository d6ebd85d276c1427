/** What happens when the server ends by itself: it is started again, with the documents as the editor has them; one that keeps ending is left, and the user is told. */
import * as vscode from 'vscode'
import { CloseAction, ErrorAction, State, type BaseLanguageClient, type ErrorHandler } from 'vscode-languageclient'

/** A server that ends so often within so many milliseconds does not come back by itself. */
const MOST_ENDS = 5
const WITHIN = 3 * 60 * 1000

const RESTART = 'Restart server'
const SHOW = 'Show output'

export function surviving(): ErrorHandler {
  let ends: readonly number[] = []
  return {
    // A message that could not be sent or read: should the server be gone, that is told by the connection's end.
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed() {
      const now = Date.now()
      ends = [...ends.filter(end => now - end < WITHIN), now]
      if (ends.length < MOST_ENDS) return { action: CloseAction.Restart, handled: true, message: 'The server has ended. It is started again.' }
      const message = `Torch Shape Lint has stopped: its server ended ${MOST_ENDS} times within a few minutes. Shapes and problems are shown again once it is restarted.`
      ends = []
      void offer(message)
      return { action: CloseAction.DoNotRestart, handled: true, message }
    },
  }
}

async function offer(message: string): Promise<void> {
  const choice = await vscode.window.showErrorMessage(message, RESTART, SHOW)
  if (choice === RESTART) await vscode.commands.executeCommand('torchShapeLint.restartServer')
  else if (choice === SHOW) await vscode.commands.executeCommand('torchShapeLint.showOutput')
}

/** Ends the server, whatever state it is in, and starts another. */
export async function restart(client: BaseLanguageClient): Promise<void> {
  // One that does not answer is killed, and stopping it fails.
  if (client.state !== State.Stopped) await client.stop().catch(() => undefined)
  await client.start()
}
