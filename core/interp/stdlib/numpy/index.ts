/** The module `numpy`, as far as model code computes sizes and makes inputs with it. Source: https://numpy.org/doc/stable/reference/ */
import { float, none, str } from '../../../values/index.ts'
import { entries, type Table } from '../module.ts'
import { creationFunctions } from './creation.ts'
import { dtypesTable } from './dtypes.ts'
import { elementwiseFunctions } from './elementwise.ts'
import { ndarrayClass } from './form.ts'
import { arrayFunctions, arrayMethods } from './methods.ts'
import { reductionFunctions } from './reductions.ts'

export { numpyRandomTable } from './random.ts'

export function numpyTable(): Table {
  for (const [name, method] of arrayMethods) ndarrayClass.attributes.set(name, method)
  return {
    ndarray: ndarrayClass,
    ...dtypesTable(),
    ...entries(...creationFunctions, ...elementwiseFunctions, ...arrayFunctions, ...reductionFunctions),
    pi: float(Math.PI), e: float(Math.E), inf: float(Infinity), nan: float(NaN), euler_gamma: float(0.5772156649015329), newaxis: none,
    __version__: str(undefined),
  }
}
