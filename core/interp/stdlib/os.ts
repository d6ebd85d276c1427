/** The module `os`: nothing is known of the machine the program runs on. Source: https://docs.python.org/3/library/os.html */
import { builtin, none, openIterator, openList, str, unknown, unknownBool, unknownInt, unknownStr, type Arguments, type Machine, type Value } from '../../values/index.ts'
import { exceptionClass } from '../builtins/exceptions.ts'
import { content, rawMethod } from '../builtins/support.ts'
import { abstractClass } from './abstract.ts'
import { pathText } from './paths.ts'
import { fresh, inert, silentMethods } from './inert.ts'
import { giving, silent, type Table } from './module.ts'

/**
 * Settings by which installed libraries choose among implementations that give the same shapes, or place their caches. They are taken as
 * not set, as are a command line's options.
 */
const librarySettings = /^(?:TIMM|HF|TRANSFORMERS|TORCH|PYTORCH|TORCHVISION|HUGGINGFACE|XDG|DIFFUSERS)_/

/** Whether a variable is taken as not set. */
const isUnset = (name: Value | undefined): boolean => name?.kind === 'str' && name.value !== undefined && librarySettings.test(name.value)

/** The value of a variable, or the default; only their common type is known. */
function variable(name: Value | undefined, otherwise: Value): Value {
  if (isUnset(name)) return otherwise
  return content(otherwise).kind === 'str' ? unknownStr : unknown('a variable of the environment')
}

const environ = inert('os._Environ', [
  rawMethod('os._Environ.get', (_machine, args) => variable(args.positional[1] ?? args.keywords.get('key'), args.positional[2] ?? args.keywords.get('default') ?? none)),
  rawMethod('os._Environ.setdefault', (_machine, { positional: [, name, otherwise = none] }) => variable(name, otherwise)),
  rawMethod('os._Environ.pop', (_machine, { positional: [, name, otherwise] }) => (otherwise ? variable(name, otherwise) : unknownStr)),
  rawMethod('os._Environ.__getitem__', () => unknownStr),
  rawMethod('os._Environ.__contains__', (_machine, { positional: [, name] }) => (isUnset(name) ? { kind: 'bool', value: false } : unknownBool)),
  rawMethod('os._Environ.__iter__', () => openIterator()),
  rawMethod('os._Environ.__len__', () => unknownInt(0)),
  rawMethod('os._Environ.copy', () => environ),
  ...['keys', 'values', 'items'].map((name) => rawMethod(`os._Environ.${name}`, () => openIterator())),
  ...silentMethods('os._Environ', '__setitem__', '__delitem__', 'update', 'clear'),
])

const getenv = builtin('os.getenv', (_machine: Machine, args: Arguments) => variable(args.positional[0] ?? args.keywords.get('key'), args.positional[1] ?? args.keywords.get('default') ?? none))

export const osTable = (): Table => ({
  environ,
  getenv,
  fspath: builtin('os.fspath', (machine, { positional: [path = none] }) => str(pathText(machine, path))),
  PathLike: abstractClass('PathLike'),
  error: exceptionClass('OSError'),
  sep: str('/'), pathsep: str(':'), curdir: str('.'), pardir: str('..'), extsep: str('.'), altsep: none, linesep: unknownStr, devnull: unknownStr, name: str('posix'),
  ...silent('os', 'makedirs', 'mkdir', 'remove', 'unlink', 'rmdir', 'removedirs', 'rename', 'renames', 'replace', 'chdir', 'chmod', 'chown', 'putenv', 'unsetenv', 'symlink', 'link', 'truncate', 'utime', 'kill', 'close', 'fsync', 'sync'),
  ...giving('os', unknownStr, 'getcwd', 'getlogin', 'strerror', 'readlink', 'ttyname'),
  ...fresh('os', () => unknownInt(0), 'getpid', 'getppid', 'getuid', 'getgid', 'umask', 'system'),
  ...fresh('os', () => unknownInt(1), 'cpu_count'),
  ...giving('os', unknownBool, 'access', 'isatty'),
  listdir: builtin('os.listdir', () => openList()),
  walk: builtin('os.walk', () => openIterator()),
})
