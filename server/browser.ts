/** Entry of the server that runs in a web worker: all files and the parser come from the client. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } from 'vscode-languageserver/browser'
import { serve } from './connection.ts'
import { createHost } from './host/host.ts'
import type { Platform } from './platform.ts'

const webPlatform: Platform = {
  async parserFiles({ parser }) {
    if (!parser) throw new Error('the client of a server in a web worker has to send the parser')
    return parser
  },
  host: (given, roots, settings) => createHost(given, {
    roots, packages: [],
    extra: settings.searchPaths.flatMap(path => (path.startsWith('/') ? [path] : roots.map(root => `${root}/${path.replace(/^\.\//, '')}`))),
  }),
}

const worker = globalThis as unknown as DedicatedWorkerGlobalScope
serve(createConnection(ProposedFeatures.all, new BrowserMessageReader(worker), new BrowserMessageWriter(worker)), webPlatform)
