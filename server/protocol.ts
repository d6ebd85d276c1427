/**
 * What the client and the server say to each other beyond LSP. Types only, so that both sides are checked against one
 * page and the client bundles nothing of the server.
 */
import type { LabCheck, LabModel } from '../core/exec/lab/types.ts'

export type * from '../core/exec/lab/types.ts'
export type { AnswerMessage, AskMessage } from './lab/answer.ts'

/** The `initializationOptions` of a client; every field may be missing, as in other editors. */
export interface StartOptions {
  /** The client offers the command `torchShapeLint.runLayer`: lenses and hover links may name it. */
  readonly runLayer?: boolean
  /** Whether the user trusts the workspace; absent, nothing is run. */
  readonly trusted?: boolean
  /** The parser's two WebAssembly files, for a server that has no disk to read them from. */
  readonly parser?: ParserFiles
  /** Settings for a client that doesn't answer `workspace/configuration`; the sections of VS Code's settings. */
  readonly settings?: { readonly torchShapeLint?: unknown; readonly python?: unknown }
}

export interface ParserFiles { readonly runtime: Uint8Array; readonly grammar: Uint8Array }

/** The argument of `torchShapeLint.runLayer`: where the layer stands, in UTF-16 units of the newest text. */
export interface RunLayerArgument { readonly uri: string; readonly offset: number }

export interface Requests {
  /** What the lab opens on at a place, with its first picture where that is asked for; null where there is nothing for it. */
  'torchShapeLint/lab': { readonly params: RunLayerArgument & { readonly first: boolean }; readonly result: LabOpening | null }
  /** Edits that write a setting back into the code it was opened from, none where nothing differs; or why there are none. `setting` is a LabSetting. */
  'torchShapeLint/labEdit': { readonly params: RunLayerArgument & { readonly setting: unknown }; readonly result: { readonly edits: readonly OffsetEdit[] } | { readonly reason: string } }
  /** Runs a setting with PyTorch in the interpreter of the settings, else in `python`. Refused in a workspace that the user does not trust. */
  'torchShapeLint/labCheck': { readonly params: { readonly setting: unknown; readonly python: string | undefined }; readonly result: LabCheck }
}

/** What the lab opens on. `first` is its first picture, a LabFirst as JSON, where that takes no time. */
export interface LabOpening { readonly model: LabModel; readonly first: string | undefined }

/** An edit in UTF-16 units of the newest text. */
export interface OffsetEdit { readonly uri: string; readonly start: number; readonly end: number; readonly newText: string }

export interface Notifications {
  /** Python files that the server can't read itself (a virtual workspace, a browser); `text: null` is a file that is gone. */
  'torchShapeLint/files': { readonly files: readonly GivenFile[] }
  /** The user has come to trust the workspace. */
  'torchShapeLint/trusted': undefined
}

export interface GivenFile { readonly uri: string; readonly text: string | null }
