/** Walking and rebuilding dims: substitution, evaluation, the symbols within. */
import { add, fromAtom, isConstant, mul, termsOf, type Atom, type Dim, type SymbolAtom } from './dim.ts'
import { max, min } from './extreme.ts'
import { floorDiv } from './floor.ts'
import { floorQuotient } from './integers.ts'

/** The dim with symbols replaced; a symbol for which the function returns undefined stays. */
export function substitute(dim: Dim, replacement: (name: string) => Dim | undefined): Dim {
  return replaceAtoms(dim, (atom) => (atom.kind === 'symbol' ? replacement(atom.name) : undefined))
}

/** The dim with atoms replaced; an atom for which the function returns undefined is rebuilt from its parts. */
export function replaceAtoms(dim: Dim, replacement: (atom: Atom) => Dim | undefined): Dim {
  if (isConstant(dim)) return dim
  let sum: Dim = 0
  for (const { coefficient, atoms } of dim.terms) {
    let product: Dim = coefficient
    for (const atom of atoms) product = mul(product, replacement(atom) ?? rebuild(atom, replacement))
    sum = add(sum, product)
  }
  return sum
}

function rebuild(atom: Atom, replacement: (atom: Atom) => Dim | undefined): Dim {
  switch (atom.kind) {
    case 'symbol':
    case 'opaque':
      return fromAtom(atom)
    case 'floor':
      return floorDiv(replaceAtoms(atom.numerator, replacement), replaceAtoms(atom.divisor, replacement))
    case 'max':
    case 'min':
      return atom.operands.map((operand) => replaceAtoms(operand, replacement)).reduce(atom.kind === 'max' ? max : min)
  }
}

/** The dim's value for given sizes. NaN where a size is missing, a divisor is 0 or the dim is opaque. */
export function evaluate(dim: Dim, sizes: Readonly<Record<string, number>>): number {
  return evaluateWith(dim, (symbol) => sizes[symbol.name] ?? NaN)
}

export function evaluateWith(dim: Dim, size: (symbol: SymbolAtom) => number): number {
  if (isConstant(dim)) return dim
  let sum = 0
  for (const { coefficient, atoms } of dim.terms) {
    let product = coefficient
    for (const atom of atoms) product *= evaluateAtom(atom, size)
    sum += product
  }
  return sum
}

function evaluateAtom(atom: Atom, size: (symbol: SymbolAtom) => number): number {
  switch (atom.kind) {
    case 'symbol':
      return size(atom)
    case 'opaque':
      return NaN
    case 'floor': {
      const divisor = evaluateWith(atom.divisor, size)
      return divisor === 0 ? NaN : floorQuotient(evaluateWith(atom.numerator, size), divisor)
    }
    case 'max':
    case 'min': {
      const values = atom.operands.map((operand) => evaluateWith(operand, size))
      return atom.kind === 'max' ? Math.max(...values) : Math.min(...values)
    }
  }
}

/** Calls `visit` with every atom of the dim, outer atoms before the atoms within them. */
export function visitAtoms(dim: Dim, visit: (atom: Atom) => void): void {
  for (const term of termsOf(dim)) {
    for (const atom of term.atoms) {
      visit(atom)
      if (atom.kind === 'floor') {
        visitAtoms(atom.numerator, visit)
        visitAtoms(atom.divisor, visit)
      } else if (atom.kind === 'max' || atom.kind === 'min') {
        for (const operand of atom.operands) visitAtoms(operand, visit)
      }
    }
  }
}

/** The names of the symbols in the dim, each once, in the order of first occurrence. */
export function symbols(dim: Dim): readonly string[] {
  const names = new Set<string>()
  visitAtoms(dim, (atom) => {
    if (atom.kind === 'symbol') names.add(atom.name)
  })
  return [...names]
}
