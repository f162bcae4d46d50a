/** Which part of the video the timeline shows. Pure; seconds count from the first frame, pixels are CSS pixels. */
export interface Viewport {
  readonly durationSec: number
  /** Length of the shortest frame; bounds how far one can zoom in. */
  readonly frameSec: number
  readonly widthPx: number
  readonly startSec: number
  readonly secPerPx: number
}

export interface TimeRange {
  readonly startSec: number
  readonly endSec: number
}

/** At the closest zoom a frame is this wide. */
export const CLOSEST_PX_PER_FRAME = 8
/** One press of a zoom key or button. */
export const ZOOM_STEP = 1.6

export function fitViewport(
  video: Pick<Viewport, 'durationSec' | 'frameSec'>,
  widthPx: number,
): Viewport {
  const width = Math.max(1, widthPx)
  const { durationSec, frameSec } = video
  return { durationSec, frameSec, widthPx: width, startSec: 0, secPerPx: durationSec / width }
}

export function timeToPx(view: Viewport, sec: number): number {
  return (sec - view.startSec) / view.secPerPx
}

/** Clamped to the video, so that no pointer position is outside of it. */
export function pxToTime(view: Viewport, px: number): number {
  return Math.min(view.durationSec, Math.max(0, view.startSec + px * view.secPerPx))
}

export function visibleRange(view: Viewport): TimeRange {
  return {
    startSec: view.startSec,
    endSec: Math.min(view.durationSec, view.startSec + view.widthPx * view.secPerPx),
  }
}

export function isFit(view: Viewport): boolean {
  return view.secPerPx >= fitScale(view) * (1 - 1e-9)
}

export function isClosest(view: Viewport): boolean {
  return view.secPerPx <= closestScale(view) * (1 + 1e-9)
}

/** 1 for the whole video; 100 where a hundredth of it is visible. */
export function zoomFactor(view: Viewport): number {
  return fitScale(view) / view.secPerPx
}

/** `factor` above 1 zooms in. The time at `px` stays there, as far as the ends of the video allow. */
export function zoomAt(view: Viewport, px: number, factor: number): Viewport {
  const secPerPx = clampScale(view, view.secPerPx / factor)
  const anchorSec = view.startSec + px * view.secPerPx
  return withStart({ ...view, secPerPx }, anchorSec - px * secPerPx)
}

/** Zoom by key: around the playhead, which comes into the middle when it was out of sight. */
export function zoomAtPlayhead(view: Viewport, playheadSec: number, factor: number): Viewport {
  const px = timeToPx(view, playheadSec)
  if (px >= 0 && px <= view.widthPx) return zoomAt(view, px, factor)
  return zoomAt(centreOn(view, playheadSec), view.widthPx / 2, factor)
}

export function panBy(view: Viewport, px: number): Viewport {
  return withStart(view, view.startSec + px * view.secPerPx)
}

export function centreOn(view: Viewport, sec: number): Viewport {
  return withStart(view, sec - (view.widthPx * view.secPerPx) / 2)
}

/** Shows exactly this range, as far as the zoom's bounds allow; then its middle stays in the middle. */
export function showRange(view: Viewport, { startSec, endSec }: TimeRange): Viewport {
  const secPerPx = clampScale(view, (endSec - startSec) / view.widthPx)
  return centreOn({ ...view, secPerPx }, (startSec + endSec) / 2)
}

/** A flag with a quarter of its length around it, and at least a second. */
export function showFlag(view: Viewport, flag: TimeRange): Viewport {
  const around = Math.max(1, (flag.endSec - flag.startSec) / 4)
  return showRange(view, { startSec: flag.startSec - around, endSec: flag.endSec + around })
}

/** Turns the page when a playing playhead leaves the view; does nothing while it is inside. */
export function follow(view: Viewport, playheadSec: number): Viewport {
  const px = timeToPx(view, playheadSec)
  if (px >= 0 && px <= view.widthPx) return view
  return withStart(view, playheadSec - view.widthPx * view.secPerPx * 0.05)
}

/** The same range in another width. */
export function resized(view: Viewport, widthPx: number): Viewport {
  if (isFit(view)) return fitViewport(view, widthPx)
  const width = Math.max(1, widthPx)
  const secPerPx = clampScale({ ...view, widthPx: width }, (view.secPerPx * view.widthPx) / width)
  return withStart({ ...view, widthPx: width, secPerPx }, view.startSec)
}

function withStart(view: Viewport, startSec: number): Viewport {
  const last = view.durationSec - view.widthPx * view.secPerPx
  return { ...view, startSec: Math.max(0, Math.min(last, startSec)) }
}

function clampScale(view: Viewport, secPerPx: number): number {
  return Math.min(fitScale(view), Math.max(closestScale(view), secPerPx))
}

function fitScale(view: Viewport): number {
  return view.durationSec / view.widthPx
}

/** A video so short that its frames are wider than that when all of it is visible cannot be zoomed. */
function closestScale(view: Viewport): number {
  return Math.min(fitScale(view), view.frameSec / CLOSEST_PX_PER_FRAME)
}
