import { type Canvas, createCanvas, Image } from '@napi-rs/canvas'
import { captionsOf } from './captions.ts'
import { clipSpec, SIZE } from './clip-spec.ts'
import { drawCanvas } from './draw-frame.ts'
import { createRandom, mixSeed, type Random } from './random.ts'
import { type ClipLabel, type ClipSpec, EVENT_CLASSES, type EventClass, type Size } from './spec.ts'

export interface TrainingFrame {
  /** [height, width, 4] */
  readonly rgba: Uint8Array
  readonly width: number
  readonly height: number
  readonly label: ClipLabel
  readonly captions: readonly string[]
}

/** What is told apart by people's limbs and by wrecks is harder to learn than flames, and shown more often. */
const SHOWN: readonly EventClass[] = [
  ...EVENT_CLASSES,
  ...(['road accident', 'fighting', 'fighting'] as const),
]

/** Seeds in a row that share a place. */
export const ALIKE = 4

/**
 * A picture of the training split with its captions: a little more than every second one shows an event, most others a distractor. Four
 * seeds in a row show one place in one light: pictures that differ in what happens alone teach most, and are drawn faster.
 */
export async function drawTrainingFrame(seed: number, size: Size = SIZE): Promise<TrainingFrame> {
  const random = createRandom(mixSeed(seed, 'training frame'))
  const wanted: ClipLabel = random.chance(0.55) ? random.pick(SHOWN) : 'normal'
  // Normal moments of abnormal clips count too: what goes before an event must not look like one.
  const label = wanted === 'normal' && random.chance(0.25) ? random.pick(EVENT_CLASSES) : wanted
  const spec = clipAt(Math.floor(seed / ALIKE), { label, size })
  const timeSec = wanted === 'normal' ? quietTime(spec, random) : eventTime(spec, random)
  const captions = captionsOf(spec, timeSec, random)
  const rgba = await degrade(drawCanvas(spec, timeSec), spec, random)
  return { rgba, ...size, label: wanted, captions }
}

let last: { readonly place: number; readonly spec: ClipSpec } | undefined

function clipAt(
  place: number,
  { label, size }: { readonly label: ClipLabel; readonly size: Size },
): ClipSpec {
  const seed = mixSeed(place, 'training place')
  if (last?.place !== place || last.spec.size !== size)
    last = { place, spec: clipSpec(seed, 'train', { label: 'normal', size }) }
  // Place, light and camera are the same whatever the label is; the same objects keep the backdrop that is drawn.
  const { scene, light, camera } = last.spec
  return { ...clipSpec(seed, 'train', { label, size }), scene, light, camera }
}

function eventTime({ events }: ClipSpec, random: Random): number {
  const { fromSec, toSec } = random.pick(events)
  return fromSec + random.between(0, 0.999) * (toSec - fromSec)
}

/** Of a few times without an event, one that shows most distractors, three times in four. */
function quietTime({ events, distractors, seconds }: ClipSpec, random: Random): number {
  const isQuiet = (time: number) =>
    events.every((event) => time < event.fromSec || time >= event.toSec)
  const isShown = (time: number) =>
    distractors.some((one) => time >= one.fromSec && time < one.toSec)
  const times = Array.from({ length: 24 }, () => random.between(0, seconds)).filter(isQuiet)
  const busy = times.filter(isShown)
  return (random.chance(0.75) ? busy[0] : undefined) ?? times[0] ?? 0
}

/** What a camera and an encoder would have done to it: a little blur, noise, blocks. */
async function degrade(drawn: Canvas, spec: ClipSpec, random: Random): Promise<Uint8Array> {
  const { width, height } = spec.size
  const canvas = createCanvas(width, height)
  const ctx = canvas.getContext('2d')
  if (random.chance(0.5)) {
    const part = random.between(0.6, 0.95)
    const [w, h] = [Math.round(width * part), Math.round(height * part)]
    const small = createCanvas(w, h)
    small.getContext('2d').drawImage(drawn, 0, 0, w, h)
    ctx.drawImage(small, 0, 0, width, height)
  } else ctx.drawImage(drawn, 0, 0)
  ctx.globalAlpha = random.between(0, spec.light.time === 'night' ? 0.13 : 0.09)
  const grain = grainOf(spec.size)
  ctx.drawImage(grain, -random.int(0, GRAIN), -random.int(0, GRAIN))
  const picture = new Image()
  picture.src = canvas.encodeSync('jpeg', random.int(60, 90))
  await picture.decode()
  ctx.globalAlpha = 1
  ctx.drawImage(picture, 0, 0)
  return canvas.data()
}

const GRAIN = 64
let grain: Canvas | undefined

/** Grey noise, somewhat larger than the picture so that it can lie differently each time. */
function grainOf({ width, height }: Size): Canvas {
  if (grain && grain.width >= width + GRAIN && grain.height >= height + GRAIN) return grain
  const canvas = createCanvas(width + GRAIN, height + GRAIN)
  const ctx = canvas.getContext('2d')
  const random = createRandom(width * height)
  const image = ctx.createImageData(canvas.width, canvas.height)
  for (let i = 0; i < image.data.length; i += 4) {
    const level = (random.next() + random.next() + random.next()) * 85
    image.data.set([level, level, level, 255], i)
  }
  ctx.putImageData(image, 0, 0)
  grain = canvas
  return canvas
}
