/** Results in the order of the items; at most `limit` at a time. After a rejection nothing more is begun. */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const index = next++
      results[index] = await work(items[index]!)
    }
  }
  const stop = (error: unknown) => {
    next = items.length
    throw error
  }
  await Promise.all(Array.from({ length: limit }, () => worker().catch(stop)))
  return results
}
