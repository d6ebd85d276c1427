/**
 * What the client and the server say to each other beyond LSP. Types only, so that both sides are checked against one
 * page and the client bundles nothing of the server.
 */
import type { PanelModel } from '../core/ide/types.ts'

export type { HoverLine, NamedArray, PanelModel } from '../core/ide/types.ts'
export type * from '../core/exec/lab/types.ts'
export type { AnswerMessage, AskMessage } from './lab/answer.ts'

/** The `initializationOptions` of a client; every field may be missing, as in other editors. */
export interface StartOptions {
  /** The client offers the command `torchShapeLint.runLayer`: lenses and hover links may name it. */
  readonly runLayer?: boolean
  /** The parser's two WebAssembly files, for a server that has no disk to read them from. */
  readonly parser?: ParserFiles
  /** Settings for a client that doesn't answer `workspace/configuration`; the sections of VS Code's settings. */
  readonly settings?: { readonly torchShapeLint?: unknown; readonly python?: unknown }
}

export interface ParserFiles { readonly runtime: Uint8Array; readonly grammar: Uint8Array }

/** The argument of `torchShapeLint.runLayer`: where the layer stands, in UTF-16 units of the newest text. */
export interface RunLayerArgument { readonly uri: string; readonly offset: number }

export interface Requests {
  /** Executes the layer at a place; null where there is none. */
  'torchShapeLint/panel': { readonly params: RunLayerArgument; readonly result: PanelModel | null }
}

export interface Notifications {
  /** Python files that the server can't read itself (a virtual workspace, a browser); `text: null` is a file that is gone. */
  'torchShapeLint/files': { readonly files: readonly GivenFile[] }
}

export interface GivenFile { readonly uri: string; readonly text: string | null }
