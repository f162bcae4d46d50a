/** 0 to 255 each. */
export type Rgb = readonly [number, number, number]

export function css([r, g, b]: Rgb, alpha = 1): string {
  return alpha === 1
    ? `rgb(${Math.round(r)},${Math.round(g)},${Math.round(b)})`
    : `rgba(${Math.round(r)},${Math.round(g)},${Math.round(b)},${alpha.toFixed(3)})`
}

export function mix(a: Rgb, b: Rgb, part: number): Rgb {
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part]
}

export function scale([r, g, b]: Rgb, by: number): Rgb {
  const limit = (value: number) => Math.min(255, value * by)
  return [limit(r), limit(g), limit(b)]
}

export const BLACK: Rgb = [22, 22, 26]
export const WHITE: Rgb = [235, 235, 230]
export const CAR_COLOURS: readonly Rgb[] = [
  [190, 26, 28],
  [205, 45, 30],
  [150, 20, 35],
  [30, 60, 150],
  [70, 130, 190],
  [230, 230, 226],
  [200, 203, 206],
  [128, 132, 136],
  [40, 42, 46],
  [24, 24, 26],
  [222, 180, 40],
  [228, 120, 30],
  [40, 95, 60],
  [110, 84, 58],
  [214, 205, 178],
]
export const CLOTHES: readonly Rgb[] = [
  [35, 38, 48],
  [52, 60, 90],
  [40, 70, 120],
  [120, 30, 36],
  [196, 44, 40],
  [70, 90, 64],
  [150, 130, 96],
  [92, 92, 98],
  [200, 200, 196],
  [230, 190, 60],
  [225, 120, 50],
  [120, 70, 130],
  [60, 130, 130],
  [90, 60, 40],
]
export const TROUSERS: readonly Rgb[] = [
  [36, 40, 54],
  [50, 62, 92],
  [28, 28, 30],
  [96, 84, 66],
  [110, 110, 112],
  [64, 52, 44],
]
export const SKINS: readonly Rgb[] = [
  [236, 196, 164],
  [216, 168, 130],
  [176, 124, 88],
  [126, 84, 58],
  [88, 58, 42],
]
export const HAIRS: readonly Rgb[] = [
  [30, 24, 20],
  [70, 46, 28],
  [120, 84, 44],
  [180, 150, 90],
  [130, 130, 130],
]
