import type { Camera, Place } from './camera.ts'
import type { Rgb } from './colour.ts'
import type { LightPlan } from './light.ts'
import type { PersonLook } from './people.ts'
import type { Scene } from './scene.ts'
import type { VehicleLook } from './vehicles.ts'

export const SPLITS = ['train', 'validation', 'test'] as const
export type Split = (typeof SPLITS)[number]

export const EVENT_CLASSES = ['fire', 'explosion', 'road accident', 'fighting', 'riot'] as const
export type EventClass = (typeof EVENT_CLASSES)[number]
export type ClipLabel = 'normal' | EventClass

export interface Size {
  readonly width: number
  readonly height: number
}

/** Everything about a clip, as plain data: what the camera sees at a time follows from it alone. */
export interface ClipSpec {
  readonly seed: number
  readonly split: Split
  readonly label: ClipLabel
  readonly seconds: number
  readonly size: Size
  readonly layout: string
  readonly scene: Scene
  readonly camera: Camera
  readonly light: LightPlan
  readonly actors: readonly Actor[]
  readonly distractors: readonly Distractor[]
  readonly events: readonly PlannedEvent[]
}

/** Goes along a lane again and again: `start` metres in at time 0, and back at its beginning after `period` metres. */
export interface Travel {
  readonly from: Place
  readonly to: Place
  readonly start: number
  readonly period: number
  /** Metres a second. */
  readonly speed: number
}

export interface Walker {
  readonly kind: 'walker'
  readonly travel: Travel
  readonly look: PersonLook
  readonly isRunning: boolean
  readonly umbrella: Rgb | null
  readonly dog: Rgb | null
}
export interface Cyclist {
  readonly kind: 'cyclist'
  readonly travel: Travel
  readonly look: PersonLook
  readonly colour: Rgb
}
export interface Vehicle {
  readonly kind: 'vehicle'
  readonly travel: Travel
  readonly look: VehicleLook
}
export interface Stander {
  readonly kind: 'stander'
  readonly at: Place
  readonly look: PersonLook
  /** See `standing`; 4 sits. */
  readonly pose: number
  readonly facing: number
  readonly umbrella: Rgb | null
}
export type Actor = Walker | Cyclist | Vehicle | Stander

export const DISTRACTORS = [
  'hugging couple',
  'dancing pair',
  'bus queue',
  'standing crowd',
  'broken-down car',
  'lying child',
  'flags',
  'billboard',
  'manhole steam',
  'sun glare',
  'fireworks',
  'road works',
  'playing children',
  'street musician',
  'police lights',
  'barbecue',
  'red balloons',
] as const
export type DistractorKind = (typeof DISTRACTORS)[number]

/** Something harmless that looks a little like an event. */
export interface Distractor {
  readonly kind: DistractorKind
  readonly at: Place
  readonly fromSec: number
  readonly toSec: number
  readonly seed: number
  /** Of what it can be; the kind's painter knows what it means. */
  readonly variant: number
}

export interface PlannedEvent {
  readonly class: EventClass
  /** 'car', 'bin', 'pole', …: the class's painter knows it. */
  readonly kind: string
  readonly at: Place
  readonly fromSec: number
  /** Exclusive. */
  readonly toSec: number
  readonly seed: number
}

export const isOn = (
  { fromSec, toSec }: { readonly fromSec: number; readonly toSec: number },
  timeSec: number,
) => timeSec >= fromSec && timeSec < toSec

export interface FrameEvent {
  readonly class: EventClass
  readonly startFrame: number
  /** Exclusive. */
  readonly endFrame: number
}

/** The frames on which each event is to be seen: frame f shows the time f ÷ rate. */
export function frameEvents(spec: ClipSpec, rate: number): FrameEvent[] {
  const last = Math.round(spec.seconds * rate)
  const firstAt = (sec: number) => {
    const frame = Math.max(0, Math.floor(sec * rate) - 1)
    return [0, 1, 2].map((n) => frame + n).find((n) => n / rate >= sec) ?? frame
  }
  return spec.events.map((event) => ({
    class: event.class,
    startFrame: firstAt(event.fromSec),
    endFrame: Math.min(last, firstAt(event.toSec)),
  }))
}
