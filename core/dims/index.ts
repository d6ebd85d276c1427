/** Symbolic sizes: arithmetic, conditions, decisions. This folder imports nothing outside itself. */
export {
  add, constantPart, containsOpaque, isConstant, isOpaque, key, mul, neg, opaque, opaqueDims, power, sameDim, sub, symbol,
  SymbolicDim, type Dim,
} from './dim.ts'
export { ceilDiv, exactQuotient, floorDiv, mod, truncDiv } from './floor.ts'
export { max, min } from './extreme.ts'
export { another, concernsUnknown, letterFor, renamed, renamedIn, sizeOf, type Renaming, type UnknownInteger } from './rename.ts'
export { show } from './show.ts'
export { evaluate, substitute, symbols } from './substitute.ts'
export { lowerBound, upperBound } from './bounds.ts'
export {
  allOf, anyOf, atLeast, atMost, Comparison, compare, conditionIsOpaque, conditionKey, divisible, equals,
  evaluateCondition, FALSE, greaterThan, lessThan, negate, notEquals, showCondition, substituteCondition,
  symbolsOfCondition, TRUE, type ComparisonOperator, type Condition,
} from './condition.ts'
export { assume, type Assumptions, NO_ASSUMPTIONS } from './assumptions.ts'
export { decide, different, equal, isAtLeast, isAtMost, isGreater, isLess, type Decision } from './decide.ts'
export { contractOf } from './contract.ts'
export { implies } from './implied.ts'
export { nearestSizes, smallestSizes, type Sizes } from './search.ts'
export { showConditions } from './sentence.ts'
export { simplify } from './simplify.ts'
