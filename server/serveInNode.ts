/** A server for any editor that speaks LSP over a pipe. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node'
import { serve } from './connection.ts'
import { nodePlatform } from './host/node.ts'
import { watchEventLoop } from './host/watchdog.ts'

/** `rested`: called whenever problems were published and nobody types. Without streams, the process's arguments say which transport the editor chose. */
export function serveInNode(rested: () => void, streams?: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream }): void {
  const connection = streams ? createConnection(ProposedFeatures.all, streams.input, streams.output) : createConnection(ProposedFeatures.all)
  watchEventLoop()
  serve(connection, { ...nodePlatform, rested })
}
