/** Unknown integers under other names: what a computation makes of some, it makes of others, too, as long as nothing is assumed of them. */
import type { Assumptions } from './assumptions.ts'
import { replaceInCondition } from './assumptions.ts'
import { conditionIsOpaque, type Condition } from './condition.ts'
import { containsOpaque, fromAtom, opaque, symbol, type Atom, type Dim, type OpaqueAtom } from './dim.ts'
import { replaceAtoms } from './substitute.ts'

export type UnknownInteger = OpaqueAtom

/** What takes an unknown integer's place; undefined: it stays. */
export type Renaming = (unknown: UnknownInteger) => Dim | undefined

const inAtoms = (rename: Renaming) => (atom: Atom): Dim | undefined => (atom.kind === 'opaque' ? rename(atom) : undefined)

export const renamed = (dim: Dim, rename: Renaming): Dim => (containsOpaque(dim) ? replaceAtoms(dim, inAtoms(rename)) : dim)

export const renamedIn = (condition: Condition, rename: Renaming): Condition => (conditionIsOpaque(condition) ? replaceInCondition(condition, inAtoms(rename)) : condition)

/** The integer itself, as a dim. */
export const sizeOf = (unknown: UnknownInteger): Dim => fromAtom(unknown)

/** Another unknown integer of which as much is known. */
export const another = ({ min }: UnknownInteger): Dim => opaque({ min })

/** A letter for the unknown integer at a place among several, which says what is known of it. */
export const letterFor = (place: number, { min }: UnknownInteger): Dim => symbol(`?${place}:${min ?? ''}`, { min: -Infinity })

/** Something is assumed of unknown integers. */
export const concernsUnknown = ({ conditions }: Assumptions): boolean => conditions.some(conditionIsOpaque)
