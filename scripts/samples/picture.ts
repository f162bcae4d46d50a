export type Rgb = readonly [number, number, number]

/** A picture to paint on: coordinates from 0 to 1 in both directions, 8-bit RGB. */
export class Picture {
  readonly width: number
  readonly height: number
  /** [height, width, 3] */
  readonly rgb: Uint8Array

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.rgb = new Uint8Array(width * height * 3)
  }

  box(x: number, y: number, [w, h, colour]: readonly [number, number, Rgb]): void {
    const right = Math.min(this.width, Math.round((x + w) * this.width))
    const bottom = Math.min(this.height, Math.round((y + h) * this.height))
    for (let row = Math.max(0, Math.round(y * this.height)); row < bottom; row++)
      for (let column = Math.max(0, Math.round(x * this.width)); column < right; column++)
        this.#blend(row * this.width + column, colour, 1)
  }

  /** `radius` in parts of the height; `opacity` falls to 0 at the rim when it is soft. */
  disc(
    x: number,
    y: number,
    {
      radius,
      colour,
      opacity = 1,
      isSoft = false,
    }: {
      readonly radius: number
      readonly colour: Rgb
      readonly opacity?: number
      readonly isSoft?: boolean
    },
  ): void {
    const [cx, cy, r] = [x * this.width, y * this.height, radius * this.height]
    for (let row = Math.max(0, Math.floor(cy - r)); row < Math.min(this.height, cy + r); row++)
      for (
        let column = Math.max(0, Math.floor(cx - r));
        column < Math.min(this.width, cx + r);
        column++
      ) {
        const distance = Math.hypot(column - cx, row - cy) / r
        if (distance < 1)
          this.#blend(row * this.width + column, colour, opacity * (isSoft ? 1 - distance : 1))
      }
  }

  /** Darkens all of it, and adds the grain of a camera. */
  develop(light: number, grain: number, random: () => number): void {
    for (let i = 0; i < this.rgb.length; i += 3) {
      const noise = (random() - 0.5) * grain
      for (let c = 0; c < 3; c++)
        this.rgb[i + c] = Math.max(0, Math.min(255, this.rgb[i + c]! * light + noise))
    }
  }

  #blend(pixel: number, colour: Rgb, opacity: number): void {
    const at = pixel * 3
    for (let c = 0; c < 3; c++)
      this.rgb[at + c] = this.rgb[at + c]! * (1 - opacity) + colour[c]! * opacity
  }
}
