import { type Canvas, createCanvas } from '@napi-rs/canvas'
import { type Brush, resetAxes } from './brush.ts'
import type { Pixel, View } from './camera.ts'
import type { Item } from './item.ts'
import { drawProp } from './props.ts'
import type { Prop, PropKind } from './scene.ts'

/** Something of the backdrop that what moves can go behind; it is drawn again over that. */
export interface Occluder {
  readonly prop: Prop
  readonly depth: number
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  /** Drawn when it is first needed. */
  sprite: Canvas | undefined
}

/** Metres to each side and up, in parts of a prop's size. */
const EXTENTS: Partial<Record<PropKind, readonly [wide: number, high: number]>> = {
  car: [2.9, 2.6],
  tree: [0.5, 1.06],
  stall: [0.62, 1.15],
  crates: [2, 2.1],
  bin: [1.1, 1.2],
  pump: [1, 2.3],
  bench: [1.1, 1.1],
}

export function occludersOf(view: View, props: readonly Prop[]): Occluder[] {
  return props.flatMap((prop): Occluder[] => {
    const extent = EXTENTS[prop.kind]
    const { x, y, scale, depth } = view.project([prop.at[0], 0, prop.at[1]])
    if (!extent || scale === 0) return []
    const [wide, high] = [extent[0] * prop.size * scale, extent[1] * prop.size * scale]
    const [left, top] = [Math.floor(x - wide), Math.floor(y - high)]
    const [width, height] = [Math.ceil(wide * 2), Math.ceil(high + wide * 0.6)]
    const isSeen = left < view.width && left + width > 0 && top < view.height
    return isSeen ? [{ prop, depth, left, top, width, height, sprite: undefined }] : []
  })
}

export interface Standing {
  readonly item: Item
  readonly spot: Pixel
}

/** Those that something stands behind. */
export function occluderItems(
  brush: Brush,
  occluders: readonly Occluder[],
  items: readonly Standing[],
): Item[] {
  const isBehind = (occluder: Occluder, { spot }: Standing) =>
    spot.depth > occluder.depth &&
    spot.y > occluder.top &&
    spot.x > occluder.left - spot.scale * 3 &&
    spot.x < occluder.left + occluder.width + spot.scale * 3
  return occluders
    .filter((occluder) => items.some((item) => isBehind(occluder, item)))
    .map((occluder) => ({
      at: occluder.prop.at,
      draw: () => {
        occluder.sprite ??= drawSprite(brush, occluder)
        brush.ctx.drawImage(occluder.sprite, occluder.left, occluder.top)
      },
    }))
}

function drawSprite(brush: Brush, { prop, left, top, width, height }: Occluder): Canvas {
  const canvas = createCanvas(width, height)
  // The shadow is on the ground already.
  const own: Brush = {
    ...brush,
    ctx: canvas.getContext('2d'),
    shift: [-left, -top],
    hasShadows: false,
  }
  resetAxes(own)
  drawProp(own, prop)
  return canvas
}
