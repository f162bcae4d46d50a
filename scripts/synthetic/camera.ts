/** Metres: x to the right, y up from the ground, z away from the camera's mast. */
export type Point = readonly [x: number, y: number, z: number]
/** On the ground. */
export type Place = readonly [x: number, z: number]

export interface Camera {
  readonly height: number
  /** Radians below the horizon. */
  readonly tilt: number
  /** Radians to the right. */
  readonly pan: number
  /** Focal length in picture heights. */
  readonly focal: number
  /** How far the mast sways, in parts of the picture's height. */
  readonly shake: number
  readonly vignette: number
  readonly stamp: 'none' | 'top' | 'bottom'
}

export interface Pixel {
  readonly x: number
  readonly y: number
  /** Pixels a metre there; 0 behind the camera. */
  readonly scale: number
  /** Metres along the line of sight. */
  readonly depth: number
}

export interface View {
  readonly width: number
  readonly height: number
  readonly camera: Camera
  readonly horizon: number
  project(point: Point): Pixel
  /** Pixel coordinates of a polygon, cut at the camera. */
  outline(points: readonly Point[]): readonly (readonly [number, number])[]
}

const NEAR = 0.6

export function createView(
  camera: Camera,
  size: { readonly width: number; readonly height: number },
): View {
  const { width, height } = size
  const focal = camera.focal * height
  const [sinTilt, cosTilt] = [Math.sin(camera.tilt), Math.cos(camera.tilt)]
  const [sinPan, cosPan] = [Math.sin(camera.pan), Math.cos(camera.pan)]
  const turn = ([x, y, z]: Point): Point => {
    const ahead = x * sinPan + z * cosPan
    const up = y - camera.height
    return [x * cosPan - z * sinPan, up * cosTilt + ahead * sinTilt, ahead * cosTilt - up * sinTilt]
  }
  const screen = ([x, y, z]: Point) =>
    [width / 2 + (focal * x) / z, height / 2 - (focal * y) / z] as const
  return {
    width,
    height,
    camera,
    horizon: height / 2 - focal * Math.tan(camera.tilt),
    project(point) {
      const turned = turn(point)
      if (turned[2] < NEAR) return { x: 0, y: 0, scale: 0, depth: turned[2] }
      const [x, y] = screen(turned)
      return { x, y, scale: focal / turned[2], depth: turned[2] }
    },
    outline: (points) => cutNear(points.map(turn)).map(screen),
  }
}

function cutNear(points: readonly Point[]): Point[] {
  const kept: Point[] = []
  for (const [i, b] of points.entries()) {
    const a = points.at(i - 1)!
    if (a[2] < NEAR !== b[2] < NEAR) {
      const part = (NEAR - a[2]) / (b[2] - a[2])
      kept.push([a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, NEAR])
    }
    if (b[2] >= NEAR) kept.push(b)
  }
  return kept
}
