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
  return nameFrom(template, {
    name: basename(path, extname(path)),
    index: String(index).padStart(3, '0'),
    in: clockName(inSec),
    out: clockName(outSec),
    class: [...new Set(flags.map((flag) => flag.class))].join('+'),
    score: Math.max(...flags.map(({ score }) => score)).toFixed(2),
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
