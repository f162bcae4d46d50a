import type { ExportSourceDescription } from '#contract/manifest.ts'
import type { ExportSource } from './export-source.ts'

/** A source as documents tell of it. */
export function describeSource(source: ExportSource): ExportSourceDescription {
  const { path, contentId, state, problem, bytes, file, media } = source
  const { timeBase, firstPts, endPts, frames, rate, isVariable } = source
  const moment = (at: number) => new Date(at).toISOString()
  return {
    ...{ file: path, contentId, state, problem, bytes },
    sha256: file?.sha256 ?? null,
    hashedAt: file ? moment(file.hashedAt) : null,
    modifiedAt: file ? moment(file.modifiedAt) : null,
    containerStartSec: media ? media.startMicroseconds / 1_000_000 : null,
    startTimecode: media?.timecode ?? null,
    width: media?.width ?? null,
    height: media?.height ?? null,
    ...{ timeBase, firstPts, endPts, frames },
    frameRate: rate,
    isVariableFrameRate: isVariable,
  }
}
