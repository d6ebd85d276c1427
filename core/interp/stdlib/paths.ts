/** The module `os.path`, with paths written as POSIX writes them. Source: https://docs.python.org/3/library/os.path.html */
import { bool, none, str, tuple, unknownBool, unknownFloat, unknownInt, unknownStr, type BuiltinValue, type Machine, type Value } from '../../values/index.ts'
import { content } from '../builtins/support.ts'
import { fresh } from './inert.ts'
import { entries, func, giving, type Table } from './module.ts'

/** A path as text: of a string, or of an object that knows its path. */
export function pathText(machine: Machine, path: Value): string | undefined {
  const held = content(path)
  if (held.kind === 'str') return held.value
  const own = held.kind === 'instance' ? machine.findAttribute(held, '__fspath__') : undefined
  const text = own && machine.call(own, [])
  return text?.kind === 'str' ? text.value : undefined
}

/** `join('a', 'b/c')`: an absolute part starts anew. */
export function joined(parts: readonly string[]): string {
  return parts.reduce((path, part) => (part.startsWith('/') || path === '' ? part : path.endsWith('/') ? path + part : `${path}/${part}`))
}

/** The part before the last slash, and the part behind it. */
export function splitPath(path: string): readonly [string, string] {
  const cut = path.lastIndexOf('/') + 1
  const head = path.slice(0, cut)
  return [/^\/*$/.test(head) ? head : head.replace(/\/+$/, ''), path.slice(cut)]
}

/** The name and its extension. Leading dots belong to the name. */
export function splitExtension(path: string): readonly [string, string] {
  const [, stem = path, extension = ''] = /^(.*?[^/.][^/]*)(\.[^/.]*)$/s.exec(path) ?? []
  return [stem, extension]
}

/** Without empty parts, `.`, and `..` behind a name. */
export function normalised(path: string): string {
  const root = path.startsWith('//') && !path.startsWith('///') ? '//' : path.startsWith('/') ? '/' : ''
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..' || (root === '' && parts.length === 0) || parts.at(-1) === '..') parts.push(part)
    else parts.pop()
  }
  return root + parts.join('/') || '.'
}

const texts = (machine: Machine, paths: readonly Value[]): string[] | undefined => {
  const all = paths.map((path) => pathText(machine, path))
  return all.every((each) => each !== undefined) ? all : undefined
}

/** A function of one path. */
const ofPath = (name: string, compute: (path: string) => Value, otherwise: Value): BuiltinValue => func(`os.path.${name}(path)`, (machine, parameters) => {
  const path = pathText(machine, (parameters as { readonly path: Value }).path)
  return path === undefined ? otherwise : compute(path)
})
const pair = ([a, b]: readonly [string, string]): Value => tuple([str(a), str(b)])
const unknownPair = tuple([unknownStr, unknownStr])

export const osPathTable = (): Table => ({
  sep: str('/'), curdir: str('.'), pardir: str('..'), extsep: str('.'), pathsep: str(':'), altsep: none,
  ...entries(
    func('os.path.join(path, Any... paths)', (machine, { path, paths }) => { const all = texts(machine, [path, ...paths]); return str(all && joined(all)) }),
    ofPath('basename', (path) => str(splitPath(path)[1]), unknownStr),
    ofPath('dirname', (path) => str(splitPath(path)[0]), unknownStr),
    ofPath('split', (path) => pair(splitPath(path)), unknownPair),
    ofPath('splitext', (path) => pair(splitExtension(path)), unknownPair),
    ofPath('normpath', (path) => str(normalised(path)), unknownStr),
    ofPath('isabs', (path) => bool(path.startsWith('/')), unknownBool),
    ofPath('abspath', (path) => (path.startsWith('/') ? str(normalised(path)) : unknownStr), unknownStr),
    ofPath('expanduser', (path) => (path.startsWith('~') ? unknownStr : str(path)), unknownStr),
    ofPath('normcase', (path) => str(path), unknownStr),
  ),
  ...giving('os.path', unknownStr, 'realpath', 'relpath', 'expandvars', 'commonpath', 'commonprefix'),
  ...giving('os.path', unknownBool, 'exists', 'lexists', 'isfile', 'isdir', 'islink', 'ismount', 'samefile'),
  ...giving('os.path', unknownFloat, 'getmtime', 'getatime', 'getctime'),
  ...fresh('os.path', () => unknownInt(0), 'getsize'),
})
