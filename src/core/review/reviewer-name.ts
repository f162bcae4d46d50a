import { userInfo } from 'node:os'
import type { Settings } from '#contract/settings.ts'

/** Whose name stands beside a verdict: the one of the settings, else the one this computer knows the person by. */
export function reviewerName({ reviewer }: Pick<Settings, 'reviewer'>): string {
  const name = reviewer.trim()
  if (name !== '') return name
  try {
    return userInfo().username
  } catch {
    // A user without an entry in the system's list, as in some containers.
    return ''
  }
}
