import { basename } from 'node:path'
import type { FlaggedSegment } from '#contract/results.ts'
import { timeText } from '#core/export/times.ts'
import { type FillOf, swatch } from './class-defs.ts'
import { DECISION_PATHS } from './class-patterns.ts'
import {
  type ClassView,
  classText,
  decisionOf,
  isGuess,
  type ScoredClass,
  scoreText,
} from './describe.ts'
import { type Html, html } from './html.ts'
import { fact } from './html-summary.ts'
import { peakSec } from './moments.ts'
import { linesOf } from './note-lines.ts'
import type { Report, ReportVideo, VideoFacts } from './report.ts'
import { scoreFigure } from './score-figure.ts'
import type { Still } from './stills.ts'
import type { ReportTexts } from './texts.ts'

export interface VideoSection {
  /** From 1. */
  readonly number: number
  readonly flags: readonly FlaggedSegment[]
  readonly video: ReportVideo
  readonly report: Report
  readonly texts: ReportTexts
  readonly classOf: (id: string) => ClassView
  readonly fillOf: FillOf
  /** Whether any of its flags has stills. */
  readonly hasStills: boolean
}

/** Everything of a video before its tables. */
export function videoHead(section: VideoSection): Html {
  const { number, video, texts } = section
  const name = nameOf(section)
  return html`<section class="video" id="video-${number}">
<h2><bdi>${name}</bdi></h2>
${videoFacts(section)}${video.scores ? figure(section, name) : html`<p class="soft">${texts.curve.none}</p>\n`}`
}

export const VIDEO_END = html`</section>\n`

/** Flags in one table: a browser lays out those that are in view, and one of thousands of rows would take it seconds. */
export const TABLE_ROWS = 250

/** The head of a table whose first row is flag `first` of the video, from 0. */
export function tableHead(first: number, section: VideoSection): Html {
  const { flags, texts, hasStills, report } = section
  const { columns } = texts
  const all = flags.length
  const last = Math.min(all, first + TABLE_ROWS)
  const caption = all <= TABLE_ROWS ? texts.flagCount(all) : texts.flagRange(first + 1, last, all)
  const still =
    hasStills && report.moments === 'peak' ? html`<th scope="col">${columns.still}</th>` : null
  return html`<div class="scroll part" role="group" tabindex="0" aria-label="${nameOf(section)}, ${caption}"><table class="flags"><caption>${caption}</caption>
<thead><tr><th scope="col" class="number">${columns.number}</th>${still}<th scope="col">${texts.class}</th><th scope="col">${columns.time}</th><th scope="col" class="number">${columns.score}</th><th scope="col">${columns.verdict}</th></tr></thead>
`
}

export const TABLE_END = html`</table></div>\n`

function nameOf({ flags }: VideoSection): string {
  return basename(flags[0]!.file)
}

function figure(section: VideoSection, name: string): Html {
  const { number, flags, video, report, texts, classOf, fillOf } = section
  const threshold = report.list.rule?.threshold ?? null
  const drawing = scoreFigure({
    ...{ id: `curve-${number}`, name, curve: video.scores!, threshold },
    ...{ flags, classOf, fillOf, texts },
  })
  return html`<figure><div class="scroll" role="group" tabindex="0" aria-label="${texts.curve.title(name)}">${drawing}</div><figcaption>${texts.curve.legend}</figcaption></figure>\n`
}

function videoFacts({ flags, video, texts }: VideoSection): Html {
  const { file, contentId } = flags[0]!
  const { media, scores, sha256 } = video
  const { facts } = texts
  return html`<dl class="facts">
${media ? mediaFacts(media, scores?.clock.frames ?? null, texts) : null}${fact(facts.path, html`<bdi class="code-text">${file}</bdi>`, 'wide')}${fact(facts.sha256, sha256 === null ? facts.notComputed : html`<span class="code-text">${sha256}</span>`, 'wide')}${fact(facts.contentId, html`<span class="code-text">${contentId}</span>`, 'wide')}</dl>
${media ? null : html`<p class="caution">${facts.isAway}</p>\n`}`
}

function mediaFacts(media: VideoFacts, frames: number | null, texts: ReportTexts): Html[] {
  const { facts } = texts
  const { durationSec, width, height, codec, timecode } = media
  return [
    ...(durationSec === null ? [] : [fact(texts.duration, timeText(durationSec))]),
    ...(frames === null ? [] : [fact(facts.frames, frames)]),
    fact(facts.rate, rateText(media, texts)),
    fact(facts.picture, `${width} × ${height}, ${codec}`),
    ...(timecode === null ? [] : [fact(facts.timecode, timecode)]),
  ]
}

function rateText({ rate, isVariable }: VideoFacts, { facts }: ReportTexts): string {
  const { num, den } = rate
  const value = String(Math.round((num / den) * 1000) / 1000)
  return isVariable ? facts.variableFps(value) : facts.fps(value)
}

interface FlagRow {
  /** In the whole report, from 1. */
  readonly number: number
  readonly flag: FlaggedSegment
  /** Null for a flag whose stills are left out. */
  readonly stills: readonly Still[] | null
}

/** A flag with its stills; one that stands alone lies in the row, several below it. */
export function flagRows({ number, flag, stills }: FlagRow, section: VideoSection): Html {
  const { hasStills, report } = section
  const isOne = report.moments === 'peak'
  const cell =
    hasStills && isOne
      ? html`<td class="still">${stills?.map((still) => picture(still, flag, section)) ?? null}</td>`
      : null
  const below =
    stills && !isOne
      ? html`<tr class="stills"><td></td><td colspan="4"><div>${stills.map((still) => picture(still, flag, section))}</div></td></tr>`
      : null
  return html`<tbody id="flag-${number}"><tr><th scope="row" class="number">${number}</th>${cell}${classCell(flag, section)}${timeCell(flag, section)}${scoreCell(flag, stills, section)}${verdictCell(flag, section)}</tr>${below}${noteRow(flag, section)}</tbody>
`
}

function picture(still: Still, flag: FlaggedSegment, { texts, classOf }: VideoSection): Html {
  const { kind, sec, picture: bytes, problem } = still
  if (!bytes) return html`<p class="gap">${texts.noStill(problem ?? '')}</p>`
  const label = `${texts.moments[kind]}, ${timeText(sec)}`
  const source = `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`
  return html`<figure class="moment"><img src="${source}" alt="${classText(classOf, flag)}: ${label}"><figcaption>${texts.moments[kind]} <span class="nowrap">${timeText(sec)}</span></figcaption></figure>`
}

function classCell(flag: FlaggedSegment, { texts, classOf, fillOf }: VideoSection): Html {
  const { code } = classOf(flag.class)
  const guess = isGuess(flag) ? html` <span class="guess-text">${texts.uncertain}</span>` : null
  const scored = ({ class: id, classScore }: ScoredClass) =>
    [classOf(id).name, scoreText(classScore)] as const
  const other =
    flag.class !== flag.modelClass.class
      ? texts.relabelled(...scored(flag.modelClass))
      : flag.runnerUp && texts.next(...scored(flag.runnerUp))
  return html`<td class="class">${swatch(code, fillOf(flag.class))} <strong><bdi>${classOf(flag.class).name}</bdi> <span class="figure">${scoreText(flag.classScore)}</span></strong>${guess}${small(other)}</td>`
}

function timeCell(flag: FlaggedSegment, { texts }: VideoSection): Html {
  const { startSec, endSec, startFrame, endFrame } = flag
  return html`<td class="time"><span class="nowrap">${timeText(startSec)} –</span> <span class="nowrap">${timeText(endSec)}</span>${small(`${(endSec - startSec).toFixed(3)} s`)}${small(html`<span class="nowrap">${texts.frameRange(startFrame, endFrame)}</span>`)}${small(flag.hasOwnRange ? texts.ownRange : null)}</td>`
}

/** With its time, unless a still tells it. */
function scoreCell(
  flag: FlaggedSegment,
  stills: readonly Still[] | null,
  { video, texts }: VideoSection,
): Html {
  const { scores } = video
  const time = scores && !stills ? texts.peakAt(timeText(peakSec(flag, scores))) : null
  return html`<td class="number">${scoreText(flag.score)}${small(time)}</td>`
}

function verdictCell(flag: FlaggedSegment, { texts }: VideoSection): Html {
  const decision = decisionOf(flag)
  const shape =
    decision === 'none'
      ? null
      : html`<svg class="shape" viewBox="-7 -7 14 14" aria-hidden="true"><path d="${DECISION_PATHS[decision]}" class="mark ${decision}"/></svg> `
  const { reason, reviewer } = flag
  return html`<td class="verdict ${decision}">${shape}<span class="decision">${texts.decisions[decision]}</span>${small(reason === null ? null : (texts.reasons[reason] ?? reason))}${small(reviewer === null ? null : texts.by(reviewer === '' ? texts.nobody : reviewer))}${small(flag.source === 'mark' ? texts.unattached : null)}</td>`
}

function noteRow(
  { note }: FlaggedSegment,
  { texts, hasStills, report }: VideoSection,
): Html | null {
  if (note.trim() === '') return null
  const columns = hasStills && report.moments === 'peak' ? 5 : 4
  const lines = linesOf(note.trim()).map((line, i) => html`${i === 0 ? null : html`<br>`}${line}`)
  return html`<tr class="note"><td></td><td colspan="${columns}"><strong>${texts.note}:</strong> <bdi>${lines}</bdi></td></tr>`
}

function small(text: string | Html | null): Html | null {
  return text === null || text === '' ? null : html`<small>${text}</small>`
}
