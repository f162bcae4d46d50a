import { useCall } from '#renderer/client/queries.ts'
import { protectionFilter } from './filter.ts'

/** CSS filter for a picture `height` px high. Before the settings are known it is hidden as well as it can be. */
export function useProtection(height: number, isRevealed = false): string {
  const { data: settings } = useCall('settings.get', {})
  return settings
    ? protectionFilter(settings.protection, { height, isRevealed })
    : 'blur(40px) grayscale(1)'
}
