import { useCall } from '#renderer/client/queries.ts'

/** Px of a rem: what a list that places its rows itself has to know. */
export function useRem(): number {
  const { data: settings } = useCall('settings.get', {})
  return 16 * (settings?.textScale ?? 1)
}
