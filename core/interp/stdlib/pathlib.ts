/** The module `pathlib`: paths as text, of files that nothing is known of. Source: https://docs.python.org/3/library/pathlib.html */
import { bool, instance, none, notImplemented, openIterator, str, tuple, unknown, unknownBool, unknownStr, type ClassValue, type InstanceValue, type Machine, type Value } from '../../values/index.ts'
import { objectClass } from '../builtins/object.ts'
import { classMethod, define, method, property, rawMethod } from '../builtins/support.ts'
import { entering, givingMethods, inert, silentMethods } from './inert.ts'
import { type Table } from './module.ts'
import { joined, pathText, splitExtension, splitPath } from './paths.ts'

const textOf = (self: Value | undefined): string | undefined => { const held = self?.kind === 'instance' ? self.attributes.get('#text') : undefined; return held?.kind === 'str' ? held.value : undefined }

/** Without empty parts and `.`; `..` stays, since a link may stand before it. */
function tidy(path: string): string {
  const root = path.startsWith('/') ? '/' : ''
  return root + path.split('/').filter((part) => part !== '' && part !== '.').join('/') || '.'
}

/** A path of the class of another one. */
function pathOf(cls: ClassValue, text: string | undefined): InstanceValue {
  const made = instance(cls)
  made.attributes.set('#text', str(text === undefined ? undefined : tidy(text)))
  return made
}
const like = (self: Value | undefined, text: string | undefined): Value => (self?.kind === 'instance' ? pathOf(self.cls, text) : unknown('a path'))

function joinedTexts(machine: Machine, parts: readonly Value[]): string | undefined {
  const texts = parts.map((part) => pathText(machine, part))
  return texts.every((text) => text !== undefined) ? (texts.length > 0 ? joined(texts) : '.') : undefined
}

const computed = (name: string, compute: (text: string, self: Value) => Value, otherwise: (self: Value) => Value): ReturnType<typeof property> =>
  property(`pathlib.PurePath.${name}`, (_machine, self) => { const text = textOf(self); return text === undefined ? otherwise(self) : compute(text, self) })
const derived = (name: string, compute: (machine: Machine, text: string, argument: string) => string): ReturnType<typeof rawMethod> =>
  rawMethod(`pathlib.PurePath.${name}`, (machine, { positional: [self = none, argument = none] }) => { const text = textOf(self), given = pathText(machine, argument); return like(self, text === undefined || given === undefined ? undefined : compute(machine, text, given)) })
const parentOf = (text: string): string => (text === '.' || text === '/' ? text : splitPath(text)[0] || '.')
const shown = rawMethod('pathlib.PurePath.__str__', (_machine, { positional: [self] }) => str(textOf(self)))

const purePathClass: ClassValue = define('pathlib.PurePath', objectClass, [
  rawMethod('pathlib.PurePath.__init__', () => none),
  rawMethod('pathlib.PurePath.__truediv__', (machine, { positional: [self = none, other = none] }) => (other.kind === 'unknown' ? like(self, undefined) : like(self, joinedTexts(machine, [self, other])))),
  rawMethod('pathlib.PurePath.__rtruediv__', (machine, { positional: [self = none, other = none] }) => like(self, joinedTexts(machine, [other, self]))),
  rawMethod('pathlib.PurePath.__eq__', (_machine, { positional: [self, other] }) => {
    if (other?.kind !== 'instance' || !other.attributes.has('#text')) return notImplemented
    const a = textOf(self), b = textOf(other)
    return bool(a === undefined || b === undefined ? undefined : a === b)
  }),
  shown, ['__fspath__', shown[1]], rawMethod('pathlib.PurePath.as_posix', (_machine, { positional: [self] }) => str(textOf(self))),
  rawMethod('pathlib.PurePath.__repr__', () => unknownStr),
  rawMethod('pathlib.PurePath.joinpath', (machine, { positional: [self = none, ...parts] }) => like(self, joinedTexts(machine, [self, ...parts]))),
  computed('name', (text) => str(text === '.' ? '' : splitPath(text)[1]), () => unknownStr),
  computed('stem', (text) => str(text === '.' ? '' : splitExtension(splitPath(text)[1])[0]), () => unknownStr),
  computed('suffix', (text) => str(splitExtension(splitPath(text)[1])[1]), () => unknownStr),
  computed('parent', (text, self) => like(self, parentOf(text)), (self) => like(self, undefined)),
  computed('parts', (text) => tuple([...(text.startsWith('/') ? ['/'] : []), ...text.split('/').filter((part) => part !== '' && part !== '.')].map(str)), () => unknown('the parts of a path')),
  derived('with_name', (_machine, text, name) => joined([parentOf(text), name])),
  derived('with_suffix', (_machine, text, suffix) => splitExtension(text)[0] + suffix),
  rawMethod('pathlib.PurePath.is_absolute', (_machine, { positional: [self] }) => { const text = textOf(self); return text === undefined ? unknownBool : bool(text.startsWith('/')) }),
  rawMethod('pathlib.PurePath.relative_to', (_machine, { positional: [self] }) => like(self, undefined)),
  ...givingMethods('pathlib.PurePath', () => unknownBool, 'match', 'is_relative_to'),
], { create: (machine, cls, { positional, open }) => ({ ...pathOf(cls, open ? undefined : joinedTexts(machine, positional)), createdAt: machine.site }) })

const elsewhere = (...names: readonly string[]): ReturnType<typeof rawMethod>[] => names.map((name) => rawMethod(`pathlib.Path.${name}`, (_machine, { positional: [self] }) => like(self, undefined)))
const pathClass: ClassValue = define('pathlib.Path', purePathClass, [
  ...givingMethods('pathlib.Path', () => unknownBool, 'exists', 'is_file', 'is_dir', 'is_symlink', 'samefile'),
  ...silentMethods('pathlib.Path', 'mkdir', 'unlink', 'rmdir', 'touch', 'chmod', 'symlink_to'),
  ...elsewhere('resolve', 'absolute', 'expanduser', 'rename', 'replace', 'readlink'),
  ...['glob', 'rglob', 'iterdir'].map((name) => rawMethod(`pathlib.Path.${name}`, () => openIterator())),
  ...givingMethods('pathlib.Path', () => unknownStr, 'read_text'), ...givingMethods('pathlib.Path', () => ({ kind: 'bytes', value: undefined }), 'read_bytes'),
  ...givingMethods('pathlib.Path', () => unknown('a file'), 'stat', 'write_text', 'write_bytes'),
  rawMethod('pathlib.Path.open', () => inert('io.TextIOWrapper', entering('io.TextIOWrapper'))),
  ...['cwd', 'home'].map((name) => classMethod(`pathlib.Path.${name}`, (_machine, { positional: [cls] }) => (cls?.kind === 'class' ? pathOf(cls, undefined) : unknown('a path')))),
  method('pathlib.Path.__enter__(self)', (_machine, { self }) => self), method('pathlib.Path.__exit__(self, Any... args)', () => none),
])

export const pathlibTable = (): Table => ({
  PurePath: purePathClass, Path: pathClass, PosixPath: define('pathlib.PosixPath', pathClass, []), WindowsPath: define('pathlib.WindowsPath', pathClass, []), PurePosixPath: define('pathlib.PurePosixPath', purePathClass, []),
})
