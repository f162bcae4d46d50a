import { create } from 'zustand'
import { PictureLoader, type PictureState } from './picture-loader.ts'

type States = ReadonlyMap<string, PictureState>

/** Sheets and stills by address: what is known of them. */
export const usePictures = create<{ readonly sheets: States; readonly stills: States }>(() => ({
  sheets: new Map(),
  stills: new Map(),
}))

/** One after another: the first waits until the strip is made, and the others are there then. */
export const sheets = new PictureLoader({
  ...{ atOnce: 1, most: 40, load: loadImage },
  onChange: (states) => usePictures.setState({ sheets: states }),
})

export const stills = new PictureLoader({
  ...{ atOnce: 2, most: 600, load: loadImage },
  onChange: (states) => usePictures.setState({ stills: states }),
})

/** An image that is held keeps its bytes: another element of the same address asks for nothing. */
async function loadImage(url: string, signal: AbortSignal): Promise<HTMLImageElement> {
  const image = new Image()
  // Ends the request.
  signal.addEventListener('abort', () => image.removeAttribute('src'))
  image.src = url
  await image.decode()
  return image
}
