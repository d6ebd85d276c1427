/** A server for any editor that speaks LSP over a pipe. */
import { writeSync } from 'node:fs'
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node'
import { serve } from './connection.ts'
import { nodePlatform } from './host/node.ts'
import { watchFrames } from './host/framing.ts'
import { watchEventLoop } from './host/watchdog.ts'

/** `rested`: called once, when the problems of a file with tensors were published and nobody types. Without streams, the process's arguments say which transport the editor chose. */
export function serveInNode(rested: () => void, streams?: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream }): void {
  if (streams) watchFrames(streams.input, endWith)
  const connection = streams ? createConnection(ProposedFeatures.all, streams.input, streams.output) : createConnection(ProposedFeatures.all)
  watchEventLoop()
  serve(connection, { ...nodePlatform, rested })
}

/** Whoever started the server can start it again. */
function endWith(reason: string): never {
  try { writeSync(2, `${reason} The server ends.\n`) } catch { /* Nobody reads it. */ }
  process.exit(1)
}
