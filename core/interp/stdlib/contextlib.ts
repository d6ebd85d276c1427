/** The module `contextlib`. Source: https://docs.python.org/3/library/contextlib.html */
import type { Value } from '../../values/index.ts'
export const generatorOfManager = (manager: Value): Value | undefined => (manager.kind === 'instance' && manager.cls.qualifiedName === 'contextlib._GeneratorContextManager' ? manager.attributes.get('gen') : undefined)
