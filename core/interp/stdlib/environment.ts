/** The modules of the standard library that stand for the machine and the program's surroundings, and numpy. */
import type { NamespaceValue } from '../../values/index.ts'
import { argparseTable } from './argparse.ts'
import { inspectTable } from './inspect.ts'
import { jsonTable } from './json.ts'
import { loggingTable, warningsTable } from './logs.ts'
import { moduleOf, type Table } from './module.ts'
import { numpyRandomTable, numpyTable } from './numpy/index.ts'
import { osTable } from './os.ts'
import { pathlibTable } from './pathlib.ts'
import { osPathTable } from './paths.ts'
import { randomTable } from './random.ts'
import { reTable } from './re.ts'
import {
  contextvarsTable, futureTable, globTable, importlibMachineryTable, importlibMetadataTable, importlibTable, importlibUtilTable, ioTable, pickleTable, pprintTable, shutilTable, stringTable, structTable, subprocessTable, tempfileTable, textwrapTable,
  threadingTable, timeTable, tracebackTable, weakrefTable,
} from './small.ts'
import { platformTable, sysTable } from './system.ts'
import { typesTable } from './types.ts'

const tables: Readonly<Record<string, () => Table>> = {
  argparse: argparseTable, contextvars: contextvarsTable, __future__: futureTable, glob: globTable, importlib: importlibTable, 'importlib.machinery': importlibMachineryTable, 'importlib.metadata': importlibMetadataTable, 'importlib.util': importlibUtilTable,
  inspect: inspectTable, io: ioTable, json: jsonTable, logging: loggingTable, numpy: numpyTable, 'numpy.random': numpyRandomTable, os: osTable, 'os.path': osPathTable, pathlib: pathlibTable, pickle: pickleTable, platform: platformTable,
  pprint: pprintTable, random: randomTable, re: reTable, shutil: shutilTable, string: stringTable, struct: structTable, subprocess: subprocessTable, sys: sysTable, tempfile: tempfileTable, textwrap: textwrapTable,
  threading: threadingTable, time: timeTable, traceback: tracebackTable, types: typesTable, warnings: warningsTable, weakref: weakrefTable,
}
/** Other names of modules that are one. */
const aliases: Readonly<Record<string, string>> = { posixpath: 'os.path', ntpath: 'os.path', _thread: 'threading', cPickle: 'pickle' }

const made = new Map<string, NamespaceValue>()

/** A module with the submodules that importing it brings along, made once. */
function moduleNamed(name: string): NamespaceValue {
  const known = made.get(name)
  if (known) return known
  const inner = Object.keys(tables).filter((other) => other.startsWith(`${name}.`) && !other.includes('.', name.length + 1))
  const table = (): Table => ({ ...tables[name]?.(), ...Object.fromEntries(inner.map((other) => [other.slice(name.length + 1), () => moduleNamed(other)])) })
  const namespace = moduleOf(name, table)
  made.set(name, namespace)
  return namespace
}

/** Each module's maker by its dotted name. */
export const environmentModules: ReadonlyMap<string, () => NamespaceValue> = new Map([
  ...Object.keys(tables).map((name) => [name, () => moduleNamed(name)] as const),
  ...Object.entries(aliases).map(([name, other]) => [name, () => moduleNamed(other)] as const),
])
