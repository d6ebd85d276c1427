/** The webview of the layer lab: one panel, in step with the code it was opened from. */
import * as vscode from 'vscode'
import type { LabModel, LabOpening, RunLayerArgument } from '../../server/protocol.ts'
import { decodeFromPage, type FromPage, type ToPage } from '../webview/messages.ts'
import { labPage, readParts, type PageParts } from './labPage.ts'

/** Where the layer stands that is shown, and the column of the lab itself. */
export interface LabPlace { readonly place: RunLayerArgument | undefined; readonly column: vscode.ViewColumn | undefined }

/** What the panel needs of the extension. */
export interface LabActions {
  /** The layer at a place; null: there is none. Rejects where the server is gone. */
  model(place: RunLayerArgument): Promise<LabOpening | null>
  /** Answers the page's wishes that are not about the panel itself. */
  answer(message: FromPage, from: LabPlace, send: (message: ToPage) => void): Promise<void>
}

/** The lab follows an edit or the cursor after this many milliseconds of rest. */
const REST = 300

export class LabPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined
  private shown: { place: RunLayerArgument; readonly model: LabModel } | undefined
  /** What stands in the page itself; it hears messages once it has said that it is ready. */
  private carried: LabModel | undefined
  private isReady = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private isFollowing = false
  private readonly dist: vscode.Uri
  private readonly parts: Promise<PageParts>
  private readonly actions: LabActions
  private readonly heard: (message: FromPage) => void

  constructor(extension: vscode.Uri, actions: LabActions, heard: (message: FromPage) => void) {
    this.dist = vscode.Uri.joinPath(extension, 'dist')
    this.parts = readParts(this.dist)
    this.actions = actions
    this.heard = heard
  }

  /** A page that is open has an engine of its own. */
  get isOpen(): boolean {
    return this.panel !== undefined
  }

  get shownModel(): LabModel | undefined {
    return this.shown?.model
  }

  async show(place: RunLayerArgument, opening: LabOpening): Promise<void> {
    const parts = await this.parts
    if (this.panel) this.panel.reveal(undefined, true)
    else this.panel = this.open(opening, parts)
    this.update(place, opening, 'opened')
  }

  /** Keeps in step with an edit of the file; the place moves with the text before it. */
  edited(edit: vscode.TextDocumentChangeEvent): void {
    const { shown } = this
    if (!this.panel || shown?.place.uri !== edit.document.uri.toString() || edit.contentChanges.length === 0) return
    shown.place = { uri: shown.place.uri, offset: moved(shown.place.offset, edit.contentChanges) }
    this.later(shown.place, 'edited')
  }

  /** Moves to the layer at the cursor, where that is asked for. Places without a layer change nothing. */
  cursorMoved(place: RunLayerArgument): void {
    if (this.panel && this.isFollowing) this.later(place, 'opened')
  }

  closed(document: vscode.TextDocument): void {
    if (this.shown?.place.uri === document.uri.toString()) this.send({ type: 'gone', reason: 'The file is closed. What you see stays, and goes on once the file is open again.' })
  }

  opened(document: vscode.TextDocument): void {
    if (this.panel && this.shown?.place.uri === document.uri.toString()) this.later(this.shown.place, 'edited')
  }

  toggleFollowing(): void {
    this.follow(!this.isFollowing)
  }

  dispose(): void {
    clearTimeout(this.timer)
    this.panel?.dispose()
  }

  private later(place: RunLayerArgument, cause: 'opened' | 'edited'): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.actions.model(place).then(opening => {
        if (cause === 'edited' && this.shown?.place !== place) return
        if (opening) this.update(place, opening, cause)
        else if (cause === 'edited') this.send({ type: 'gone', reason: 'There is no layer at this place of the file any more. What you see is the last one.' })
      }, () => undefined)
    }, REST)
  }

  /** The cursor that moves within a layer opens nothing anew. */
  private update(place: RunLayerArgument, { model, first }: LabOpening, cause: 'opened' | 'edited'): void {
    const isShown = this.isFollowing && this.shown?.place.uri === place.uri && JSON.stringify(this.shown.model) === JSON.stringify(model)
    this.shown = { place, model }
    if (this.panel) this.panel.title = model.title
    if (!isShown) this.send({ type: 'lab', model, first, cause })
  }

  private follow(on: boolean): void {
    this.isFollowing = on
    this.send({ type: 'following', on })
  }

  private open(opening: LabOpening, parts: PageParts): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel('torchShapeLint.lab', opening.model.title, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, {
      enableScripts: true, localResourceRoots: [this.dist], retainContextWhenHidden: true,
    })
    const listeners = [
      panel.webview.onDidReceiveMessage((message: unknown) => { this.receive(message) }),
      panel.onDidDispose(() => {
        for (const listener of listeners) listener.dispose()
        clearTimeout(this.timer)
        this.panel = undefined
        this.shown = undefined
        this.isFollowing = false
        this.isReady = false
      }),
    ]
    this.carried = opening.model
    panel.webview.html = labPage(panel.webview, this.dist, parts, opening)
    return panel
  }

  private receive(given: unknown): void {
    const message = decodeFromPage(given)
    if (!message) return
    this.heard(message)
    if (message.type === 'ready') {
      this.isReady = true
      if (this.shown && this.shown.model !== this.carried) this.send({ type: 'lab', model: this.shown.model, cause: 'opened' })
      this.send({ type: 'following', on: this.isFollowing })
    } else if (message.type === 'follow') this.follow(message.on)
    else if (message.type === 'openManual') {
      const manual = this.shown?.model.manual
      if (manual !== undefined) void vscode.env.openExternal(vscode.Uri.parse(manual, true))
    } else {
      this.actions.answer(message, { place: this.shown?.place, column: this.panel?.viewColumn }, answer => { this.send(answer) }).catch((problem: unknown) => {
        this.send({ type: 'notice', kind: 'problem', text: problem instanceof Error ? problem.message : String(problem) })
      })
    }
  }

  private send(message: ToPage): void {
    if (this.isReady) void this.panel?.webview.postMessage(message)
  }
}

/** Where an offset lies after some changes, which VS Code lists from the end of the text to its start. */
function moved(offset: number, changes: readonly vscode.TextDocumentContentChangeEvent[]): number {
  return changes.reduce((at, { rangeOffset, rangeLength, text }) => (rangeOffset + rangeLength <= at && rangeOffset < at ? at + text.length - rangeLength : at), offset)
}
