/** The modules `abc`, `collections.abc` and `numbers`. Sources: https://docs.python.org/3/library/abc.html, https://docs.python.org/3/library/collections.abc.html */
import { builtin, none, type Value } from '../../values/index.ts'
import { abcClass, abcMeta, abstractClass, abstractClassNames } from './abstract.ts'
import type { Table } from './module.ts'

const identity = (name: string): Value => builtin(`abc.${name}`, (_machine, { positional: [value = none] }) => value)
const classesOf = (module: string): Table => Object.fromEntries(abstractClassNames(module).map((name) => [name, abstractClass(name)]))
const descriptor = (type: 'property' | 'classmethod' | 'staticmethod'): Value => builtin(`abc.abstract${type}`, (_machine, { positional: [get = none] }) => ({ kind: 'descriptor', type, get }))

export const abcTable = {
  abc: (): Table => ({
    ABC: abcClass, ABCMeta: abcMeta, abstractmethod: identity('abstractmethod'), update_abstractmethods: identity('update_abstractmethods'),
    abstractproperty: descriptor('property'), abstractclassmethod: descriptor('classmethod'), abstractstaticmethod: descriptor('staticmethod'),
  }),
  collections: (): Table => classesOf('collections.abc'),
  numbers: (): Table => classesOf('numbers'),
} as const
