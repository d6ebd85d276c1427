/** Entry in VS Code on a desktop or a remote machine: the server is a process of its own. */
import * as vscode from 'vscode'
import { LanguageClient, TransportKind } from 'vscode-languageclient/node'
import { activateWith, type Api } from './activate.ts'

let stop: (() => Promise<void>) | undefined

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath
  const started = await activateWith(context, {
    create: async options => new LanguageClient('torchShapeLint', 'Torch Shape Lint', { module, transport: TransportKind.ipc }, options),
    startOptions: { runLayer: true },
    sendFilesOf: folder => folder.uri.scheme !== 'file',
  })
  stop = started.stop
  return started
}

export async function deactivate(): Promise<void> {
  await stop?.()
}
