/** Entry in VS Code for the Web: the server runs in a worker, and everything it reads comes from here. */
import * as vscode from 'vscode'
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient, type MessageTransports } from 'vscode-languageclient/browser'
import { activateWith, type Api } from './activate.ts'

let stop: (() => Promise<void>) | undefined

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const file = (name: string): vscode.Uri => vscode.Uri.joinPath(context.extensionUri, 'dist', name)
  const [runtime, grammar] = await Promise.all([
    vscode.workspace.fs.readFile(file('web-tree-sitter.wasm')), vscode.workspace.fs.readFile(file('tree-sitter-python.wasm')),
  ])
  let worker: Worker | undefined
  const freshWorker = async (): Promise<MessageTransports> => {
    worker?.terminate()
    worker = new Worker(file('server.web.js').toString(true))
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) }
  }
  const started = await activateWith(context, {
    create: async options => new LanguageClient('torchShapeLint', 'Torch Shape Lint', freshWorker, options),
    startOptions: { runLayer: true, parser: { runtime, grammar } },
    sendFilesOf: () => true,
  })
  stop = started.stop
  return started
}

export async function deactivate(): Promise<void> {
  await stop?.()
}
