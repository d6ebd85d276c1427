/** What the panel and its page say to each other. */
import type { PanelModel } from '../../server/protocol.ts'

export type ToPage =
  | { readonly type: 'model'; readonly model: PanelModel }
  | { readonly type: 'nothing'; readonly reason: string }

export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'openManual' }
  | { readonly type: 'reveal' }
