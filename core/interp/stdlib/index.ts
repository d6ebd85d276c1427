/** Python's standard library: the modules that model code uses, and the names of all others. */
import type { NamespaceValue } from '../../values/index.ts'
import { abcTable } from './abc.ts'
import { collectionsTable } from './collections.ts'
import { contextlibTable } from './contextlib.ts'
import { copyTable } from './copy.ts'
import { dataclassesTable } from './dataclasses.ts'
import { enumTable } from './enum.ts'
import { environmentModules } from './environment.ts'
import { functoolsTable } from './functools.ts'
import { itertoolsTable } from './itertools.ts'
import { mathTable } from './math.ts'
import { moduleOf, type Table } from './module.ts'
import { isStdlibName } from './names.ts'
import { operatorTable } from './operator.ts'
import { typingTable } from './typing.ts'

export { isVirtualInstance } from './abstract.ts'
export { isStdlibName } from './names.ts'

const tables: Readonly<Record<string, () => Table>> = {
  'abc': abcTable.abc, 'collections': collectionsTable, 'collections.abc': abcTable.collections, 'contextlib': contextlibTable, 'copy': copyTable, 'dataclasses': dataclassesTable, 'enum': enumTable, 'functools': functoolsTable, 'itertools': itertoolsTable, 'math': mathTable, 'numbers': abcTable.numbers,
  'operator': operatorTable, 'typing': typingTable, 'typing_extensions': typingTable,
}

const modules = new Map<string, NamespaceValue>()

/** A module of the standard library; undefined: there is none of that name. Of those not stated here nothing is known. */
export function stdlibModule(name: string): NamespaceValue | undefined {
  const known = modules.get(name)
  if (known) return known
  const table = tables[name] ?? (isStdlibName(name.split('.')[0] ?? name) ? (): Table => ({}) : undefined)
  if (!table) return undefined
  const made = environmentModules.get(name)?.() ?? moduleOf(name, table)
  modules.set(name, made)
  return made
}
