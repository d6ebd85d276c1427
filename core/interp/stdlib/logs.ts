/** The modules `logging` and `warnings`. Sources: https://docs.python.org/3/library/logging.html, https://docs.python.org/3/library/warnings.html */
import { builtin, instance, int, openList, str, unknownBool, unknownInt, unknownStr, type ClassValue, type InstanceValue, type Value } from '../../values/index.ts'
import { property, rawMethod } from '../builtins/support.ts'
import { entering, inertClass, silentMethods } from './inert.ts'
import { giving, silent, type Table } from './module.ts'

const levels = { CRITICAL: 50, FATAL: 50, ERROR: 40, WARNING: 30, WARN: 30, INFO: 20, DEBUG: 10, NOTSET: 0 }
const messages = ['debug', 'info', 'warning', 'warn', 'error', 'exception', 'critical', 'fatal', 'log']

const loggerClass: ClassValue = inertClass('logging.Logger', [
  ...silentMethods('logging.Logger', ...messages, 'setLevel', 'addHandler', 'removeHandler', 'addFilter', 'removeFilter', 'handle', 'callHandlers'),
  rawMethod('logging.Logger.isEnabledFor', () => unknownBool), rawMethod('logging.Logger.hasHandlers', () => unknownBool),
  rawMethod('logging.Logger.getEffectiveLevel', () => unknownInt(0)),
  rawMethod('logging.Logger.getChild', () => logger(undefined)),
  property('logging.Logger.handlers', () => openList()),
])
const adapterClass = inertClass('logging.LoggerAdapter', silentMethods('logging.LoggerAdapter', ...messages, 'setLevel'))
const handlerClass = inertClass('logging.Handler', silentMethods('logging.Handler', 'setLevel', 'setFormatter', 'addFilter', 'flush', 'close', 'emit', 'acquire', 'release', 'setStream'))

function logger(name: string | undefined): InstanceValue {
  const made: InstanceValue = { ...instance(loggerClass), open: true }
  made.attributes.set('name', str(name))
  return made
}

export const loggingTable = (): Table => ({
  ...Object.fromEntries(Object.entries(levels).map(([name, level]) => [name, int(level)])),
  ...silent('logging', ...messages, 'basicConfig', 'disable', 'addLevelName', 'captureWarnings', 'shutdown', 'setLoggerClass'),
  ...giving('logging', unknownStr, 'getLevelName'),
  getLogger: builtin('logging.getLogger', (_machine, { positional: [name] }) => logger(name === undefined || name.kind === 'none' ? 'root' : name.kind === 'str' ? name.value : undefined)),
  root: logger('root'),
  Logger: loggerClass, LoggerAdapter: adapterClass,
  Handler: handlerClass,
  ...Object.fromEntries(['StreamHandler', 'FileHandler', 'NullHandler'].map((name) => [name, inertClass(`logging.${name}`, [], handlerClass)])),
  Formatter: inertClass('logging.Formatter'), Filter: inertClass('logging.Filter'), LogRecord: inertClass('logging.LogRecord'),
})

const catchWarnings = inertClass('warnings.catch_warnings', [...entering('warnings.catch_warnings'), rawMethod('warnings.catch_warnings.__enter__', (): Value => openList())])

export const warningsTable = (): Table => ({
  ...silent('warnings', 'warn', 'warn_explicit', 'filterwarnings', 'simplefilter', 'resetwarnings', 'showwarning'),
  ...giving('warnings', unknownStr, 'formatwarning'),
  filters: () => openList(),
  catch_warnings: catchWarnings,
})
