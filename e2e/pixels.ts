import type { Locator, Page } from '@playwright/test'

/** A part of what is seen, row by row. */
export interface Pixels {
  readonly width: number
  readonly height: number
  /** RGBA */
  readonly data: readonly number[]
}

export interface Clip {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What the screen shows there, with whatever the browser does to its colours; not what a canvas holds. */
async function pixelsOf(page: Page, clip: Clip): Promise<Pixels> {
  const png = await page.screenshot({ clip, animations: 'disabled' })
  return page.evaluate<Pixels>(`(async () => {
    const bytes = Uint8Array.from(atob('${png.toString('base64')}'), (char) => char.charCodeAt(0))
    const picture = await createImageBitmap(new Blob([bytes]))
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
    context.drawImage(picture, 0, 0)
    const { width, height, data } = context.getImageData(0, 0, picture.width, picture.height)
    return { width, height, data: [...data] }
  })()`)
}

/** The same of an element, by its own coordinates. */
export async function pixelsIn(element: Locator, part: Clip): Promise<Pixels> {
  const box = (await element.boundingBox())!
  return pixelsOf(element.page(), { ...part, x: box.x + part.x, y: box.y + part.y })
}

/** WCAG's relative luminance of each px. */
export function luminances({ data }: Pixels): number[] {
  const linear = (value: number) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }
  return Array.from({ length: data.length / 4 }, (_, i) => {
    const [r, g, b] = data.slice(4 * i, 4 * i + 3).map(linear)
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
  })
}

export function contrastOf(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}
