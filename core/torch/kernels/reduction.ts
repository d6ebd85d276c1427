import { scalar, type NumericArray } from '../../arrays/array.ts'
import { sumOf } from '../../arrays/reduce.ts'

/** What a loss returns: the loss of every element, their mean, or their sum; `batchmean`, which KLDivLoss knows, is the sum divided by the first size. */
export type Reduction = 'none' | 'mean' | 'sum' | 'batchmean'

export function reduceLoss(losses: NumericArray, reduction: Reduction): NumericArray {
  switch (reduction) {
    case 'none':
      return losses
    case 'mean':
      return scalar(sumOf(losses.data) / losses.data.length)
    case 'batchmean':
      return scalar(sumOf(losses.data) / (losses.shape[0] ?? 1))
    case 'sum':
      return scalar(sumOf(losses.data))
  }
}
