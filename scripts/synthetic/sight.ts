import type { Camera, Place } from './camera.ts'
import type { PropKind } from './scene.ts'
import type { Actor } from './spec.ts'

interface Obstacle {
  readonly at: Place
  /** Metres. */
  readonly height: number
  /** To each side. */
  readonly wide: number
}

/** Whether something stands between the camera and what goes on at a place, so that little of it is seen. */
export function hides(camera: Camera, obstacle: Obstacle, [x, z]: Place): boolean {
  const [left, near] = obstacle.at
  if (near >= z - 0.3 || near < 0.5) return false
  // What is taller than this part of a person still shows above it.
  const height = obstacle.height - 0.8
  const reach =
    height >= camera.height ? Infinity : (near * camera.height) / (camera.height - height)
  return z < reach && Math.abs(left - (x * near) / z) < obstacle.wide
}

const PROPS: Partial<Record<PropKind, readonly [height: number, wide: number]>> = {
  car: [1.6, 2.2],
  stall: [2.7, 2],
  crates: [1.6, 1],
  pump: [2, 0.8],
  bin: [1.6, 0.9],
}

export function propObstacle(kind: PropKind, at: Place): Obstacle | undefined {
  const size = PROPS[kind]
  return size && { at, height: size[0], wide: size[1] }
}

const VEHICLES = {
  car: [1.5, 3],
  estate: [1.6, 3],
  van: [2.4, 3.4],
  truck: [3.2, 5],
  bus: [3.1, 6],
} as const

/** People pass in front of an event; a bus that did would hide all of it. */
export function actorObstacle(actor: Actor, at: Place): Obstacle | undefined {
  if (actor.kind !== 'vehicle') return undefined
  const [height, wide] = VEHICLES[actor.look.kind]
  return { at, height, wide }
}
