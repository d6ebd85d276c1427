/** The webview "Run this layer": one panel, filled anew for every layer, following the file while it is edited. */
import * as vscode from 'vscode'
import type { PanelModel, RunLayerArgument } from '../../server/protocol.ts'
import type { FromPage, ToPage } from '../webview/messages.ts'

/** The panel's numbers follow an edit after this many milliseconds of rest. */
const REST = 300

export class LayerPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined
  private shown: { readonly place: RunLayerArgument; readonly model: PanelModel } | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly extension: vscode.Uri
  private readonly heard: (message: FromPage) => void

  constructor(extension: vscode.Uri, heard: (message: FromPage) => void) {
    this.extension = extension
    this.heard = heard
  }

  get shownModel(): PanelModel | undefined {
    return this.shown?.model
  }

  show(place: RunLayerArgument, model: PanelModel): void {
    if (this.panel) this.panel.reveal(undefined, true)
    else this.panel = this.open()
    this.update(place, model)
  }

  /** Runs the layer again when its file was edited; the place moves with the text before it. */
  follow(edit: vscode.TextDocumentChangeEvent, ask: (place: RunLayerArgument) => Promise<PanelModel | null>): void {
    if (!this.panel || this.shown?.place.uri !== edit.document.uri.toString() || edit.contentChanges.length === 0) return
    const place = { uri: this.shown.place.uri, offset: moved(this.shown.place.offset, edit.contentChanges) }
    this.shown = { place, model: this.shown.model }
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      ask(place).then(model => {
        if (this.shown?.place !== place) return
        if (model) this.update(place, model)
        else this.send({ type: 'nothing', reason: 'There is no layer at this place any more.' })
      }, () => undefined)
    }, REST)
  }

  dispose(): void {
    clearTimeout(this.timer)
    this.panel?.dispose()
  }

  private update(place: RunLayerArgument, model: PanelModel): void {
    this.shown = { place, model }
    if (this.panel) this.panel.title = model.title
    this.send({ type: 'model', model })
  }

  private open(): vscode.WebviewPanel {
    const dist = vscode.Uri.joinPath(this.extension, 'dist')
    const panel = vscode.window.createWebviewPanel('torchShapeLint.layer', 'Layer', { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, {
      enableScripts: true, localResourceRoots: [dist],
    })
    const listeners = [
      panel.webview.onDidReceiveMessage((message: FromPage) => this.receive(message)),
      panel.onDidDispose(() => {
        for (const listener of listeners) listener.dispose()
        clearTimeout(this.timer)
        this.panel = undefined
        this.shown = undefined
      }),
    ]
    panel.webview.html = page(panel.webview, dist)
    return panel
  }

  private receive(message: FromPage): void {
    this.heard(message)
    switch (message.type) {
      case 'ready':
        if (this.shown) this.send({ type: 'model', model: this.shown.model })
        break
      case 'openManual': {
        const manual = this.shown?.model.manual
        if (manual !== undefined) void vscode.env.openExternal(vscode.Uri.parse(manual, true))
        break
      }
      case 'reveal':
        if (this.shown) void reveal(this.shown.place)
        break
    }
  }

  private send(message: ToPage): void {
    void this.panel?.webview.postMessage(message)
  }
}

/** Where an offset lies after some changes, which VS Code lists from the end of the text to its start. */
function moved(offset: number, changes: readonly vscode.TextDocumentContentChangeEvent[]): number {
  return changes.reduce((at, { rangeOffset, rangeLength, text }) => (rangeOffset + rangeLength <= at && rangeOffset < at ? at + text.length - rangeLength : at), offset)
}

async function reveal({ uri, offset }: RunLayerArgument): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri))
  const at = document.positionAt(offset)
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, selection: new vscode.Range(at, at) })
}

/** Nothing may be loaded but the extension's own script and style. */
function page(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = crypto.randomUUID().replaceAll('-', '')
  const source = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString()
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}`
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${source('webview.css')}">
<title>Layer</title>
</head>
<body>
<main id="layer" aria-live="polite"><p class="waiting">Running the layer…</p></main>
<script nonce="${nonce}" src="${source('webview.js')}"></script>
</body>
</html>`
}
