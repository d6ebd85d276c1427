/**
 * A dim is an integer: a plain number, or a polynomial over atoms in normal form.
 *
 * Normal form: a sum of terms `coefficient * atom * atom * …`, sorted by descending degree and then by atoms,
 * without zero coefficients and without two terms of the same atoms. An integer constant is always a plain number,
 * so two dims that are equal as polynomials over their atoms have the same terms.
 */
export type Dim = number | SymbolicDim

/** `coefficient` times the product of `atoms`; the atoms are sorted and repeat for powers. */
export interface Term {
  readonly coefficient: number
  readonly atoms: readonly Atom[]
}

export type Atom = SymbolAtom | FloorAtom | ExtremeAtom | OpaqueAtom

/** A dim that holds more factors than this, nested ones included, is replaced by an opaque one. */
const SIZE_LIMIT = 600

/** A sum of at least one term with atoms. Only this module constructs it, so every instance is in normal form. */
export class SymbolicDim {
  readonly terms: readonly Term[]
  /** The number of factors, those within atoms included. */
  readonly size: number
  /** Whether some atom, nested ones included, is opaque. */
  readonly opaque: boolean
  #key: string | undefined

  constructor(terms: readonly Term[], size: number, opaque: boolean) {
    this.terms = terms
    this.size = size
    this.opaque = opaque
  }

  get key(): string {
    return (this.#key ??= this.terms.map(termKey).join('+'))
  }
}

/** A size known by name. Symbols of the same name with different minima are different symbols. */
export class SymbolAtom {
  readonly kind = 'symbol'
  readonly size = 1
  readonly opaque = false
  readonly name: string
  readonly min: number
  readonly key: string

  constructor(name: string, min: number) {
    this.name = name
    this.min = min
    this.key = min === 1 ? name : `${name}>=${min}`
  }
}

/** `numerator // divisor` that no law reduces further; a constant divisor is at least 2. */
export class FloorAtom {
  readonly kind = 'floor'
  readonly size: number
  readonly opaque: boolean
  readonly numerator: Dim
  readonly divisor: Dim
  #key: string | undefined

  constructor(numerator: Dim, divisor: Dim) {
    this.numerator = numerator
    this.divisor = divisor
    this.size = 1 + sizeOf(numerator) + sizeOf(divisor)
    this.opaque = containsOpaque(numerator) || containsOpaque(divisor)
  }

  get key(): string {
    return (this.#key ??= `((${key(this.numerator)})//(${key(this.divisor)}))`)
  }
}

/** The largest or the smallest of several dims, none of which is known to be redundant; sorted by key. */
export class ExtremeAtom {
  readonly size: number
  readonly opaque: boolean
  readonly kind: 'max' | 'min'
  readonly operands: readonly Dim[]
  #key: string | undefined

  constructor(kind: 'max' | 'min', operands: readonly Dim[]) {
    this.kind = kind
    this.operands = operands
    this.size = operands.reduce<number>((sum, operand) => sum + sizeOf(operand), 1)
    this.opaque = operands.some(containsOpaque)
  }

  get key(): string {
    return (this.#key ??= `${this.kind}(${this.operands.map(key).join(',')})`)
  }
}

let opaqueCount = 0

/** The number of the newest unknown integer. */
export const opaqueDims = (): number => opaqueCount

/** An integer about which only its minimum is known. Each instance is equal to itself alone. */
export class OpaqueAtom {
  readonly kind = 'opaque'
  readonly size = 1
  readonly opaque = true
  readonly min: number | undefined
  /** Of two the one made later has the larger number. */
  readonly number = ++opaqueCount
  readonly key: string

  constructor(min: number | undefined) {
    this.min = min
    this.key = `?${this.number}`
  }
}

/** A size the reader knows by name, at least 1 unless told otherwise. */
export function symbol(name: string, options?: { readonly min?: number }): Dim {
  return fromAtom(new SymbolAtom(name, options?.min ?? 1))
}

/** A fresh unknown integer, equal to itself alone. Without a minimum it may be negative. */
export function opaque(options?: { readonly min?: number | undefined }): Dim {
  return fromAtom(new OpaqueAtom(options?.min))
}

export function isConstant(dim: Dim): dim is number {
  return typeof dim === 'number'
}

/** Whether the dim is an opaque integer and nothing else. */
export function isOpaque(dim: Dim): boolean {
  return soleAtom(dim)?.kind === 'opaque'
}

/** Whether an opaque integer occurs anywhere within the dim. */
export function containsOpaque(dim: Dim): boolean {
  return typeof dim !== 'number' && dim.opaque
}

export function sizeOf(dim: Dim): number {
  return typeof dim === 'number' ? 0 : dim.size
}

/** The dim's identity: equal keys exactly for equal normal forms. */
export function key(dim: Dim): string {
  return typeof dim === 'number' ? String(dim) : dim.key
}

/** Equality of normal forms. Dims that differ here may still be equal for every size; `equal` decides that. */
export function sameDim(left: Dim, right: Dim): boolean {
  if (left === right) return true
  if (typeof left === 'number' || typeof right === 'number') return false
  return (
    left.terms.length === right.terms.length &&
    left.terms.every((term, index) => {
      const other = right.terms[index]
      return other !== undefined && term.coefficient === other.coefficient && compareAtomLists(term.atoms, other.atoms) === 0
    })
  )
}

export function add(left: Dim, right: Dim): Dim {
  if (typeof left === 'number' && typeof right === 'number') return safe(left + right)
  if (left === 0) return right
  if (right === 0) return left
  return fromTerms(addTerms(termsOf(left), termsOf(right), 1))
}

export function sub(left: Dim, right: Dim): Dim {
  if (typeof left === 'number' && typeof right === 'number') return safe(left - right)
  if (left === right) return 0
  if (right === 0) return left
  return fromTerms(addTerms(termsOf(left), termsOf(right), -1))
}

export function neg(dim: Dim): Dim {
  return mul(dim, -1)
}

export function mul(left: Dim, right: Dim): Dim {
  if (typeof left === 'number') {
    if (typeof right === 'number') return safe(left * right)
    return left === 1 ? right : fromTerms(mulTerm({ coefficient: left, atoms: [] }, right.terms))
  }
  if (typeof right === 'number') return mul(right, left)
  const [few, many] = left.terms.length <= right.terms.length ? [left, right] : [right, left]
  if (left.size * right.terms.length + right.size * left.terms.length > 4 * SIZE_LIMIT) return opaque()
  let sum: readonly Term[] | undefined = []
  for (const term of few.terms) {
    const row = mulTerm(term, many.terms)
    sum = sum && row && addTerms(sum, row, 1)
  }
  return fromTerms(sum)
}

/** `dim ** exponent` for an exponent of at least 0. */
export function power(dim: Dim, exponent: number): Dim {
  if (typeof dim === 'number') return safe(dim ** exponent)
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > SIZE_LIMIT) return opaque()
  let product: Dim = 1
  for (let count = 0; count < exponent; count++) product = mul(product, dim)
  return product
}

export function termsOf(dim: Dim): readonly Term[] {
  if (typeof dim !== 'number') return dim.terms
  return dim === 0 ? [] : [{ coefficient: dim, atoms: [] }]
}

export function fromAtom(atom: Atom): Dim {
  return fromTerms([{ coefficient: 1, atoms: [atom] }])
}

/** The dim of sorted, merged terms; `undefined` stands for a coefficient that left the safe integers. */
export function fromTerms(terms: readonly Term[] | undefined): Dim {
  if (terms === undefined) return opaque()
  const [first] = terms
  if (first === undefined) return 0
  if (first.atoms.length === 0) return first.coefficient
  let size = 0
  let hidden = false
  for (const term of terms) {
    for (const atom of term.atoms) {
      size += atom.size
      hidden ||= atom.opaque
    }
  }
  return size > SIZE_LIMIT ? opaque() : new SymbolicDim(terms, size, hidden)
}

/** The constant term. */
export function constantPart(dim: Dim): number {
  if (typeof dim === 'number') return dim
  const last = dim.terms[dim.terms.length - 1]
  return last !== undefined && last.atoms.length === 0 ? last.coefficient : 0
}

/** The terms that have atoms. */
export function variableTerms(dim: Dim): readonly Term[] {
  if (typeof dim === 'number') return []
  return constantPart(dim) === 0 ? dim.terms : dim.terms.slice(0, -1)
}

/** The atom that the dim consists of, if it is one atom and nothing else. */
export function soleAtom(dim: Dim): Atom | undefined {
  if (typeof dim === 'number' || dim.terms.length !== 1) return undefined
  const [term] = dim.terms
  return term !== undefined && term.coefficient === 1 && term.atoms.length === 1 ? term.atoms[0] : undefined
}

export function sameAtom(left: Atom, right: Atom): boolean {
  return left === right || (left.kind === right.kind && left.key === right.key)
}

/** The order of factors: symbols in the manual's order of axes, then compound atoms. */
export function compareAtoms(left: Atom, right: Atom): number {
  if (left === right) return 0
  const byKind = KIND_ORDER[left.kind] - KIND_ORDER[right.kind]
  if (byKind !== 0) return byKind
  if (left.kind === 'symbol' && right.kind === 'symbol') {
    const byAxis = axisOrder(left.name) - axisOrder(right.name)
    if (byAxis !== 0) return byAxis
  }
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0
}

/**
 * The order of terms: higher degree first, then the first differing atom. It is compatible with products
 * (`s < t` gives `s*u < t*u`), which exact division rests on.
 */
export function compareAtomLists(left: readonly Atom[], right: readonly Atom[]): number {
  if (left.length !== right.length) return right.length - left.length
  for (let index = 0; index < left.length; index++) {
    const order = compareAtoms(left[index] as Atom, right[index] as Atom)
    if (order !== 0) return order
  }
  return 0
}

const KIND_ORDER = { symbol: 0, floor: 1, max: 2, min: 3, opaque: 4 } as const
const AXES = 'BNTCDHW'

function axisOrder(name: string): number {
  const place = name.length === 1 ? AXES.indexOf(name) : -1
  return place < 0 ? AXES.length : place
}

function safe(value: number): Dim {
  return Number.isSafeInteger(value) ? value + 0 : opaque()
}

function termKey(term: Term): string {
  let text = String(term.coefficient)
  for (const atom of term.atoms) text += `*${atom.key}`
  return text
}

/** `left + sign * right`, merged in order; `undefined` when a coefficient leaves the safe integers. */
function addTerms(left: readonly Term[], right: readonly Term[], sign: 1 | -1): readonly Term[] | undefined {
  const sum: Term[] = []
  let i = 0
  let j = 0
  while (i < left.length || j < right.length) {
    const first = left[i]
    const second = right[j]
    const order = first === undefined ? 1 : second === undefined ? -1 : compareAtomLists(first.atoms, second.atoms)
    if (order < 0 && first !== undefined) {
      sum.push(first)
      i++
    } else if (order > 0 && second !== undefined) {
      sum.push(sign === 1 ? second : { coefficient: -second.coefficient, atoms: second.atoms })
      j++
    } else if (first !== undefined && second !== undefined) {
      const coefficient = first.coefficient + sign * second.coefficient
      if (!Number.isSafeInteger(coefficient)) return undefined
      if (coefficient !== 0) sum.push({ coefficient, atoms: first.atoms })
      i++
      j++
    }
  }
  return sum
}

/** One term times a sum; the order of terms survives. */
function mulTerm(term: Term, terms: readonly Term[]): readonly Term[] | undefined {
  if (term.coefficient === 0) return []
  const product: Term[] = []
  for (const other of terms) {
    const coefficient = term.coefficient * other.coefficient
    if (!Number.isSafeInteger(coefficient)) return undefined
    product.push({ coefficient, atoms: mergeAtoms(term.atoms, other.atoms) })
  }
  return product
}

function mergeAtoms(left: readonly Atom[], right: readonly Atom[]): readonly Atom[] {
  if (left.length === 0) return right
  if (right.length === 0) return left
  const merged: Atom[] = []
  let i = 0
  let j = 0
  while (i < left.length && j < right.length) {
    const first = left[i] as Atom
    const second = right[j] as Atom
    if (compareAtoms(first, second) <= 0) {
      merged.push(first)
      i++
    } else {
      merged.push(second)
      j++
    }
  }
  for (; i < left.length; i++) merged.push(left[i] as Atom)
  for (; j < right.length; j++) merged.push(right[j] as Atom)
  return merged
}
