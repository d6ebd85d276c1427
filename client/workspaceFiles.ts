/** Sends the Python files of folders that the server can't read itself: once at the start, then what changes. */
import * as vscode from 'vscode'
import type { BaseLanguageClient } from 'vscode-languageclient'
import { State } from 'vscode-languageclient'
import type { GivenFile, Notifications } from '../server/protocol.ts'

export type WorkspaceChoice = (folder: vscode.WorkspaceFolder) => boolean

/** More files than this are not sent; what they hold stays unknown. */
const MOST_FILES = 2000
const LARGEST = 1024 * 1024
const EXCLUDED = '**/{.git,node_modules,__pycache__,.venv,venv,site-packages}/**'

export function sendWorkspaceFiles(client: BaseLanguageClient, choose: WorkspaceChoice): readonly vscode.Disposable[] {
  const folders = (): readonly vscode.WorkspaceFolder[] => (vscode.workspace.workspaceFolders ?? []).filter(choose)
  const belongs = (uri: vscode.Uri): boolean => {
    const folder = vscode.workspace.getWorkspaceFolder(uri)
    return folder !== undefined && choose(folder)
  }
  const send = async (uris: readonly vscode.Uri[]): Promise<void> => {
    const files = await Promise.all(uris.map(read))
    if (files.length > 0 && client.state === State.Running) await client.sendNotification('torchShapeLint/files', { files } satisfies Notifications['torchShapeLint/files'])
  }
  const sendAll = async (): Promise<void> => {
    for (const folder of folders()) await send(await vscode.workspace.findFiles(new vscode.RelativePattern(folder, '**/*.py'), EXCLUDED, MOST_FILES))
  }
  const report = (work: Promise<void>): void => { work.catch((error: unknown) => client.error('Sending the workspace\'s files failed', error, false)) }
  const sendOne = (uri: vscode.Uri): void => { if (belongs(uri)) report(send([uri])) }
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.py')
  return [
    watcher, watcher.onDidChange(sendOne), watcher.onDidCreate(sendOne), watcher.onDidDelete(sendOne),
    client.onDidChangeState(({ newState }) => { if (newState === State.Running) report(sendAll()) }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => report(sendAll())),
  ]
}

async function read(uri: vscode.Uri): Promise<GivenFile> {
  try {
    const bytes = await vscode.workspace.fs.readFile(uri)
    if (bytes.length > LARGEST) return { uri: uri.toString(), text: null }
    return { uri: uri.toString(), text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { uri: uri.toString(), text: null }
  }
}
