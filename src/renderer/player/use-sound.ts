import { useCall } from '#renderer/client/queries.ts'
import { usePlayerSession } from './session.ts'

export interface Sound {
  readonly isMuted: boolean
  /** Sound stays on with the next flag. */
  readonly isPinned: boolean
  toggleSound(): void
  togglePin(): void
}

/** Sound of a flag: as the settings say, until it is switched for this one or pinned for all. */
export function useSound(flagNumber: number): Sound {
  const { data: settings } = useCall('settings.get', {})
  const { hasSound, soundFlag, isPinned } = usePlayerSession()
  const isSwitched = isPinned || soundFlag === flagNumber
  const isMuted = !((isSwitched ? hasSound : null) ?? settings?.protection.muted === false)
  const set = usePlayerSession.setState
  return {
    ...{ isMuted, isPinned },
    toggleSound: () => set({ hasSound: isMuted, soundFlag: flagNumber }),
    togglePin: () => set({ isPinned: !isPinned, hasSound: !isMuted, soundFlag: flagNumber }),
  }
}
