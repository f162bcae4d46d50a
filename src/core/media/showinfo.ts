/** What ffmpeg's showinfo filter tells about one decoded frame. */
export interface FrameLine {
  /** Counted from 0 by the filter. */
  readonly n: number
  readonly pts: number | undefined
  /** Printed since ffmpeg 6. */
  readonly duration: number | undefined
  readonly isKeyFrame: boolean
}

/**
 * Reads a line of the filter instance `showinfo@<nonce>`; undefined for every other line. The nonce is drawn for each
 * run, so no file name and no metadata can pass for a frame.
 *
 * ffmpeg 5: `[showinfo@ab @ 0x5…] [info] n:   1 pts:    512 pts_time:0.04    pos:     7247 fmt:… iskey:0 type:B`
 * ffmpeg 6: `… n:   1 pts:    512 pts_time:0.04    duration:    512 duration_time:0.04    fmt:… iskey:0 type:B`
 */
export function parseFrameLine(line: string, nonce: string): FrameLine | undefined {
  const from = line.indexOf(`[showinfo@${nonce} @ `)
  if (from === -1) return undefined
  const match = /\bn: *(\d+) pts: *(-?\d+|NOPTS)\b/.exec(line.slice(from))
  if (!match) return undefined
  const duration = /\bduration: *(\d+)\b/.exec(line)?.[1]
  return {
    n: Number(match[1]),
    pts: safeInteger(match[2]),
    duration: safeInteger(duration),
    isKeyFrame: line.includes(' iskey:1 '),
  }
}

/**
 * What another thread said in the middle of one of the filter's lines: showinfo prints a line in pieces, and a message
 * that comes between two of them loses its own prefix. Taken for an error, which it most often is.
 */
export function strayText(line: string, nonce: string): string | undefined {
  const prefix = `[showinfo@${nonce} @ `
  if (!line.startsWith(prefix)) return undefined
  const content = line.slice(prefix.length).replace(/^\S+ \[info\] /, '')
  if (/^(config |\s*side data)/.test(content)) return undefined
  // The filter's own words are `key:value` pairs.
  const stray = content.replace(/(^|\s)\w+: *[^\s:]+(?=\s|$)/g, '').trim()
  return stray === '' ? undefined : `[error] ${stray}`
}

function safeInteger(text: string | undefined): number | undefined {
  const value = text === undefined || text === 'NOPTS' ? Number.NaN : Number(text)
  return Number.isSafeInteger(value) ? value : undefined
}
