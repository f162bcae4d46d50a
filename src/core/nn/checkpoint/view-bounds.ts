import { formatShape } from '#core/nn/tensor/tensor.ts'
import type { PickleTensor } from './pickle-values.ts'
import { Refusal } from './refusal.ts'
import { countElements, spanOf } from './stored-tensor.ts'

export const MOST_DIMENSIONS = 16
/** A view may repeat elements (stride 0), so a small storage could claim any size. Real ones of that kind are tiny. */
const LARGEST_REPETITION = 1_000_000

/** Throws `Refusal` unless every element of the view lies inside its storage. Sizes and strides are whole, from 0. */
export function checkView({ storage, offset, shape, strides }: PickleTensor): void {
  const view = `a tensor of ${formatShape(shape)}, strides ${formatShape(strides)}, offset ${offset}`
  if (shape.length > MOST_DIMENSIONS) throw new Refusal(`a tensor of ${shape.length} dimensions`)
  if (shape.length !== strides.length) throw new Refusal(`${view} has a stride too many or too few`)
  const count = countElements(shape)
  if (count === 0) return
  // Above 2^53 these are rounded, but never down to a count that a storage can have.
  const end = offset + spanOf(shape, strides)
  if (end > storage.count)
    throw new Refusal(`${view} reaches outside its storage of ${storage.count}`)
  if (count > Math.max(storage.count, LARGEST_REPETITION))
    throw new Refusal(`${view} has more elements than its storage of ${storage.count}`)
}
