import { homedir } from 'node:os'
import { join } from 'node:path'

interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly env: NodeJS.ProcessEnv
}

/** Where the library lies when nobody says: the platform's folder for a person's application data. */
export function defaultLibraryFolder(
  { platform, home, env }: Surroundings = {
    platform: process.platform,
    home: homedir(),
    env: process.env,
  },
): string {
  if (platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Flagreel')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Flagreel')
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'flagreel')
}
