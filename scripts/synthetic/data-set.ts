import { csvRow } from '#contract/csv.ts'
import { type ClipOptions, clipSpec } from './clip-spec.ts'
import { createRandom, mixSeed } from './random.ts'
import {
  type ClipLabel,
  type ClipSpec,
  EVENT_CLASSES,
  type FrameEvent,
  frameEvents,
  type Size,
  type Split,
} from './spec.ts'

export interface DataSetPlan {
  readonly split: Split
  readonly count: number
  readonly seconds: number
  readonly seed: number
  readonly size: Size
  readonly rate: number
}

export interface PlannedClip {
  /** Its name in the folder of videos; says nothing about what it shows. */
  readonly file: string
  readonly spec: ClipSpec
  readonly events: readonly FrameEvent[]
}

/** The i-th clip of a data set, without the others. */
export function plannedClip(plan: DataSetPlan, i: number): PlannedClip {
  const label = labelsOf(plan)[i]
  if (label === undefined) throw new RangeError(`There is no clip ${i} in ${plan.count}.`)
  const seed = mixSeed(plan.seed, `${plan.split} ${i}`)
  const options: ClipOptions = { label, seconds: plan.seconds, size: plan.size }
  const spec = clipSpec(seed, plan.split, options)
  const file = `${plan.split}-${String(i).padStart(5, '0')}.mp4`
  return { file, spec, events: frameEvents(spec, plan.rate) }
}

/** Half normal, the rest equally of each class, in an order that tells nothing. */
export function labelsOf({ count, seed, split }: DataSetPlan): ClipLabel[] {
  const labels = Array.from({ length: count }, (_, i): ClipLabel => {
    const half = Math.ceil(count / 2)
    return i < half ? 'normal' : EVENT_CLASSES[(i - half) % EVENT_CLASSES.length]!
  })
  const random = createRandom(mixSeed(seed, `labels ${split}`))
  for (let i = labels.length - 1; i > 0; i--) {
    const other = random.int(0, i)
    const kept = labels[i]!
    labels[i] = labels[other]!
    labels[other] = kept
  }
  return labels
}

export function groundTruthCsv(clips: readonly PlannedClip[]): string {
  const rows = clips.flatMap(({ file, events }) =>
    events.map((event) => csvRow([file, event.class, event.startFrame, event.endFrame])),
  )
  return csvRow(['file', 'class', 'startFrame', 'endFrame']) + rows.join('')
}

export function labelsCsv(clips: readonly PlannedClip[]): string {
  return (
    csvRow(['file', 'label']) + clips.map(({ file, spec }) => csvRow([file, spec.label])).join('')
  )
}

export function manifestOf(plan: DataSetPlan, clips: readonly PlannedClip[]): object {
  return {
    ...plan,
    frames: Math.round(plan.seconds * plan.rate),
    clips: clips.map(({ file, spec, events }) => ({
      ...{ file, seed: spec.seed, label: spec.label, layout: spec.layout },
      ...{ time: spec.light.time, weather: spec.light.weather, camera: spec.camera },
      actors: spec.actors.length,
      distractors: spec.distractors.map(({ kind, fromSec, toSec }) => ({ kind, fromSec, toSec })),
      events: events.map((event, i) => ({ ...event, kind: spec.events[i]!.kind })),
    })),
  }
}
