import { basename } from 'node:path'
import type { FlaggedSegment } from '#contract/results.ts'
import { timeText, utcText } from '#core/export/times.ts'
import { DECISION_PATHS } from './class-patterns.ts'
import {
  type ClassView,
  choiceText,
  classesOf,
  decisionOf,
  isGuess,
  noteText,
  protectionText,
  ruleText,
  scoreText,
} from './describe.ts'
import type { Report, ReportPorts, ReportRun, ReportVideo } from './report.ts'
import { type Cell, cellsOf, SHEET, stillSize } from './sheet-layout.ts'
import { COLOURS, loadCanvas, SheetPen } from './sheet-pen.ts'
import { flagsByVideo, oneAhead, type Still, stillsOf, strongest } from './stills.ts'
import { type ReportTexts, textsIn } from './texts.ts'

export interface SheetOptions {
  /** Flags on all pages; of more, those with the highest scores, and the pages say so. */
  readonly mostFlags: number
}

export interface SheetPage {
  /** From 1. */
  readonly number: number
  readonly pages: number
  readonly png: Uint8Array
}

/**
 * Draws the chosen flags as pages of stills, one page in memory at a time.
 *
 * Errors: what the ports throw; 'missing-tool' where the drawing library does not load; 'cancelled'.
 */
export async function* drawContactSheets(
  job: { readonly report: Report; readonly ports: ReportPorts; readonly options: SheetOptions },
  run: ReportRun,
): AsyncGenerator<SheetPage, void> {
  const { report, ports, options } = job
  const library = await loadCanvas()
  const chosen = strongest(report.list.segments, options.mostFlags)
  const flags = [...flagsByVideo([...chosen]).values()].flat()
  const videoOf = rememberLast((contentId) => ports.video(contentId, run.signal))
  const texts = textsIn(report.language)
  const sheet: Sheet = { report, texts, classOf: classesOf(report.labels), shown: flags.length }
  const look = { ...stillSize(report.moments), format: 'png' } as const
  const take = async (flag: FlaggedSegment) =>
    stillsOf(flag, await videoOf(flag.contentId), { report, ports, look, signal: run.signal })
  const perPage = cellsOf(
    report.moments,
    drawHeader(new SheetPen(library, SHEET), sheet, ''),
  ).length
  const pages = Math.max(1, Math.ceil(flags.length / perPage))
  for (let page = 0; page < pages; page++) {
    const pen = new SheetPen(library, SHEET)
    const cells = cellsOf(report.moments, drawHeader(pen, sheet, texts.page(page + 1, pages)))
    const own = flags.slice(page * perPage, (page + 1) * perPage)
    let drawn = 0
    for await (const [flag, stills] of oneAhead(own, take)) {
      run.signal.throwIfAborted()
      await drawFlag(pen, { flag, stills, cell: cells[drawn++]! }, sheet)
      run.onProgress(page * perPage + drawn, flags.length)
    }
    yield { number: page + 1, pages, png: await pen.png() }
  }
}

/** Flags of one video follow each other, and its scores are large. */
function rememberLast(read: (contentId: string) => Promise<ReportVideo>) {
  let last: { readonly contentId: string; readonly video: Promise<ReportVideo> } | undefined
  return (contentId: string) => {
    if (last?.contentId !== contentId) last = { contentId, video: read(contentId) }
    return last.video
  }
}

interface Sheet {
  readonly report: Report
  readonly texts: ReportTexts
  readonly classOf: (id: string) => ClassView
  /** Flags on all pages. */
  readonly shown: number
}

const INSIDE = SHEET.width - 2 * SHEET.margin
const RIGHT = SHEET.width - SHEET.margin

/** Returns where it ends, px from the top. */
function drawHeader(pen: SheetPen, { report, texts, shown }: Sheet, page: string): number {
  const { list, operator, at, appVersion, protection } = report
  const left = SHEET.margin
  pen.text(report.title, [left, 88], { size: 36, weight: 650, most: INSIDE - 260 })
  pen.text(page, [RIGHT, 86], { size: 20, align: 'right', colour: COLOURS.soft })
  const all = list.segments.length
  const lines = [
    `${utcText(at)}  ·  ${operator === '' ? texts.nobody : operator}  ·  ${list.model.name} (${list.model.id})  ·  ${texts.flagCount(all)}`,
    `${texts.rule}: ${ruleText(report)}.  ${texts.choice}: ${choiceText(report)}.  ${texts.stills}: ${protectionText(protection, texts)}.`,
    ...(shown < all ? [texts.flagsLeftOut(shown, all)] : []),
    ...(all === 0 ? [texts.noFlags] : []),
  ]
  const look = { size: 19, colour: COLOURS.soft }
  let y = 124
  for (const line of lines.flatMap((each) => pen.wrap(each, INSIDE, look))) {
    pen.text(line, [left, y], { ...look, most: INSIDE })
    y += 28
  }
  const note = noteText(report)
  if (note !== null) y = drawNote(pen, note, y)
  const bottom = SHEET.height - 34
  const foot = `Flagreel ${appVersion}  ·  ${texts.aboutClasses}`
  pen.text(foot, [left, bottom], { size: 17, colour: COLOURS.soft, most: INSIDE })
  return y + 8
}

function drawNote(pen: SheetPen, note: string, top: number): number {
  const look = { size: 19, weight: 500, colour: COLOURS.caution } as const
  const lines = pen.wrap(note, INSIDE - 36, look)
  const box = { left: SHEET.margin, top: top - 10, width: INSIDE, height: lines.length * 28 + 18 }
  pen.frame(box, { fill: COLOURS.cautionPage, line: COLOURS.cautionLine, radius: 6 })
  lines.forEach((line, i) => {
    pen.text(line, [box.left + 18, box.top + 29 + i * 28], look)
  })
  return box.top + box.height + 16
}

interface Drawn {
  readonly flag: FlaggedSegment
  readonly stills: readonly Still[]
  readonly cell: Cell
}

async function drawFlag(pen: SheetPen, { flag, stills, cell }: Drawn, sheet: Sheet): Promise<void> {
  const { texts } = sheet
  for (const [i, box] of cell.stills.entries()) {
    const still = stills[i]
    pen.rect(box, COLOURS.sunken)
    if (!still) continue
    if (still.picture) await pen.picture(still.picture, box)
    else drawGap(pen, texts.noStill(still.problem ?? ''), box)
    if (cell.stills.length > 1)
      drawMoment(pen, `${texts.moments[still.kind]} ${timeText(still.sec)}`, box)
  }
  drawCaption(pen, flag, { cell, sheet })
}

const GAP_LINES = 4

function drawGap(pen: SheetPen, text: string, { left, top, width, height }: Cell['caption']): void {
  const look = { size: 17, colour: COLOURS.soft, align: 'center', most: width - 40 } as const
  const lines = pen.wrap(text, width - 40, look).slice(0, GAP_LINES)
  lines.forEach((line, i) => {
    const y = top + height / 2 + (i - (lines.length - 1) / 2) * 24 + 6
    pen.text(line, [left + width / 2, y], look)
  })
}

/** On a plate of its own: pictures have any colour. */
function drawMoment(pen: SheetPen, text: string, { left, top, height }: Cell['caption']): void {
  const y = top + height - 10
  const width = pen.text(text, [left, y], { size: 15, colour: 'transparent' })
  pen.rect({ left, top: top + height - 28, width: width + 16, height: 28 }, COLOURS.page)
  pen.text(text, [left + 4, y], { size: 15, colour: COLOURS.ink })
}

function drawCaption(
  pen: SheetPen,
  flag: FlaggedSegment,
  { cell, sheet }: { readonly cell: Cell; readonly sheet: Sheet },
): void {
  const { texts, classOf } = sheet
  const { left, top, width } = cell.caption
  const right = left + width
  const soft = { size: 17, colour: COLOURS.soft } as const
  const view = classOf(flag.class)
  pen.swatch({ left, top: top + 12, width: 48, height: 26 }, view, isGuess(flag))
  const doubt = isGuess(flag) ? texts.uncertain : ''
  const aside = pen.text(doubt, [right, top + 32], { ...soft, align: 'right' })
  const name = { size: 20, weight: 650, most: width - 58 - 64 - aside } as const
  const nameWidth = pen.text(view.name, [left + 58, top + 32], name)
  pen.text(scoreText(flag.classScore), [left + 66 + nameWidth, top + 32], { size: 20 })
  const times = `${timeText(flag.startSec)} – ${timeText(flag.endSec)}`
  pen.text(times, [left, top + 62], { size: 18, weight: 500, most: width })
  pen.text(basename(flag.file), [left, top + 87], { size: 17, most: width })
  drawVerdict(pen, flag, { x: left, y: top + 112, texts })
  const peak = `${texts.columns.score} ${scoreText(flag.score)}`
  pen.text(peak, [right, top + 112], { ...soft, align: 'right' })
}

function drawVerdict(
  pen: SheetPen,
  flag: FlaggedSegment,
  { x, y, texts }: { readonly x: number; readonly y: number; readonly texts: ReportTexts },
): void {
  const decision = decisionOf(flag)
  const text = texts.decisions[decision]
  if (decision === 'none') {
    pen.text(text, [x, y], { size: 17, colour: COLOURS.soft })
    return
  }
  pen.shape(DECISION_PATHS[decision], [x + 8, y - 6], decision === 'escalated')
  pen.text(text, [x + 24, y], { size: 17, weight: 500 })
}
