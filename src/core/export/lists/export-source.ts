import type { Rational } from '#core/media/rational.ts'

/** A video that flags were exported of, as far as it is known. */
export interface ExportSource {
  readonly contentId: string
  /** Absolute. */
  readonly path: string
  /** Of the file at the path, now: `changed` is another content than the one that was scanned. */
  readonly state: 'present' | 'missing' | 'changed' | 'unreadable'
  /** Why something below is not known; null when all is. */
  readonly problem: string | null
  /** Of the content. */
  readonly bytes: number
  readonly file: FileFacts | null
  readonly timeBase: Rational
  readonly firstPts: number
  /** Of the end of the last frame. */
  readonly endPts: number
  /** Decoded ones. */
  readonly frames: number
  /** Frames a second; of a variable rate the mean. */
  readonly rate: Rational
  readonly isVariable: boolean
  readonly media: MediaFacts | null
}

/** Of a file as it lay there with this time of change. */
export interface FileFacts {
  /** Milliseconds since 1970, UTC. */
  readonly modifiedAt: number
  /** Of all its bytes, in hex. */
  readonly sha256: string
  /** When they were read: a file of the same size and time of change is not read again. */
  readonly hashedAt: number
}

/** What the container says. */
export interface MediaFacts {
  /** Time stamp of its first moment, in microseconds: where a player has 0. */
  readonly startMicroseconds: number
  /** Embedded start timecode as it stands there. */
  readonly timecode: string | null
  /** As shown. */
  readonly width: number
  readonly height: number
  readonly audio: { readonly channels: number; readonly sampleRate: number } | null
}
