/** What a person does to a text, as the messages that an editor would send: one for every key pressed, pasted block or renamed word. */
import fc from 'fast-check'

/** Replaces `remove` UTF-16 units at an offset. */
export interface Change { readonly offset: number; readonly remove: number; readonly insert: string }
/** One notification: its changes apply one after the other. */
export type Message = readonly Change[]

export interface Text {
  readonly text: string
  readonly cursor: number
  readonly clipboard: string
  readonly undo: readonly string[]
  readonly redo: readonly string[]
}

/** Plain numbers, so that a failure shrinks: where in the text (undefined is at the cursor), how much, and which of many. */
export interface Action { readonly kind: Kind; readonly where: number | undefined; readonly size: number; readonly pick: number }

const kinds = {
  type: 8, line: 8, backspace: 6, remove: 2, cut: 2, paste: 4, duplicate: 2, move: 2, indent: 1, dedent: 1, comment: 2, undo: 5, redo: 3,
  rename: 3, replace: 4, strange: 2, breaks: 1, block: 1, clear: 0.2,
} as const
export type Kind = keyof typeof kinds

const RANGE = 1_000_000
export const action: fc.Arbitrary<Action> = fc.record({
  kind: fc.oneof(...Object.entries(kinds).map(([kind, weight]) => ({ weight: weight * 5, arbitrary: fc.constant(kind as Kind) }))),
  where: fc.option(fc.nat(RANGE - 1), { nil: undefined }),
  size: fc.nat(40),
  pick: fc.nat(9999),
})

export function fresh(text: string): Text {
  return { text, cursor: text.length, clipboard: '', undo: [], redo: [] }
}

/** Words and calls that change what shapes are. */
const phrases = [
  'x = ', 'torch.', 'nn.', 'self.', 'x.shape', 'return x', 'return ', 'def f(x):', 'class A(nn.Module):', 'for i in range(3):', 'if x:', 'else:', 'elif n > 1:', 'while True:', 'try:', 'except:',
  'finally:', 'with torch.no_grad():', 'import torch', 'from torch import nn', 'from . import ', 'nn.Conv2d(3, 8, 3)', 'nn.Linear(4, 4)(x)', 'torch.cat([x, y], 1)', 'x.view(2, -1)',
  'x.permute(0, 2, 1)', '.reshape(', '.size(0)', 'torch.zeros(2, 3)', 'lambda: ', 'yield x', 'await x', '@property', 'super().__init__()', '[i for i in x]', '{**a}', 'f(*args, **kwargs)', 'f"{x}"',
  '"""', "'", '(', ')', '[', ']', '{', '}', ':', ',', '=', '==', ' + 1', ' * 2', ' // 2', ' % 4', '0', '1', '16', '-1', '10 ** 9', ' and ', ' or ', ' not ', ' in ', ' is None', 'None', 'pass', 'break', 'continue',
  'del x', 'global n', 'assert x', 'raise ValueError()', 'match x:', 'case [1, *r]:', '# given: x [N, 3, H, W]', '# shape: [2, 3]', '# shape: ignore', ' ', '    ', '\\',
]
const strange = ['\u0000', '\ufeff', '\f', '\t', '\v', '\r', '\u2028', '\u00a0', '😀', 'ａ', '\ud800', '\udc00', 'e\u0301', '変数 = 1', 'º', '∞', '\u202e', '٣', '$', '?', '`', '\u007f', '\u001a']
const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '"': '"', "'": "'" }
const nameCharacters = /[\p{L}\p{N}_]+/gu

/** What an action makes of a text; `elsewhere` are lines of other files, which people paste. */
export function perform(before: Text, { kind, where, size, pick }: Action, elsewhere: readonly string[]): { readonly after: Text; readonly messages: readonly Message[] } {
  const { text } = before
  const cursor = where === undefined ? before.cursor : wholeCharacter(text, Math.floor((where / RANGE) * (text.length + 1)))
  const line = lineAt(text, cursor)
  const other = elsewhere.length > 0 ? elsewhere[pick % elsewhere.length]! : 'pass'
  const edit = (...messages: readonly Message[]): { after: Text; messages: readonly Message[] } => {
    const real = messages.filter(changes => changes.some(({ remove, insert }) => remove > 0 || insert !== ''))
    const last = real.at(-1)?.at(-1)
    const after = { ...before, text: real.reduce(applied, text), cursor: last ? last.offset + last.insert.length : cursor }
    return { messages: real, after: real.length === 0 ? after : { ...after, undo: [...before.undo, text].slice(-100), redo: [] } }
  }
  const one = (offset: number, remove: number, insert: string): Message => [{ offset, remove, insert }]
  switch (kind) {
    case 'type': return edit(...typed(text, cursor, phrases[pick % phrases.length]!, size % 2 === 0))
    case 'line': return edit(...typed(text, line.end, `\n${' '.repeat(line.indent)}${other.trim().slice(0, 80)}`, size % 2 === 0))
    case 'backspace': return edit(...Array.from({ length: Math.min(size, cursor) }, (_, i) => one(cursor - 1 - i, 1, '')))
    case 'remove': return edit(one(cursor, Math.min(size * 3, text.length - cursor), ''))
    case 'cut': {
      const end = endOfLines(text, line.start, 1 + (size >> 3))
      const { after, messages } = edit(one(line.start, end - line.start, ''))
      return { after: { ...after, clipboard: text.slice(line.start, end) }, messages }
    }
    case 'paste': return edit(one(line.start, 0, before.clipboard || `${other}\n`))
    case 'block': return edit(one(line.start, 0, `${Array.from({ length: size }, (_, i) => elsewhere[(pick + i) % elsewhere.length] ?? '').join('\n')}\n`))
    case 'duplicate': return edit(one(line.end, 0, `\n${text.slice(line.start, line.end)}`))
    case 'move': {
      const next = lineAt(text, Math.min(line.end + 1, text.length))
      return line.end >= next.start ? edit() : edit(one(line.start, next.end - line.start, `${text.slice(next.start, next.end)}\n${text.slice(line.start, line.end)}`))
    }
    case 'indent': return edit(lineStarts(text, line.start, 1 + (size >> 2)).map(offset => ({ offset, remove: 0, insert: '    ' })))
    case 'dedent': return edit(lineStarts(text, line.start, 1 + (size >> 2)).map(offset => ({ offset, remove: Math.min(4, lineAt(text, offset).indent), insert: '' })))
    case 'comment': return edit(lineStarts(text, line.start, 1 + (size >> 2)).map(offset => (text[offset] === '#' ? { offset, remove: text[offset + 1] === ' ' ? 2 : 1, insert: '' } : { offset, remove: 0, insert: '# ' })))
    case 'rename': {
      const words = [...text.matchAll(nameCharacters)]
      const word = words[pick % Math.max(1, words.length)]?.[0]
      const name = size % 3 === 0 ? `${word}_` : size % 3 === 1 ? (words[(pick * 7) % words.length]?.[0] ?? 'x') : 'renamed'
      // From the end to the start, so that each offset is one of the text as it is then.
      return edit(words.filter(match => match[0] === word).reverse().map(match => ({ offset: match.index, remove: match[0].length, insert: name })))
    }
    case 'replace': return edit(one(cursor, Math.min(size >> 2, text.length - cursor), phrases[pick % phrases.length]!))
    case 'strange': return edit(one(cursor, 0, strange[pick % strange.length]!))
    case 'breaks': return edit(one(0, text.length, text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text.replaceAll(/\r?\n/g, '\r\n')))
    case 'clear': return edit(one(0, text.length, ''))
    case 'undo': return travelled(before, before.undo, 1 + (size >> 2), (undo, redo) => ({ undo, redo: [...redo, text] }))
    case 'redo': return travelled(before, before.redo, 1 + (size >> 2), (redo, undo) => ({ redo, undo: [...undo, text] }))
  }
}

/** Goes back (or forth) by some steps at once; the editor sends what differs. */
function travelled(before: Text, from: readonly string[], steps: number, kept: (from: readonly string[], to: readonly string[]) => Pick<Text, 'undo' | 'redo'>): { readonly after: Text; readonly messages: readonly Message[] } {
  const at = Math.max(0, from.length - steps)
  const text = from[at]
  if (text === undefined) return { after: before, messages: [] }
  const change = difference(before.text, text)
  return { after: { ...before, ...kept(from.slice(0, at), from === before.undo ? before.redo : before.undo), text, cursor: change.offset + change.insert.length }, messages: before.text === text ? [] : [[change]] }
}

/** A key at a time; an opening bracket brings its partner along, and typing the partner steps over it. */
function typed(text: string, at: number, letters: string, closes: boolean): readonly Message[] {
  const messages: Message[] = []
  let here = at, now = text
  for (const letter of letters) {
    const partner = closes ? pairs[letter] : undefined
    const stepsOver = closes && now[here] === letter && Object.values(pairs).includes(letter)
    if (!stepsOver) {
      const message = [{ offset: here, remove: 0, insert: letter + (partner ?? '') }]
      messages.push(message)
      now = applied(now, message)
    }
    here += letter.length
  }
  return messages
}

export function applied(text: string, changes: Message): string {
  return changes.reduce((now, { offset, remove, insert }) => now.slice(0, offset) + insert + now.slice(offset + remove), text)
}

/** The shortest single change that makes one text of another. */
export function difference(from: string, to: string): Change {
  let start = 0
  while (start < from.length && start < to.length && from[start] === to[start]) start++
  let end = 0
  while (end < from.length - start && end < to.length - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++
  return { offset: start, remove: from.length - end - start, insert: to.slice(start, to.length - end) }
}

function lineAt(text: string, offset: number): { readonly start: number; readonly end: number; readonly indent: number } {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  const line = text.slice(start, end < 0 ? text.length : end)
  return { start, end: start + line.length, indent: line.length - line.trimStart().length }
}

function endOfLines(text: string, from: number, count: number): number {
  let end = from
  for (let i = 0; i < count && end < text.length; i++) end = Math.min(text.length, lineAt(text, end).end + 1)
  return end
}

/** The starts of some lines, the last first. */
function lineStarts(text: string, from: number, count: number): readonly number[] {
  const starts: number[] = []
  for (let at = from; starts.length < count && at < text.length; at = lineAt(text, at).end + 1) starts.unshift(at)
  return starts
}

/** A cursor never stands inside a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  return /[\udc00-\udfff]/.test(text[offset] ?? '') && /[\ud800-\udbff]/.test(text[offset - 1] ?? '') ? offset - 1 : offset
}
