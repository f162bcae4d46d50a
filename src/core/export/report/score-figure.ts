import type { FlaggedSegment } from '#contract/results.ts'
import { shortTime, timeText } from '#core/export/times.ts'
import type { FillOf } from './class-defs.ts'
import { DECISION_PATHS } from './class-patterns.ts'
import { areaPath, peakColumns, stepPath, timeTicks } from './curve.ts'
import { type ClassView, classText, decisionOf, isGuess, scoreText } from './describe.ts'
import { type Html, html } from './html.ts'
import type { VideoCurve } from './report.ts'
import type { ReportTexts } from './texts.ts'

interface Figure {
  /** Unique in the document. */
  readonly id: string
  readonly name: string
  readonly curve: VideoCurve
  /** Of the rule; null where every flag has its own. */
  readonly threshold: number | null
  readonly flags: readonly FlaggedSegment[]
  readonly classOf: (id: string) => ClassView
  readonly fillOf: FillOf
  readonly texts: ReportTexts
}

/** Of the drawing, which is scaled to the page. */
const WIDTH = 720
const LEFT = 28
const COLUMNS = WIDTH - LEFT - 1
const TOP = 8
const BASE = 100
const MARKS = 113
const BAND = { top: 122, height: 20 }
const AXIS = 158
const HEIGHT = 164
/** Narrower bands have no room for a code. */
const LEAST_LABELLED = 18
/** More marks would lie on each other. */
const MOST_MARKED = 60
const MOST_DESCRIBED = 20

const yOf = (score: number) => BASE - Math.min(1, Math.max(0, score)) * (BASE - TOP)

/** A video's scores over time, the threshold, and its flags by class. */
export function scoreFigure(figure: Figure): Html {
  const { id, curve, threshold, texts } = figure
  const { durationSec } = timesOf(curve)
  const columns = peakColumns(curve, COLUMNS)
  const scale = { left: LEFT, step: 1, yOf }
  const above = columns.map((value) => (threshold !== null && value >= threshold ? value : 0))
  const xOf = (sec: number) => LEFT + (durationSec > 0 ? sec / durationSec : 0) * COLUMNS
  return html`<svg class="curve" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-text">
<title id="${id}-title">${texts.curve.title(figure.name)}</title><desc id="${id}-text">${description(figure)}</desc>
<rect x="${LEFT}" y="${TOP}" width="${COLUMNS}" height="${BASE - TOP}" class="plot"/>
${[1, 0.5, 0].map((score) => html`<text x="${LEFT - 6}" y="${yOf(score) + 3.5}" text-anchor="end" class="axis">${score}</text>`)}
<path d="${areaPath(columns, scale)}" class="below"/><path d="${areaPath(above, scale)}" class="above"/><path d="${stepPath(columns, scale)}" class="line"/>
${threshold === null ? null : thresholdLine(threshold)}
${figure.flags.map((flag) => band(flag, figure, xOf))}
${axis(durationSec, xOf)}</svg>`
}

function timesOf({ clock }: VideoCurve) {
  const { num, den } = clock.timeBase
  const secondsAt = (pts: number) => ((pts - clock.firstPts) * num) / den
  return { secondsAt, durationSec: secondsAt(clock.endPts) }
}

function thresholdLine(threshold: number): Html {
  const y = Math.round(yOf(threshold)) + 0.5
  const right = WIDTH - 5
  return html`<path d="M${LEFT} ${y}H${WIDTH - 1}" class="threshold"/><rect x="${right - 25}" y="${y - 13}" width="28" height="12" class="plate"/><text x="${right}" y="${y - 3.5}" text-anchor="end" class="axis strong">${scoreText(threshold)}</text>`
}

function band(
  flag: FlaggedSegment,
  { classOf, fillOf, flags }: Figure,
  xOf: (sec: number) => number,
): Html {
  const left = Math.min(xOf(flag.startSec), WIDTH - 3)
  const width = Math.max(2, xOf(flag.endSec) - left)
  const middle = left + width / 2
  const decision = decisionOf(flag)
  const guess = isGuess(flag)
  const code = `${classOf(flag.class).code}${guess ? '?' : ''}`
  const plate = Math.min(22, width - 3)
  const label =
    width < LEAST_LABELLED
      ? null
      : html`<rect x="${one(middle - plate / 2)}" y="${BAND.top + 3.5}" width="${one(plate)}" height="13" rx="2" fill="#fff"/><text x="${one(middle)}" y="${BAND.top + 13.5}" text-anchor="middle" class="code${width < 26 ? ' tight' : ''}">${code}</text>`
  const mark =
    decision === 'none' || flags.length > MOST_MARKED
      ? null
      : html`<path d="${DECISION_PATHS[decision]}" transform="translate(${one(middle)} ${MARKS})" class="mark ${decision}"/>`
  const title = `${classText(classOf, flag)}, ${timeText(flag.startSec)} – ${timeText(flag.endSec)}`
  return html`<g><title>${title}</title><rect x="${one(left)}" y="${BAND.top}" width="${one(width)}" height="${BAND.height}" fill="${fillOf(flag.class)}" class="edge${guess ? ' guess' : ''}${decision === 'dismissed' ? ' faint' : ''}"/>${label}${mark}</g>
`
}

function axis(durationSec: number, xOf: (sec: number) => number): Html[] {
  return timeTicks(durationSec, 8).map((sec) => {
    const x = one(xOf(sec))
    const anchor = x > WIDTH - 20 ? 'end' : x < LEFT + 12 ? 'start' : 'middle'
    return html`<path d="M${x} ${BASE}v4" class="tick"/><text x="${x}" y="${AXIS}" text-anchor="${anchor}" class="axis">${shortTime(sec)}</text>`
  })
}

/** What the drawing says, for those who do not see it. */
function description({ curve, threshold, flags, classOf, texts }: Figure): string {
  const { frameScore, clock } = curve
  const peak = frameScore.reduce((best, score, i) => (score > frameScore[best]! ? i : best), 0)
  const peakSec = timesOf(curve).secondsAt(clock.startPts[peak] ?? clock.firstPts)
  const shown = flags.slice(0, MOST_DESCRIBED)
  return [
    ...(frameScore.length > 0
      ? [texts.curve.highest(scoreText(frameScore[peak]!), timeText(peakSec))]
      : []),
    ...(threshold === null ? [] : [texts.curve.threshold(scoreText(threshold))]),
    `${texts.flagCount(flags.length)}.`,
    ...shown.map(
      (flag) =>
        `${classText(classOf, flag)}, ${timeText(flag.startSec)} ${texts.to} ${timeText(flag.endSec)}.`,
    ),
    ...(flags.length > shown.length ? [texts.curve.more(flags.length - shown.length)] : []),
  ].join(' ')
}

function one(value: number): number {
  return Math.round(value * 10) / 10
}
