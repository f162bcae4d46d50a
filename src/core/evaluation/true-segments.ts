import { basename } from 'node:path'
import { type Bundle, SNIPPET_FRAMES } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import { some } from '#core/dataset/feature-list.ts'
import { classesNamed } from '#core/dataset/label-names.ts'
import { variantOf } from '#core/vadclip/variant.ts'
import type { TrueSegment } from './detection-metrics.ts'
import type { GroundTruth, TrueVideo } from './ground-truth.ts'

/** A detector without an alignment branch knows normal and not normal only. */
export function namesClasses({ detector }: Pick<Bundle, 'detector'>): boolean {
  return !detector || variantOf(detector).branches !== 'classifier'
}

/** Throws `bad-argument` naming every class of the ground truth that the model's label set has not. */
export function assertLabels({ file, videos }: GroundTruth, bundle: Bundle): void {
  if (!namesClasses(bundle)) return
  const names = new Set(videos.flatMap(({ segments }) => segments.flatMap((s) => s.class ?? [])))
  const unknown = [...names].filter((name) => classesNamed(name, bundle.labels).length !== 1)
  if (unknown.length === 0) return
  throw new FlagreelError(
    'bad-argument',
    `${file} names classes that the model ${bundle.id} has not: ${some(unknown)}.`,
    { hint: `Its labels: ${bundle.labels.map(({ id }) => id).join(', ')}.` },
  )
}

interface Scored {
  readonly name: string
  readonly frames: number
  /** Frames that the scores may lack: features of other programs leave out a last snippet that is not full. */
  readonly tolerance?: number
}

/** The segments of a video in the model's classes. Throws `bad-argument` for one beyond the end of the video. */
export function trueSegments(
  truth: GroundTruth,
  video: TrueVideo | undefined,
  { scored, bundle }: { readonly scored: Scored; readonly bundle: Bundle },
): TrueSegment[] {
  const { frames, name, tolerance = 0 } = scored
  const segments = (video?.segments ?? []).map(({ startFrame, endFrame, ...segment }) => {
    if (startFrame >= frames || endFrame > frames + tolerance)
      throw new FlagreelError(
        'bad-argument',
        `${truth.file}, line ${video!.line}, has a segment up to frame ${endFrame}, but ${name} has ${frames} frames.`,
        {
          hint: 'The scores are of another video or of a cut one, or frames were counted at another rate.',
        },
      )
    return { classIndex: classIndexOf(segment.class, bundle), startFrame, endFrame }
  })
  // The authors list XD-Violence's normal videos as one segment of the class normal, UCF-Crime's as none that counts.
  if (truth.format === 'xd' && segments.length === 0)
    return [{ classIndex: 0, startFrame: 0, endFrame: frames }]
  return segments
}

function classIndexOf(name: string | undefined, bundle: Bundle): number {
  if (name === undefined || !namesClasses(bundle)) return -1
  return classesNamed(name, bundle.labels)[0]!
}

/** Frames that features may lack. */
export const UNFINISHED_SNIPPET = SNIPPET_FRAMES - 1

/**
 * Finds the video of a .npy by its name: without folder and ending, or without the number of the crop behind it, as in
 * `Abuse028_x264__5.npy`. Throws `bad-argument` when the ground truth has two videos of one name.
 */
export function byFeatureName(truth: GroundTruth): (path: string) => TrueVideo | undefined {
  const videos = new Map<string, TrueVideo>()
  for (const video of truth.videos) {
    const key = stem(video.name)
    const other = videos.get(key)
    if (other)
      throw new FlagreelError(
        'bad-argument',
        `${truth.file} has two videos named ${key}, in the lines ${other.line} and ${video.line}.`,
        { hint: 'Features are found by the name of their video: names must differ.' },
      )
    videos.set(key, video)
  }
  return (path) => {
    const name = basename(path).replace(/\.npy$/i, '')
    return videos.get(stem(name)) ?? videos.get(stem(name.replace(/__\d+$/, '')))
  }
}

const ENDING = /\.(?:mp4|m4v|mov|mkv|webm|avi|mpe?g|ts|flv|wmv|3gp)$/i

function stem(name: string): string {
  return name.split(/[\\/]/).at(-1)!.replace(ENDING, '')
}
