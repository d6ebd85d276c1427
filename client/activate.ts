/** What the extension does on a desktop and in a browser alike. */
import * as vscode from 'vscode'
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient'
import type { PanelModel, Requests, RunLayerArgument, StartOptions } from '../server/protocol.ts'
import { LayerPanel } from './panels/layerPanel.ts'
import { traceChannel } from './traceChannel.ts'
import type { FromPage } from './webview/messages.ts'
import { sendWorkspaceFiles, type WorkspaceChoice } from './workspaceFiles.ts'

export interface Launch {
  /** Makes a client for the server of this platform; it is started here. */
  create(options: LanguageClientOptions): Promise<BaseLanguageClient>
  readonly startOptions: StartOptions
  /** Which workspace folders the server can't read for itself. */
  readonly sendFilesOf: WorkspaceChoice
}

/** What other extensions and the tests get from `activate`. */
export interface Api {
  /** Messages that the panel's page sent, the newest last. */
  readonly pageMessages: readonly FromPage[]
  /** The model that the panel shows. */
  shownModel(): PanelModel | undefined
}

const OUTPUT = 'Torch Shape Lint'

export async function activateWith(context: vscode.ExtensionContext, launch: Launch): Promise<Api & { stop(): Promise<void> }> {
  const output = vscode.window.createOutputChannel(OUTPUT, { log: true })
  const pageMessages: FromPage[] = []
  const options: LanguageClientOptions = {
    documentSelector: [{ language: 'python' }],
    outputChannel: output,
    traceOutputChannel: traceChannel(output, context.subscriptions),
    initializationOptions: launch.startOptions,
    markdown: { isTrusted: { enabledCommands: ['torchShapeLint.runLayer'] } },
  }
  const client = await launch.create(options)
  const panel = new LayerPanel(context.extensionUri, message => pageMessages.push(message))
  context.subscriptions.push(
    output, panel,
    vscode.commands.registerCommand('torchShapeLint.runLayer', (place?: unknown) => runLayer(client, panel, place)),
    vscode.commands.registerCommand('torchShapeLint.restartServer', async () => { await client.stop(); await client.start() }),
    vscode.commands.registerCommand('torchShapeLint.showOutput', () => output.show()),
    vscode.workspace.onDidChangeTextDocument(edit => panel.follow(edit, place => request(client, 'torchShapeLint/panel', place))),
    ...sendWorkspaceFiles(client, launch.sendFilesOf),
  )
  await client.start()
  return { pageMessages, shownModel: () => panel.shownModel, stop: () => client.stop() }
}

/** From a lens or a link with the layer's place, else for the layer under the cursor. */
async function runLayer(client: BaseLanguageClient, panel: LayerPanel, argument: unknown): Promise<void> {
  const place = isPlace(argument) ? argument : cursor()
  if (!place) {
    void vscode.window.showInformationMessage('Open a Python file and put the cursor on a layer, such as nn.Conv2d(…), to run it.')
    return
  }
  const model = await request(client, 'torchShapeLint/panel', place)
  if (model) panel.show(place, model)
  else void vscode.window.showInformationMessage('There is no layer that can be run here. Put the cursor on a layer, such as nn.Conv2d(…), or on a call of it.')
}

function request<M extends keyof Requests>(client: BaseLanguageClient, method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> {
  return client.sendRequest<Requests[M]['result']>(method, params)
}

function cursor(): RunLayerArgument | undefined {
  const editor = vscode.window.activeTextEditor
  return editor?.document.languageId === 'python' ? { uri: editor.document.uri.toString(), offset: editor.document.offsetAt(editor.selection.active) } : undefined
}

function isPlace(value: unknown): value is RunLayerArgument {
  if (typeof value !== 'object' || value === null) return false
  const { uri, offset } = value as Partial<Record<keyof RunLayerArgument, unknown>>
  return typeof uri === 'string' && typeof offset === 'number'
}
