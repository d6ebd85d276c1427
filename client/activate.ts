/** What the extension does on a desktop and in a browser alike. */
import * as vscode from 'vscode'
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient'
import type { LabModel, RunLayerArgument, StartOptions } from '../server/protocol.ts'
import { labActions, request } from './panels/labActions.ts'
import { LabPanel } from './panels/labPanel.ts'
import { restart, surviving } from './survival.ts'
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
  shownModel(): LabModel | undefined
}

const OUTPUT = 'Torch Shape Lint'

export async function activateWith(context: vscode.ExtensionContext, launch: Launch): Promise<Api & { stop(): Promise<void> }> {
  const output = vscode.window.createOutputChannel(OUTPUT, { log: true })
  const pageMessages: FromPage[] = []
  const options: LanguageClientOptions = {
    documentSelector: [{ language: 'python' }],
    outputChannel: output,
    traceOutputChannel: traceChannel(output, context.subscriptions),
    // Asked at every start: trust may have been granted since the first one.
    initializationOptions: (): StartOptions => ({ ...launch.startOptions, trusted: vscode.workspace.isTrusted }),
    errorHandler: surviving(),
    markdown: { isTrusted: { enabledCommands: ['torchShapeLint.runLayer'] } },
  }
  const client = await launch.create(options)
  const lab = new LabPanel(context.extensionUri, labActions(client), message => pageMessages.push(message))
  context.subscriptions.push(
    output, lab,
    vscode.commands.registerCommand('torchShapeLint.runLayer', (place?: unknown) => runLayer(client, lab, place)),
    vscode.commands.registerCommand('torchShapeLint.restartServer', () => restart(client)),
    vscode.commands.registerCommand('torchShapeLint.showOutput', () => output.show()),
    vscode.commands.registerCommand('torchShapeLint.followCursor', () => { lab.toggleFollowing() }),
    vscode.workspace.onDidChangeTextDocument(edit => { lab.edited(edit) }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => { void client.sendNotification('torchShapeLint/trusted') }),
    vscode.workspace.onDidOpenTextDocument(document => { lab.opened(document) }),
    vscode.workspace.onDidCloseTextDocument(document => { lab.closed(document) }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      const place = placeIn(textEditor)
      if (place) lab.cursorMoved(place)
    }),
    ...sendWorkspaceFiles(client, launch.sendFilesOf),
  )
  await client.start()
  return { pageMessages, shownModel: () => lab.shownModel, stop: () => client.stop() }
}

/** From a lens or a link with the layer's place, else for the layer under the cursor. */
async function runLayer(client: BaseLanguageClient, lab: LabPanel, argument: unknown): Promise<void> {
  const place = isPlace(argument) ? argument : cursor()
  if (!place) {
    void vscode.window.showInformationMessage('Open a Python file and put the cursor on a layer, such as nn.Conv2d(…), to run it.')
    return
  }
  const opening = await request(client, 'torchShapeLint/lab', { ...place, first: !lab.isOpen })
  if (opening) await lab.show(place, opening)
  else void vscode.window.showInformationMessage('There is no layer that can be run here. Put the cursor on a layer, such as nn.Conv2d(…), or on a call of it.')
}

const cursor = (): RunLayerArgument | undefined => placeIn(vscode.window.activeTextEditor)

function placeIn(editor: vscode.TextEditor | undefined): RunLayerArgument | undefined {
  return editor?.document.languageId === 'python' ? { uri: editor.document.uri.toString(), offset: editor.document.offsetAt(editor.selection.active) } : undefined
}

function isPlace(value: unknown): value is RunLayerArgument {
  if (typeof value !== 'object' || value === null) return false
  const { uri, offset } = value as Partial<Record<keyof RunLayerArgument, unknown>>
  return typeof uri === 'string' && typeof offset === 'number'
}
