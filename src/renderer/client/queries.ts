import {
  type Query,
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect } from 'react'
import type { MethodInput, MethodName, MethodOutput } from '#contract/api.ts'
import type { ChangedPart } from '#contract/events.ts'
import { useHost } from './host.ts'

/** Server state by method and input. What an event names as changed is asked for again (`useFreshness`). */
export function useCall<Name extends MethodName>(
  name: Name,
  input: MethodInput<Name>,
  options: { readonly enabled?: boolean } = {},
) {
  const { call } = useHost()
  return useQuery({
    queryKey: [name, input],
    queryFn: ({ signal }): Promise<MethodOutput<Name>> => call(name, input, { signal }),
    ...options,
  })
}

/** A call that changes something. Errors are the caller's to show. */
export function useAct<Name extends MethodName>(name: Name) {
  const { call } = useHost()
  return useMutation({
    mutationFn: (input: MethodInput<Name>): Promise<MethodOutput<Name>> => call(name, input),
  })
}

/** Which answers each changed part makes stale: of single methods, or of all with a noun before the dot. */
const NOUNS: Readonly<Record<ChangedPart, readonly string[]>> = {
  library: ['library', 'review', 'export', 'models.impact'],
  queue: ['queue', 'library'],
  review: ['review', 'library', 'export'],
  models: ['models', 'library', 'review', 'export'],
  settings: ['settings', 'review', 'library', 'export'],
  playback: ['playback'],
  exports: ['export.tasks'],
}

/** Once, at the top: keeps the cache true to the core's events. */
export function useFreshness(): void {
  const { subscribe } = useHost()
  const client = useQueryClient()
  useEffect(() => {
    const refresh = createRefresh(client)
    return subscribe((event) => {
      if (event.type !== 'changed') return
      for (const noun of new Set(event.what.flatMap((part) => NOUNS[part]))) refresh(noun)
    })
  }, [subscribe, client])
}

/**
 * Asks again for everything about a noun, one round at a time. An answer that is on its way may be older than the event,
 * so it is waited for and then asked for anew; cancelling it instead would starve a slow question under many events.
 */
function createRefresh(client: QueryClient): (noun: string) => void {
  const stale = new Set<string>()
  const running = new Set<string>()
  const run = async (noun: string) => {
    const predicate = ({ queryKey: [name] }: Query) => `${String(name)}.`.startsWith(`${noun}.`)
    while (stale.delete(noun)) {
      const fetching = client.getQueryCache().findAll({ predicate, fetchStatus: 'fetching' })
      await Promise.allSettled(fetching.map(({ promise }) => promise))
      await client.invalidateQueries({ predicate })
    }
    running.delete(noun)
  }
  return (noun) => {
    stale.add(noun)
    if (running.has(noun)) return
    running.add(noun)
    void run(noun)
  }
}
