import { Picture, type Rgb } from './picture.ts'

export type Event = 'none' | 'fire' | 'collision' | 'brawl'

export interface Scene {
  readonly width: number
  readonly height: number
  readonly isNight: boolean
  readonly event: Event
  /** Seconds. */
  readonly from: number
  readonly to: number
  readonly seed: number
}

/** mulberry32 */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const ROAD = 0.62

/** What a street camera sees at `t` seconds: houses, a road with cars, people on the pavement, and the event. */
export function drawStreet(scene: Scene, t: number): Picture {
  const picture = new Picture(scene.width, scene.height)
  const random = createRandom(scene.seed * 7919 + Math.round(t * 1000))
  const isOn = scene.event !== 'none' && t >= scene.from && t < scene.to
  drawHouses(picture, scene)
  drawRoad(picture)
  drawTraffic(picture, scene, t)
  drawPeople(picture, scene, t)
  // Light sources stay bright at night, so the picture is darkened before they are drawn.
  picture.develop(scene.isNight ? 0.35 : 1, scene.isNight ? 26 : 10, random)
  if (scene.isNight)
    for (const x of [0.15, 0.5, 0.85])
      picture.disc(x, 0.3, { radius: 0.16, colour: [255, 225, 150], opacity: 0.7, isSoft: true })
  if (isOn && scene.event === 'fire') drawFire(picture, scene, { t, random })
  if (isOn && scene.event === 'collision') drawImpact(picture, scene, { t, random })
  return picture
}

function drawHouses(picture: Picture, { seed }: Scene): void {
  const random = createRandom(seed)
  picture.box(0, 0, [1, ROAD, [150, 190, 225]])
  for (let x = 0; x < 1; x += 0.2) {
    const top = 0.08 + random() * 0.22
    const tone = 110 + random() * 80
    picture.box(x, top, [0.19, ROAD - top, [tone, tone * 0.92, tone * 0.82]])
    for (let row = top + 0.05; row < ROAD - 0.14; row += 0.11)
      for (let column = x + 0.025; column < x + 0.16; column += 0.05)
        picture.box(column, row, [0.028, 0.05, [70, 85, 105]])
  }
}

function drawRoad(picture: Picture): void {
  picture.box(0, ROAD - 0.06, [1, 0.06, [165, 160, 150]])
  picture.box(0, ROAD, [1, 1 - ROAD, [72, 74, 78]])
  for (let x = 0.02; x < 1; x += 0.12) picture.box(x, 0.8, [0.06, 0.012, [230, 230, 220]])
}

function drawTraffic(picture: Picture, scene: Scene, t: number): void {
  const { event, from, seed } = scene
  const stop = event === 'collision' ? Math.min(t, from) : t
  const hasCrashed = event === 'collision' && t >= from
  const along = (speed: number, start: number) =>
    ((((start + speed * stop) % 1.6) + 1.6) % 1.6) - 0.3
  const right = hasCrashed
    ? 0.36
    : event === 'collision'
      ? 0.36 - (from - stop) * 0.12
      : along(0.11, seed * 0.37)
  const left = hasCrashed
    ? 0.52
    : event === 'collision'
      ? 0.52 + (from - stop) * 0.14
      : along(-0.09, seed * 0.61 + 1)
  drawCar(picture, right, { y: hasCrashed ? 0.72 : 0.68, colour: [190, 45, 40] })
  drawCar(picture, left, { y: hasCrashed ? 0.75 : 0.84, colour: [45, 80, 170] })
  if (event !== 'collision')
    drawCar(picture, along(0.07, seed * 0.83), { y: 0.84, colour: [220, 220, 215] })
}

function drawCar(
  picture: Picture,
  x: number,
  { y, colour }: { readonly y: number; readonly colour: Rgb },
): void {
  picture.box(x + 0.04, y - 0.055, [0.1, 0.06, [60, 80, 95]])
  picture.box(x, y, [0.18, 0.065, colour])
  for (const wheel of [0.04, 0.14])
    picture.disc(x + wheel, y + 0.07, { radius: 0.032, colour: [20, 20, 22] })
}

function drawPeople(picture: Picture, scene: Scene, t: number): void {
  const { event, from, to, seed } = scene
  const isBrawl = event === 'brawl' && t >= from && t < to
  for (let i = 0; i < 4; i++) {
    const speed = (i % 2 === 0 ? 1 : -1) * (0.03 + 0.01 * i)
    const walking = ((((seed * 0.17 + i * 0.29 + speed * t) % 1.2) + 1.2) % 1.2) - 0.1
    // The first two meet at the place of the brawl and push each other about.
    const place = 0.48 + (i === 0 ? 0 : 0.035) + 0.02 * Math.sin(t * (17 + 5 * i))
    const x = isBrawl && i < 2 ? place : walking
    const bounce = isBrawl && i < 2 ? 0.03 * Math.abs(Math.sin(t * (13 + 4 * i))) : 0
    drawPerson(picture, x, { y: ROAD - 0.02 - bounce, stride: Math.sin(t * 8 + i), index: i })
  }
}

const COATS: readonly Rgb[] = [
  [150, 60, 60],
  [60, 100, 70],
  [70, 70, 120],
  [140, 120, 60],
]

function drawPerson(
  picture: Picture,
  x: number,
  { y, stride, index }: { readonly y: number; readonly stride: number; readonly index: number },
): void {
  picture.box(x - 0.01 + 0.008 * stride, y - 0.08, [0.008, 0.08, [40, 40, 50]])
  picture.box(x + 0.004 - 0.008 * stride, y - 0.08, [0.008, 0.08, [40, 40, 50]])
  picture.box(x - 0.014, y - 0.17, [0.03, 0.1, COATS[index % COATS.length]!])
  picture.disc(x, y - 0.195, { radius: 0.03, colour: [215, 170, 140] })
}

interface Moment {
  readonly t: number
  readonly random: () => number
}

/** Flames that grow for three seconds, under smoke. */
function drawFire(picture: Picture, { from }: Scene, { t, random }: Moment): void {
  const size = Math.min(1, 0.3 + (t - from) / 3)
  for (let i = 0; i < 12; i++)
    picture.disc(0.7 + (random() - 0.5) * 0.12, 0.28 - random() * 0.22 * size, {
      ...{ radius: 0.07 + random() * 0.08, colour: [70, 68, 66] },
      ...{ opacity: 0.5, isSoft: true },
    })
  for (let i = 0; i < 26; i++) {
    const height = random() * 0.28 * size
    picture.disc(0.7 + (random() - 0.5) * 0.16 * (1 - height * 2), ROAD - 0.06 - height, {
      ...{ radius: (0.07 - height * 0.12) * size, colour: [255, 90 + random() * 140, 20] },
      ...{ opacity: 0.75, isSoft: true },
    })
  }
}

/** A flash at the moment of the crash, then steam and splinters. */
function drawImpact(picture: Picture, { from }: Scene, { t, random }: Moment): void {
  const since = t - from
  if (since < 0.4)
    picture.disc(0.53, 0.74, { radius: 0.25, colour: [255, 240, 200], opacity: 0.9, isSoft: true })
  for (let i = 0; i < 14; i++)
    picture.disc(0.53 + (random() - 0.5) * 0.14, 0.7 - random() * Math.min(0.35, since * 0.12), {
      ...{ radius: 0.05 + random() * 0.05, colour: [225, 225, 225] },
      ...{ opacity: 0.45, isSoft: true },
    })
  for (let i = 0; i < 18; i++)
    picture.box(0.4 + random() * 0.28, 0.78 + random() * 0.12, [0.008, 0.008, [235, 235, 240]])
}
