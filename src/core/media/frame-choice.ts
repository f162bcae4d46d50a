import { type Recipe, SNIPPET_FRAMES } from '#contract/bundle.ts'

/**
 * Which frames of a full 16-frame snippet a recipe looks at, ascending. `middle` is 8, `first` is 0, `mean-of-k` is
 * the middle of each of k equal parts: floor((i + ½)·16/k).
 */
export function chosenFrames(frames: Recipe['frames']): readonly number[] {
  if (frames === 'first') return [0]
  if (frames === 'middle') return [SNIPPET_FRAMES / 2]
  const count = Number(frames.slice('mean-of-'.length))
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * SNIPPET_FRAMES) / count))
}

/**
 * The same for a snippet of `frameCount` frames, the last of a video: those of the recipe's frames that it reaches,
 * or its first frame when it reaches none.
 */
export function chosenFramesOf(frames: Recipe['frames'], frameCount: number): readonly number[] {
  const reached = chosenFrames(frames).filter((index) => index < frameCount)
  return reached.length > 0 ? reached : [0]
}

/**
 * What ffmpeg must hand over of every snippet. Frame 0 is always among them: nothing says beforehand which snippet
 * is the last one, and a partial snippet may need it.
 */
export function deliveredFrames(frames: Recipe['frames']): readonly number[] {
  const chosen = chosenFrames(frames)
  return chosen[0] === 0 ? chosen : [0, ...chosen]
}
