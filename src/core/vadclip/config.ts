import type { DetectorDims } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import { countBlocks, headsOf, shapeOf, type Tensors } from '#core/clip/config.ts'

/** What a VadCLIP state dict does not say. */
export interface DetectorOptions {
  /** Snippets per attention window of the local module. */
  readonly attnWindow: number
  /** Omitted: width / 64. The released models use 1. */
  readonly visualHeads?: number | undefined
  readonly promptPrefix: number
  readonly promptPostfix: number
}

const OWN_PARTS = /^(temporal|gc[1-4]|linear|classifier|mlp[12]|frame_position_embeddings)\./

/** Whether a state dict holds any of VadCLIP's own parts (a missing one is then an error), or CLIP alone. */
export function hasDetector(tensors: Tensors): boolean {
  return [...tensors.keys()].some((key) => OWN_PARTS.test(key))
}

/** The detector's dimensions, read from the shapes of its tensors. Throws `bad-checkpoint` or `bad-argument`. */
export function detectorDimsOf(tensors: Tensors, options: DetectorOptions): DetectorDims {
  const [visualLength, visualWidth] = shapeOf(tensors, 'frame_position_embeddings.weight', 2) as [
    number,
    number,
  ]
  checkWindow(visualLength, options.attnWindow)
  return {
    visualLength,
    visualWidth,
    temporalLayers: countBlocks(tensors, 'temporal.'),
    temporalHeads: headsOf('visualHeads', visualWidth, options.visualHeads),
    attnWindow: options.attnWindow,
    promptPrefix: options.promptPrefix,
    promptPostfix: options.promptPostfix,
  }
}

/**
 * The released code leaves the snippets after the last whole window without anything to attend to, and their NaN spreads
 * to every score; so T must be a multiple of the window.
 */
export function checkWindow(visualLength: number, attnWindow: number): void {
  if (attnWindow >= 1 && visualLength % attnWindow === 0) return
  throw new FlagreelError(
    'bad-argument',
    `Attention windows of ${attnWindow} snippets do not divide the detector's ${visualLength} snippets.`,
    {
      hint: `Give an "attnWindow" that divides ${visualLength}: the one the checkpoint was trained with.`,
    },
  )
}
