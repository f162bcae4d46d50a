import type { Place } from './camera.ts'
import type { Rgb } from './colour.ts'

/** What stands still: plain data, metres on the ground. */
export interface Scene {
  readonly layout: string
  /** As a caption names it, with its article: 'a street'. */
  readonly noun: string
  readonly isGreen: boolean
  readonly seed: number
  readonly patches: readonly Patch[]
  readonly boxes: readonly Box[]
  readonly props: readonly Prop[]
  readonly roads: readonly Lane[]
  readonly walks: readonly Lane[]
  /** Where something may happen. */
  readonly spots: readonly Place[]
}

export interface Patch {
  readonly points: readonly Place[]
  readonly colour: Rgb
  /** Flecks for a rough surface, lines for paving. */
  readonly texture?: 'flecks' | 'paving' | 'water'
}

export interface Box {
  readonly x: readonly [number, number]
  readonly z: readonly [number, number]
  readonly height: number
  readonly base?: number
  readonly colour: Rgb
  readonly facade: 'windows' | 'shop' | 'plain' | 'ribs' | 'glass'
  readonly accent: Rgb
  readonly seed: number
}

export type PropKind =
  | 'tree'
  | 'lamp'
  | 'bench'
  | 'bin'
  | 'car'
  | 'stall'
  | 'bollard'
  | 'sign'
  | 'pump'
  | 'fountain'
  | 'shelter'
  | 'crates'
  | 'gantry'
  | 'boat'

export interface Prop {
  readonly kind: PropKind
  readonly at: Place
  /** Metres, or parts of its usual size. */
  readonly size: number
  readonly colour: Rgb
  /** Radians from away from the camera, to the right. */
  readonly heading: number
  readonly seed: number
}

export interface Lane {
  readonly from: Place
  readonly to: Place
}

export interface Palette {
  readonly walls: readonly Rgb[]
  readonly road: readonly Rgb[]
  readonly pavement: readonly Rgb[]
  readonly grass: readonly Rgb[]
  readonly leaves: readonly Rgb[]
  readonly accents: readonly Rgb[]
}

/** Training and validation. */
export const PALETTE: Palette = {
  walls: [
    [186, 168, 144],
    [152, 92, 74],
    [206, 198, 184],
    [128, 130, 134],
    [170, 140, 104],
    [110, 88, 78],
    [196, 176, 120],
    [148, 160, 170],
  ],
  road: [
    [74, 76, 80],
    [92, 92, 94],
    [62, 62, 66],
    [104, 100, 96],
  ],
  pavement: [
    [168, 164, 156],
    [146, 142, 138],
    [182, 172, 156],
    [130, 128, 128],
  ],
  grass: [
    [96, 132, 70],
    [122, 140, 84],
    [84, 112, 62],
  ],
  leaves: [
    [62, 104, 52],
    [84, 122, 58],
    [52, 84, 50],
    [206, 112, 34],
    [214, 152, 48],
    [178, 74, 36],
  ],
  accents: [
    [176, 40, 44],
    [40, 92, 150],
    [36, 116, 84],
    [222, 168, 50],
    [226, 106, 34],
    [90, 60, 110],
    [230, 226, 214],
  ],
}

/** The test split alone. */
export const TEST_PALETTE: Palette = {
  walls: [
    [120, 140, 128],
    [214, 186, 176],
    [92, 104, 122],
    [224, 222, 212],
    [160, 118, 118],
    [142, 148, 112],
  ],
  road: [
    [84, 80, 76],
    [70, 74, 84],
    [116, 114, 116],
  ],
  pavement: [
    [156, 148, 132],
    [136, 142, 146],
    [190, 184, 176],
  ],
  grass: [
    [108, 150, 78],
    [134, 138, 70],
    [76, 124, 76],
  ],
  leaves: [
    [74, 126, 66],
    [104, 134, 50],
    [224, 130, 44],
    [190, 92, 50],
  ],
  accents: [
    [200, 56, 60],
    [30, 120, 160],
    [70, 140, 70],
    [240, 190, 70],
    [236, 130, 60],
    [60, 60, 66],
  ],
}
