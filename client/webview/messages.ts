/**
 * What the extension and the lab's page say to each other. Each side decodes what it receives: a message of another form is
 * undefined and left alone. Settings and models are looked at by those who read them: the engine and the server refuse what is none.
 */
import type { LabCheck, LabFirst, LabModel, LabSetting } from '../../server/protocol.ts'

export type ToPage =
  /** Show this layer, with its first picture where there is one. `opened`: in place of whatever is shown; `edited`: the same layer after its code was edited. */
  | { readonly type: 'lab'; readonly model: LabModel; readonly first?: string | undefined; readonly cause: 'opened' | 'edited' }
  /** The layer is gone; what is shown stays. */
  | { readonly type: 'gone'; readonly reason: string }
  | { readonly type: 'following'; readonly on: boolean }
  /** What became of `apply`, `copy` and `save`. */
  | { readonly type: 'notice'; readonly kind: 'done' | 'problem'; readonly text: string }
  /** The answer to `check`. */
  | { readonly type: 'checked'; readonly check: LabCheck }

export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'openManual' }
  | { readonly type: 'reveal' }
  /** Whether the lab moves to the layer at the cursor. */
  | { readonly type: 'follow'; readonly on: boolean }
  /** Write the changed arguments back into the code. */
  | { readonly type: 'apply'; readonly setting: LabSetting }
  /** Run the setting with PyTorch. */
  | { readonly type: 'check'; readonly setting: LabSetting }
  | { readonly type: 'copy'; readonly text: string }
  /** Save a file that the user names. */
  | { readonly type: 'save'; readonly name: string; readonly content: string | Uint8Array }

/** What the fields of each kind of message must be. */
type Fields = Readonly<Record<string, (value: unknown) => boolean>>
const isText = (value: unknown): boolean => typeof value === 'string'
const isFlag = (value: unknown): boolean => typeof value === 'boolean'
const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
const isOneOf = (...words: readonly string[]) => (value: unknown): boolean => words.includes(value as string)
const holds = (...names: readonly string[]) => (value: unknown): boolean => isRecord(value) && names.every(name => name in (value as object))
const isSetting = (value: unknown): boolean => isRecord(value) && Array.isArray((value as Partial<LabSetting>).steps) && Array.isArray((value as Partial<LabSetting>).inputs)

const toPage: Readonly<Record<ToPage['type'], Fields>> = {
  lab: { model: holds('title', 'call', 'readOnly'), first: value => value === undefined || isText(value), cause: isOneOf('opened', 'edited') },
  gone: { reason: isText },
  following: { on: isFlag },
  notice: { kind: isOneOf('done', 'problem'), text: isText },
  checked: { check: holds('ok') },
}
const fromPage: Readonly<Record<FromPage['type'], Fields>> = {
  ready: {}, openManual: {}, reveal: {},
  follow: { on: isFlag },
  apply: { setting: isSetting },
  check: { setting: isSetting },
  copy: { text: isText },
  save: { name: isText, content: value => isText(value) || value instanceof Uint8Array },
}

export const decodeToPage = (message: unknown): ToPage | undefined => decoded<ToPage>(message, toPage)
export const decodeFromPage = (message: unknown): FromPage | undefined => decoded<FromPage>(message, fromPage)

function decoded<M>(message: unknown, kinds: Readonly<Record<string, Fields>>): M | undefined {
  if (!isRecord(message)) return undefined
  const given = message as Readonly<Record<string, unknown>>
  const fields = typeof given['type'] === 'string' && Object.hasOwn(kinds, given['type']) ? kinds[given['type']] : undefined
  return fields && Object.entries(fields).every(([name, fits]) => fits(given[name])) ? message as M : undefined
}

/** A first picture from its text, see LabOpening. */
export function readFirst(text: string | undefined): LabFirst | undefined {
  return text === undefined ? undefined : JSON.parse(text, (_, value: unknown) => (isNumbers(value) ? Float64Array.from(value.float64, Number) : value)) as LabFirst
}
const isNumbers = (value: unknown): value is { readonly float64: readonly (number | string)[] } => holds('float64')(value)

/**
 * A setting as it can be sent through JSON, which knows no typed arrays: numbers and pixels become plain lists.
 */
export const sendable = (setting: LabSetting): LabSetting => JSON.parse(JSON.stringify(setting, (_, value: unknown) => (ArrayBuffer.isView(value) ? [...(value as Uint8Array)] : value))) as LabSetting
