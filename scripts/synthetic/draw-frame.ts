import { type Canvas, createCanvas } from '@napi-rs/canvas'
import { actorItem, placeOf } from './actors.ts'
import { drawBackdrop, MARGIN } from './backdrop.ts'
import { type Brush, resetAxes } from './brush.ts'
import { createView, type Place, type View } from './camera.ts'
import { distractorItems } from './distractors.ts'
import { CLEARANCE, eventItems } from './events.ts'
import type { Item } from './item.ts'
import { createLight, type Light } from './light.ts'
import { type Occluder, occluderItems, occludersOf, type Standing } from './occluders.ts'
import { drift } from './random.ts'
import { actorObstacle, hides } from './sight.ts'
import { type ClipSpec, isOn } from './spec.ts'
import { drawStamp } from './stamp.ts'
import { drawVignette, drawWeather } from './weather.ts'

/** What a clip's frames share. */
interface Stage extends Pick<ClipSpec, 'camera' | 'size'> {
  readonly plan: ClipSpec['light']
  readonly view: View
  readonly light: Light
  readonly lamps: readonly Place[]
  readonly backdrop: Canvas
  readonly vignette: Canvas
  readonly occluders: readonly Occluder[]
}

const stages = new WeakMap<ClipSpec['scene'], Stage>()
const canvases = new Map<string, Canvas>()

/** What the camera sees at a time: [height, width, 4] RGBA, the same for the same arguments. */
export function drawFrame(spec: ClipSpec, timeSec: number): Uint8Array {
  return drawCanvas(spec, timeSec).data()
}

/** The same as a canvas, which the next call draws over. */
export function drawCanvas(spec: ClipSpec, timeSec: number): Canvas {
  const stage = stageOf(spec)
  const canvas = canvasOf(spec.size.width, spec.size.height)
  const ctx = canvas.getContext('2d')
  const { shake } = spec.camera
  const sway = (n: number, speed: number) =>
    shake * spec.size.height * drift(spec.seed + n, timeSec * speed)
  const limit = (value: number) => Math.max(-MARGIN, Math.min(MARGIN, value))
  const shift = [limit(sway(1, 2.3)), limit(sway(2, 2.9))] as const
  const brush: Brush = {
    ctx,
    view: stage.view,
    light: stage.light,
    lamps: stage.lamps,
    shift,
    hasShadows: true,
  }
  ctx.save()
  resetAxes(brush)
  ctx.drawImage(stage.backdrop, -MARGIN, -MARGIN)
  for (const item of itemsAt(spec, brush, timeSec)) item.draw()
  ctx.restore()
  drawWeather(brush, spec.seed, timeSec)
  drawLens(brush, spec, { timeSec, vignette: stage.vignette })
  return canvas
}

function itemsAt(spec: ClipSpec, brush: Brush, timeSec: number): Item[] {
  const running = spec.events.filter((event) => isOn(event, timeSec))
  const isClear = ([x, z]: Place) =>
    running.every((event) => Math.hypot(x - event.at[0], z - event.at[1]) > CLEARANCE[event.class])
  const items: Item[] = []
  for (const actor of spec.actors) {
    const place = placeOf(actor, timeSec)
    const obstacle = place && actorObstacle(actor, place)
    const isAway = obstacle && running.some(({ at }) => hides(spec.camera, obstacle, at))
    const item = place && !isAway && isClear(place) ? actorItem(brush, actor, timeSec) : undefined
    if (item) items.push(item)
  }
  for (const distractor of spec.distractors)
    if (isOn(distractor, timeSec)) items.push(...distractorItems(brush, distractor, timeSec))
  for (const event of running) items.push(...eventItems(brush, event, timeSec))
  const stand = (item: Item): Standing => ({
    item,
    spot: brush.view.project([item.at[0], 0, item.at[1]]),
  })
  const moving = items.map(stand)
  const still = occluderItems(brush, stageOf(spec).occluders, moving).map(stand)
  return [...still, ...moving].sort((a, b) => b.spot.depth - a.spot.depth).map(({ item }) => item)
}

function drawLens(
  { ctx, view }: Brush,
  spec: ClipSpec,
  { timeSec, vignette }: { readonly timeSec: number; readonly vignette: Canvas },
): void {
  if (spec.camera.vignette > 0) ctx.drawImage(vignette, 0, 0)
  const flicker =
    drift(spec.seed + 9, timeSec * 1.4) * 0.05 + drift(spec.seed + 11, timeSec * 8) * 0.015
  const tint = flicker > 0 ? 255 : 0
  ctx.fillStyle = `rgba(${tint},${tint},${tint},${Math.abs(flicker).toFixed(3)})`
  ctx.fillRect(0, 0, view.width, view.height)
  if (spec.light.isInfrared) {
    ctx.globalCompositeOperation = 'saturation'
    ctx.fillStyle = '#888'
    ctx.fillRect(0, 0, view.width, view.height)
    ctx.globalCompositeOperation = 'source-over'
  }
  if (spec.camera.stamp !== 'none') drawStamp(ctx, spec, timeSec)
}

function stageOf(spec: ClipSpec): Stage {
  const known = stages.get(spec.scene)
  if (
    known &&
    known.camera === spec.camera &&
    known.plan === spec.light &&
    known.size === spec.size
  )
    return known
  const view = createView(spec.camera, spec.size)
  const light = createLight(spec.light)
  const lamps = spec.scene.props.filter(({ kind }) => kind === 'lamp').map(({ at }) => at)
  const plan = { scene: spec.scene, camera: spec.camera, light, lamps, view }
  const { width, height } = spec.size
  const stage = {
    ...{ camera: spec.camera, plan: spec.light, size: spec.size, view, light, lamps },
    backdrop: drawBackdrop(plan),
    occluders: occludersOf(view, spec.scene.props),
    vignette: drawVignette(width, height, spec.camera.vignette),
  }
  stages.set(spec.scene, stage)
  return stage
}

function canvasOf(width: number, height: number): Canvas {
  const key = `${width}x${height}`
  const canvas = canvases.get(key) ?? createCanvas(width, height)
  canvases.set(key, canvas)
  return canvas
}
