import { basename, extname } from 'node:path'
import type { ClipFlag, ClipOptions, ClipPlan } from './clip-types.ts'
import { clockName, nameFrom } from './name-template.ts'

interface NamedClip {
  readonly path: string
  readonly contentId: string
  /** From 1. */
  readonly index: number
  readonly flags: readonly ClipFlag[]
  /** Of the flags, since the first frame. */
  readonly inSec: number
  readonly outSec: number
}

/** Name of a clip without its extension, from the template. */
export function clipStem(
  { template, mode }: Pick<ClipOptions, 'template' | 'mode'>,
  { path, contentId, index, flags, inSec, outSec }: NamedClip,
): string {
  const verdicts = new Set(flags.map(({ verdict }) => verdict ?? 'unreviewed'))
  const byClass = Map.groupBy(flags, (flag) => flag.class)
  const scores = [...byClass.values()].map((ofClass) =>
    Math.max(...ofClass.map(({ score }) => score)).toFixed(2),
  )
  return nameFrom(template, {
    name: basename(path, extname(path)),
    index: String(index).padStart(3, '0'),
    in: clockName(inSec),
    out: clockName(outSec),
    class: [...byClass.keys()].join('+'),
    // In the order of the classes: none is named without its own.
    score: scores.join('+'),
    verdict: verdicts.size === 1 ? ([...verdicts][0] ?? '') : 'mixed',
    mode,
    content: contentId.slice(0, 8),
  })
}

/** File names of a clip, each to be taken when the one before is not free. */
export function* namesFor({
  stem,
  extension,
}: Pick<ClipPlan, 'stem' | 'extension'>): Generator<string, never> {
  for (let count = 1; ; count++) yield `${stem}${count === 1 ? '' : `-${count}`}.${extension}`
}
