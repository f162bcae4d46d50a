import { Random } from './random.ts'

export interface BatchPlan {
  /** Videos in a batch. */
  readonly size: number
  /** Half normal, half abnormal ones; otherwise any mix. */
  readonly isBalanced: boolean
  readonly seed: number
}

/**
 * The batches of one epoch, as numbers of videos, each batch full. Balanced: every batch takes half its videos from each
 * side, both in a new order, until the smaller side is used up. A side that is smaller than its half repeats itself.
 * Which batches an epoch has depends on nothing but the plan and its number, so a training can go on anywhere.
 */
export function batchesOf(
  isNormal: readonly boolean[],
  epoch: number,
  { size, isBalanced, seed }: BatchPlan,
): number[][] {
  const order = (kind: string, videos: readonly number[]) =>
    new Random(seed, 'batches', epoch, kind).shuffled(videos)
  const all = isNormal.map((_, video) => video)
  if (!isBalanced) return fullBatches(order('all', all), size)
  const half = Math.max(1, Math.floor(size / 2))
  const normal = fullBatches(
    order(
      'normal',
      all.filter((video) => isNormal[video]),
    ),
    half,
  )
  const abnormal = fullBatches(
    order(
      'abnormal',
      all.filter((video) => !isNormal[video]),
    ),
    half,
  )
  const count = Math.min(normal.length, abnormal.length)
  return Array.from({ length: count }, (_, i) => [...normal[i]!, ...abnormal[i]!])
}

/** What does not fill a last batch waits for another epoch. Too few for one batch: they are repeated. */
function fullBatches(videos: readonly number[], size: number): number[][] {
  if (videos.length === 0) return []
  if (videos.length < size)
    return [Array.from({ length: size }, (_, i) => videos[i % videos.length]!)]
  const count = Math.floor(videos.length / size)
  return Array.from({ length: count }, (_, i) => videos.slice(i * size, (i + 1) * size))
}
