export interface ToolVersion {
  /** As the tool calls itself: `5.1.9-0+deb12u1`, `n7.1`, `N-66595-gc2b38619c0-static`. */
  readonly version: string
  /** libavutil's major and minor number: the one version that builds from any source have in common. */
  readonly libavutil: readonly [number, number]
  readonly configuration: string
  readonly licence: string
}

export const MINIMUM_VERSION = '5.1'
/** libavutil of FFmpeg 5.1. */
const MINIMUM_LIBAVUTIL = [57, 28] as const

/** Parses what `ffmpeg -version` prints; undefined when it is another program. */
export function parseVersion(tool: 'ffmpeg' | 'ffprobe', output: string): ToolVersion | undefined {
  const version = new RegExp(`^${tool} version (\\S{1,100}) `).exec(output)?.[1]
  const numbers = /^libavutil\s+(\d{1,4})\.\s*(\d{1,4})\./m.exec(output)
  if (!version || !numbers) return undefined
  const configuration = /^[ \t]*configuration:[ \t]*(.*)$/m.exec(output)?.[1]?.trim() ?? ''
  return {
    version,
    libavutil: [Number(numbers[1]), Number(numbers[2])],
    configuration,
    licence: licenceOf(configuration),
  }
}

export function isNewEnough({ libavutil: [major, minor] }: ToolVersion): boolean {
  const [wantedMajor, wantedMinor] = MINIMUM_LIBAVUTIL
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}

/** The licence that a build's switches give it, by ffmpeg's own rule. */
function licenceOf(configuration: string): string {
  const has = (option: string) => configuration.split(/\s+/).includes(`--enable-${option}`)
  if (has('nonfree')) return 'nonfree (must not be redistributed)'
  if (has('gpl')) return `GPL version ${has('version3') ? 3 : 2} or later`
  return `LGPL version ${has('version3') ? '3' : '2.1'} or later`
}
