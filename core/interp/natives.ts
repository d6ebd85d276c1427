/** The interpreter's view of builtin values. Everything about them is stated in builtins/ and stdlib/. */
export {
  anyItemOf, builtinAugmented, builtinBinary, builtinClass, builtinCompare, builtinContains, builtinDeleteItem, builtinEquals, builtinGetItem, builtinItems, builtinLength, builtinNames,
  builtinSetItem, builtinTruth, builtinUnary, classOfBuiltin, exceptionClass, formatValue, generatorOfManager, metaclassOf, reprValue, strValue, unionMembers,
} from './builtins/index.ts'
export { isVirtualInstance } from './stdlib/index.ts'
