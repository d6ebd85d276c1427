/** The modules `sys` and `platform`. Sources: https://docs.python.org/3/library/sys.html, https://docs.python.org/3/library/platform.html */
import { builtin, instance, int, none, openList, str, tuple, unknown, unknownBool, unknownInt, unknownStr, type Machine, type Value } from '../../values/index.ts'
import { tupleClass } from '../builtins/lists.ts'
import { objectClass } from '../builtins/object.ts'
import { define, property, rawMethod } from '../builtins/support.ts'
import { fresh, inert, silentMethods } from './inert.ts'
import { giving, silent, type Table } from './module.ts'

/** The Python whose behaviour the builtins state. */
const version = [3, 11, 7] as const
const versionText = version.join('.')

const versionInfoClass = define('sys.version_info', tupleClass, ['major', 'minor', 'micro', 'releaselevel', 'serial'].map((name, place) =>
  property(name, (_machine, self) => (self.kind === 'tuple' ? (self.items[place] ?? none) : none))))

const moduleNamed = (machine: Machine, name: Value): Value | undefined => (name.kind === 'str' && name.value !== undefined ? machine.module(name.value) : undefined)

/** `sys.modules`: what is found under a name is the module of that name. */
const modulesClass = define('sys.modules', objectClass, [
  rawMethod('sys.modules.__getitem__', (machine, { positional: [, name = none] }) => moduleNamed(machine, name) ?? unknown('a module by its name')),
  rawMethod('sys.modules.get', (machine, { positional: [, name = none] }) => moduleNamed(machine, name) ?? unknown('a module by its name')),
  rawMethod('sys.modules.__contains__', (machine, { positional: [, name = none] }) => (moduleNamed(machine, name) ? { kind: 'bool', value: true } : unknownBool)),
  rawMethod('sys.modules.__setitem__', (machine, { positional: [, name = none, value = none] }) => { if (name.kind === 'str' && name.value !== undefined) machine.replaceModule(name.value, value); return none }),
  rawMethod('sys.modules.setdefault', (machine, { positional: [, name = none] }) => moduleNamed(machine, name) ?? unknown('a module by its name')),
  rawMethod('sys.modules.pop', (machine, { positional: [, name = none] }) => moduleNamed(machine, name) ?? unknown('a module by its name')),
  ...silentMethods('sys.modules', '__delitem__'),
  ...['keys', 'values', 'items', 'copy'].map((name) => rawMethod(`sys.modules.${name}`, (): Value => unknown('the loaded modules'))),
])

const stream = (name: string): Value => inert(`sys.${name}`, [
  rawMethod(`sys.${name}.write`, () => unknownInt(0)), rawMethod(`sys.${name}.isatty`, () => unknownBool), ...silentMethods(`sys.${name}`, 'flush', 'close', 'writelines', 'reconfigure'),
])

export const sysTable = (): Table => ({
  version: str(`${versionText} (main)`),
  version_info: tuple([...version.map(int), str('final'), int(0)], versionInfoClass),
  hexversion: int((version[0] << 24) | (version[1] << 16) | (version[2] << 8) | 0xf0),
  modules: instance(modulesClass),
  argv: () => openList(), path: () => openList(), orig_argv: () => openList(), path_hooks: () => openList(), meta_path: () => openList(),
  platform: unknownStr, executable: unknownStr, prefix: unknownStr, base_prefix: unknownStr, exec_prefix: unknownStr, byteorder: unknownStr,
  maxsize: unknownInt(2 ** 31 - 1), maxunicode: int(0x10ffff),
  stdout: stream('stdout'), stderr: stream('stderr'), stdin: stream('stdin'), __stdout__: stream('__stdout__'), __stderr__: stream('__stderr__'),
  exit: builtin('sys.exit', (machine, { positional: [code = none] }) => machine.raise('SystemExit', machine.str(code) ?? '', 'raise')),
  ...silent('sys', 'setrecursionlimit', 'settrace', 'setprofile', 'setswitchinterval', 'excepthook', 'displayhook', 'breakpointhook', 'set_int_max_str_digits', 'addaudithook', 'audit'),
  ...fresh('sys', () => unknownInt(0), 'getsizeof', 'getrecursionlimit', 'getrefcount'),
  ...giving('sys', unknownStr, 'getdefaultencoding', 'getfilesystemencoding'),
  intern: builtin('sys.intern', (_machine, { positional: [text = none] }) => text),
})

export const platformTable = (): Table => ({
  python_version: builtin('platform.python_version', () => str(versionText)),
  python_implementation: builtin('platform.python_implementation', () => unknownStr),
  ...giving('platform', unknownStr, 'system', 'machine', 'node', 'platform', 'processor', 'release', 'version'),
})
