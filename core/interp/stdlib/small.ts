/** Modules of which little matters to a shape: what they return is known by type at most. */
import { builtin, dict, instance, int, none, openList, openIterator, str, unknown, unknownBool, unknownFloat, unknownInt, unknownStr, type Value } from '../../values/index.ts'
import { exceptionClass } from '../builtins/exceptions.ts'
import { objectClass } from '../builtins/object.ts'
import { define, rawMethod } from '../builtins/support.ts'
import { entering, fresh, givingMethods, inert, inertClass, silentMethods } from './inert.ts'
import { entries, func, giving, silent, type Table } from './module.ts'

/** https://docs.python.org/3/library/time.html */
export const timeTable = (): Table => ({
  ...giving('time', unknownFloat, 'time', 'perf_counter', 'monotonic', 'process_time', 'thread_time', 'mktime'),
  ...fresh('time', () => unknownInt(0), 'time_ns', 'perf_counter_ns', 'monotonic_ns', 'process_time_ns'),
  ...giving('time', unknownStr, 'strftime', 'ctime', 'asctime'),
  ...silent('time', 'sleep', 'tzset'),
})

/** https://docs.python.org/3/library/string.html */
export const stringTable = (): Table => {
  const lower = 'abcdefghijklmnopqrstuvwxyz', upper = lower.toUpperCase(), digits = '0123456789', punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', whitespace = ' \t\n\r\v\f'
  const constants = {
    ascii_lowercase: lower, ascii_uppercase: upper, ascii_letters: lower + upper, digits, hexdigits: `${digits}abcdefABCDEF`, octdigits: '01234567',
    punctuation, whitespace, printable: digits + lower + upper + punctuation + whitespace,
  }
  return {
    ...Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, str(value)])),
    ...giving('string', unknownStr, 'capwords'),
    Template: inertClass('string.Template', givingMethods('string.Template', () => unknownStr, 'substitute', 'safe_substitute')),
    Formatter: inertClass('string.Formatter', givingMethods('string.Formatter', () => unknownStr, 'format', 'vformat')),
  }
}

/** https://docs.python.org/3/library/textwrap.html */
export const textwrapTable = (): Table => ({
  ...giving('textwrap', unknownStr, 'dedent', 'indent', 'fill', 'shorten'),
  wrap: builtin('textwrap.wrap', () => openList()),
})

/** https://docs.python.org/3/library/pprint.html */
export const pprintTable = (): Table => ({ ...silent('pprint', 'pprint', 'pp'), ...giving('pprint', unknownStr, 'pformat'), PrettyPrinter: inertClass('pprint.PrettyPrinter', silentMethods('pprint.PrettyPrinter', 'pprint')) })

/** https://docs.python.org/3/library/traceback.html */
export const tracebackTable = (): Table => ({ ...silent('traceback', 'print_exc', 'print_exception', 'print_stack', 'print_tb'), ...giving('traceback', unknownStr, 'format_exc') })

/** https://docs.python.org/3/library/shutil.html */
export const shutilTable = (): Table => ({ ...silent('shutil', 'rmtree', 'copyfileobj', 'copymode', 'copystat', 'chown'), ...giving('shutil', unknownStr, 'copy', 'copy2', 'copyfile', 'copytree', 'move', 'make_archive') })

/** https://docs.python.org/3/library/glob.html */
export const globTable = (): Table => ({ ...giving('glob', unknownStr, 'escape'), glob: builtin('glob.glob', () => openList()), iglob: builtin('glob.iglob', () => openIterator()) })

/** https://docs.python.org/3/library/tempfile.html */
export const tempfileTable = (): Table => ({
  ...giving('tempfile', unknownStr, 'mkdtemp', 'gettempdir', 'mktemp'),
  TemporaryDirectory: inertClass('tempfile.TemporaryDirectory', [...silentMethods('tempfile.TemporaryDirectory', 'cleanup', '__exit__'), rawMethod('tempfile.TemporaryDirectory.__enter__', () => unknownStr)]),
  ...Object.fromEntries(['NamedTemporaryFile', 'TemporaryFile', 'SpooledTemporaryFile'].map((name) => [name, builtin(`tempfile.${name}`, () => inert(`tempfile.${name}`, entering(`tempfile.${name}`)))])),
})

/** https://docs.python.org/3/library/io.html */
export const ioTable = (): Table => Object.fromEntries(['StringIO', 'BytesIO', 'TextIOWrapper', 'BufferedReader', 'BufferedWriter', 'FileIO', 'IOBase', 'TextIOBase', 'RawIOBase'].map((name) => [
  name, inertClass(`io.${name}`, [...entering(`io.${name}`), ...silentMethods(`io.${name}`, 'close', 'flush'), ...givingMethods(`io.${name}`, () => unknownInt(0), 'write', 'seek', 'tell')]),
]))

/** https://docs.python.org/3/library/pickle.html */
export const pickleTable = (): Table => ({
  ...silent('pickle', 'dump'), dumps: builtin('pickle.dumps', () => ({ kind: 'bytes', value: undefined })),
  HIGHEST_PROTOCOL: int(5), DEFAULT_PROTOCOL: int(4),
  Unpickler: inertClass('pickle.Unpickler'), Pickler: inertClass('pickle.Pickler'),
  ...Object.fromEntries(['PickleError', 'PicklingError', 'UnpicklingError'].map((name) => [name, define(`pickle.${name}`, exceptionClass('Exception'), [])])),
})

/** https://docs.python.org/3/library/subprocess.html */
export const subprocessTable = (): Table => {
  const failure = define('subprocess.SubprocessError', exceptionClass('Exception'), [])
  return {
    SubprocessError: failure, CalledProcessError: define('subprocess.CalledProcessError', failure, []), TimeoutExpired: define('subprocess.TimeoutExpired', failure, []),
    ...fresh('subprocess', () => unknownInt(), 'call', 'check_call'), ...giving('subprocess', unknownStr, 'getoutput'),
    Popen: inertClass('subprocess.Popen', entering('subprocess.Popen')), PIPE: int(-1), STDOUT: int(-2), DEVNULL: int(-3),
  }
}

/** https://docs.python.org/3/library/threading.html */
export const threadingTable = (): Table => {
  const lock = (name: string): Value => inertClass(`threading.${name}`, [...entering(`threading.${name}`), ...givingMethods(`threading.${name}`, () => unknownBool, 'acquire', 'locked', 'wait', 'is_set'), ...silentMethods(`threading.${name}`, 'release', 'set', 'clear', 'notify', 'notify_all')])
  return {
    ...Object.fromEntries(['Lock', 'RLock', 'Condition', 'Semaphore', 'BoundedSemaphore', 'Event', 'Barrier'].map((name) => [name, lock(name)])),
    Thread: inertClass('threading.Thread', [...silentMethods('threading.Thread', 'start', 'join', 'setDaemon'), rawMethod('threading.Thread.is_alive', () => unknownBool)]),
    Timer: inertClass('threading.Timer', silentMethods('threading.Timer', 'start', 'cancel', 'join')),
    local: define('threading.local', objectClass, []),
    ...fresh('threading', () => unknownInt(1), 'get_ident', 'get_native_id', 'active_count'),
    current_thread: builtin('threading.current_thread', () => inert('threading.Thread')), main_thread: builtin('threading.main_thread', () => inert('threading.Thread')),
  }
}

const referenceClass = define('weakref.ReferenceType', objectClass, [rawMethod('weakref.ReferenceType.__call__', (_machine, { positional: [self] }) => (self?.kind === 'instance' ? (self.attributes.get('object') ?? none) : none))], {
  createsWhole: true,
  create: (_machine, cls, { positional: [object = none] }) => {
    const made = instance(cls)
    made.attributes.set('object', object)
    return made
  },
})

/** Nothing is collected while the analysis goes on. https://docs.python.org/3/library/weakref.html */
export const weakrefTable = (): Table => ({
  ref: referenceClass, ReferenceType: referenceClass, WeakMethod: referenceClass,
  proxy: builtin('weakref.proxy', (_machine, { positional: [object = none] }) => object),
  WeakKeyDictionary: builtin('weakref.WeakKeyDictionary', () => dict([])), WeakValueDictionary: builtin('weakref.WeakValueDictionary', () => dict([])),
  WeakSet: builtin('weakref.WeakSet', () => ({ kind: 'set', entries: new Map(), open: false, frozen: false })),
  finalize: inertClass('weakref.finalize'),
})

const contextVariableClass = define('_contextvars.ContextVar', objectClass, [
  rawMethod('_contextvars.ContextVar.get', (machine, { positional: [self, otherwise] }) => {
    const held = self?.kind === 'instance' ? (self.attributes.get('value') ?? otherwise ?? self.attributes.get('default')) : undefined
    return held ?? machine.raise('LookupError', machine.repr(self ?? none) ?? '', 'key')
  }),
  rawMethod('_contextvars.ContextVar.set', (machine, { positional: [self, value = none] }) => {
    if (self?.kind !== 'instance') return none
    const before = self.attributes.get('value')
    machine.touch(self)
    self.attributes.set('value', value)
    const token = inert('_contextvars.Token')
    if (before) token.attributes.set('before', before)
    return token
  }),
  rawMethod('_contextvars.ContextVar.reset', (machine, { positional: [self, token] }) => {
    if (self?.kind !== 'instance') return none
    const before = token?.kind === 'instance' ? token.attributes.get('before') : undefined
    machine.touch(self)
    if (before) self.attributes.set('value', before)
    else self.attributes.delete('value')
    return none
  }),
], {
  createsWhole: true,
  create: (_machine, cls, { positional: [name = unknownStr], keywords }) => {
    const made = instance(cls)
    made.attributes.set('name', name)
    const otherwise = keywords.get('default')
    if (otherwise) made.attributes.set('default', otherwise)
    return made
  },
})

/** https://docs.python.org/3/library/contextvars.html */
export const contextvarsTable = (): Table => ({ ContextVar: contextVariableClass, Token: inertClass('_contextvars.Token') })

/** https://docs.python.org/3/library/struct.html */
export const structTable = (): Table => ({ ...fresh('struct', () => unknownInt(0), 'calcsize'), ...giving('struct', { kind: 'bytes', value: undefined }, 'pack'), error: define('struct.error', exceptionClass('Exception'), []) })

/** https://docs.python.org/3/library/__future__.html */
export const futureTable = (): Table => Object.fromEntries(['annotations', 'division', 'print_function', 'absolute_import', 'unicode_literals', 'generators', 'with_statement', 'nested_scopes'].map((name) => [name, inert('__future__._Feature')]))

/** https://docs.python.org/3/library/importlib.html */
export const importlibTable = (): Table => ({
  import_module: builtin('importlib.import_module', (machine, { positional: [name] }) => (name?.kind === 'str' && name.value !== undefined ? machine.module(name.value) : undefined) ?? unknown('a module by its name')),
  reload: builtin('importlib.reload', (_machine, { positional: [module = none] }) => module),
  ...silent('importlib', 'invalidate_caches'),
})

/** A library that is written here is installed; whether another one is depends on where the program runs. */
export const importlibUtilTable = (): Table => ({
  ...entries(func('importlib.util.find_spec(name, package=None)', (machine, { name }) => {
    const known = name.kind === 'str' && name.value !== undefined ? machine.module(name.value) : undefined
    return known ? inert('importlib.machinery.ModuleSpec') : unknown('whether a module is installed')
  })),
})

/** A package's compiled modules are taken to be where its wheel puts them: their names are a matter of the platform. */
export const importlibMachineryTable = (): Table => ({
  ModuleSpec: inertClass('importlib.machinery.ModuleSpec'),
  FileFinder: inertClass('importlib.machinery.FileFinder', [rawMethod('importlib.machinery.FileFinder.find_spec', () => inert('importlib.machinery.ModuleSpec', [['origin', unknownStr]]))]),
  ...Object.fromEntries(['ExtensionFileLoader', 'SourceFileLoader', 'SourcelessFileLoader', 'PathFinder'].map((name) => [name, inertClass(`importlib.machinery.${name}`)])),
  ...Object.fromEntries(['EXTENSION_SUFFIXES', 'SOURCE_SUFFIXES', 'BYTECODE_SUFFIXES'].map((name) => [name, openList()])),
})

export const importlibMetadataTable = (): Table => ({
  ...entries(func('importlib.metadata.version(distribution_name)', (machine, { distribution_name: name }) => {
    const known = name.kind === 'str' ? machine.library(`${name.value ?? ''}.__version__`) : undefined
    return known?.kind === 'str' && known.value !== undefined ? str(known.value.replace(/\+.*$/, '')) : unknownStr
  })),
  PackageNotFoundError: define('importlib.metadata.PackageNotFoundError', exceptionClass('ModuleNotFoundError'), []),
  packages_distributions: builtin('importlib.metadata.packages_distributions', () => unknown('the installed packages')),
  entry_points: builtin('importlib.metadata.entry_points', () => unknown('the installed packages')),
})
