/**
 * Maps an async sequence with up to `limit` calls under way, and yields the results in the order of the input. The first
 * failure ends it; the input's own clean-up then runs.
 */
export async function* mapOrdered<In, Out>(
  input: AsyncIterable<In>,
  limit: number,
  fn: (item: In) => Promise<Out>,
): AsyncGenerator<Out> {
  const underWay: Promise<Out>[] = []
  for await (const item of input) {
    const result = fn(item)
    result.catch(() => {}) // it is awaited below, perhaps after an earlier one has failed
    underWay.push(result)
    if (underWay.length >= limit) yield await (underWay.shift() as Promise<Out>)
  }
  for (const result of underWay) yield await result
}
