/** What the lab's page may ask of the editor: going to the code, changing it, asking PyTorch, copying and saving. */
import * as vscode from 'vscode'
import type { BaseLanguageClient } from 'vscode-languageclient'
import type { LabCheck, Requests, RunLayerArgument } from '../../server/protocol.ts'
import type { FromPage } from '../webview/messages.ts'
import type { LabActions } from './labPanel.ts'

type Notice = (kind: 'done' | 'problem', text: string) => void

export function labActions(client: BaseLanguageClient): LabActions {
  return {
    model: place => request(client, 'torchShapeLint/lab', { ...place, first: false }),
    answer: async (message, { place, column }, send) => {
      const notice: Notice = (kind, text) => { send({ type: 'notice', kind, text }) }
      switch (message.type) {
        case 'reveal': return place ? reveal(place, column) : notice('problem', 'The layer is no longer in a file.')
        case 'apply': return place ? apply(client, place, message, notice) : notice('problem', 'The layer is no longer in a file.')
        case 'check': return send({ type: 'checked', check: await check(client, place, message) })
        case 'copy':
          await vscode.env.clipboard.writeText(message.text)
          return notice('done', 'Copied.')
        case 'save': return save(message, place, notice)
        default: return undefined
      }
    },
  }
}

export function request<M extends keyof Requests>(client: BaseLanguageClient, method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> {
  return client.sendRequest<Requests[M]['result']>(method, params)
}

/** Where the file is shown already, else beside the lab. */
async function reveal({ uri, offset }: RunLayerArgument, lab: vscode.ViewColumn | undefined): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri))
  const at = document.positionAt(offset)
  const column = vscode.window.visibleTextEditors.find(editor => editor.document === document)?.viewColumn ?? (lab === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One)
  await vscode.window.showTextDocument(document, { viewColumn: column, selection: new vscode.Range(at, at) })
}

/** All changed arguments are one edit, which one undo takes back. */
async function apply(client: BaseLanguageClient, place: RunLayerArgument, { setting }: Extract<FromPage, { type: 'apply' }>, notice: Notice): Promise<void> {
  const document = await Promise.resolve(vscode.workspace.openTextDocument(vscode.Uri.parse(place.uri))).catch(() => undefined)
  if (!document) return notice('problem', 'The file is gone. Nothing was changed.')
  const { version } = document
  const answer = await request(client, 'torchShapeLint/labEdit', { ...place, setting })
  if ('reason' in answer) return notice('problem', answer.reason)
  if (answer.edits.length === 0) return notice('done', 'The code says this already.')
  if (document.version !== version) return notice('problem', 'The file has changed meanwhile. Try again.')
  const edit = new vscode.WorkspaceEdit()
  for (const { uri, start, end, newText } of answer.edits) {
    const target = uri === place.uri ? document : await vscode.workspace.openTextDocument(vscode.Uri.parse(uri))
    edit.replace(target.uri, new vscode.Range(target.positionAt(start), target.positionAt(end)), newText)
  }
  const isDone = await vscode.workspace.applyEdit(edit)
  notice(isDone ? 'done' : 'problem', isDone ? 'Written to the code.' : 'The editor did not accept the change.')
}

/** The server refuses in a workspace that is not trusted, and says so. */
async function check(client: BaseLanguageClient, place: RunLayerArgument | undefined, { setting }: Extract<FromPage, { type: 'check' }>): Promise<LabCheck> {
  return request(client, 'torchShapeLint/labCheck', { setting, python: vscode.workspace.isTrusted ? await chosenPython(place) : undefined })
}

/** The interpreter that the user chose in the Python extension, where that is installed. */
async function chosenPython(place: RunLayerArgument | undefined): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi | undefined>('ms-python.python')
  const api = extension && await Promise.resolve(extension.activate()).catch(() => undefined)
  const path = api?.environments?.getActiveEnvironmentPath?.(place && vscode.Uri.parse(place.uri))?.path
  return typeof path === 'string' && path !== '' && path !== 'python' ? path : undefined
}
/** What is used of the Python extension's API. */
interface PythonApi { readonly environments?: { getActiveEnvironmentPath?(resource?: vscode.Uri): { readonly path?: unknown } | undefined } }

async function save({ name, content }: Extract<FromPage, { type: 'save' }>, place: RunLayerArgument | undefined, notice: Notice): Promise<void> {
  const folder = place && vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(place.uri))?.uri
  const extension = name.slice(name.lastIndexOf('.') + 1)
  const target = await vscode.window.showSaveDialog({ filters: { [extension.toUpperCase()]: [extension] }, ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}) })
  if (!target) return
  await vscode.workspace.fs.writeFile(target, typeof content === 'string' ? new TextEncoder().encode(content) : content)
  notice('done', `Saved as ${target.path.slice(target.path.lastIndexOf('/') + 1)}.`)
}
