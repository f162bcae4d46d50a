import { createHash } from 'node:crypto'
import type { FlaggedSegment } from '#contract/results.ts'
import type { FileSink } from '#core/files/file-sink.ts'
import { classDefs } from './class-defs.ts'
import { classesOf } from './describe.ts'
import { type Html, html } from './html.ts'
import { classSummary, reportHead, videoSummary } from './html-summary.ts'
import {
  flagRows,
  TABLE_END,
  TABLE_ROWS,
  tableHead,
  VIDEO_END,
  type VideoSection,
  videoHead,
} from './html-video.ts'
import type { Report, ReportPorts, ReportRun } from './report.ts'
import { reportStyle } from './report-style.ts'
import { flagsByVideo, oneAhead, stillsOf, strongest } from './stills.ts'
import { textsIn } from './texts.ts'

export interface HtmlOptions {
  /** Flags that get stills; the others are listed without, and the report says so. */
  readonly mostStills: number
}

export interface WrittenReport {
  readonly flags: number
  readonly videos: number
  /** Flags whose stills are left out. */
  readonly withoutStills: number
}

/** Flags from which on only what is in view is laid out: no picture of the whole page can be taken then. */
const LARGE = 1000

/** px; about twice what is shown, for print. */
const STILL_LOOK = { width: 320, height: 180, format: 'jpeg' } as const

/**
 * Writes a report as one HTML document that needs nothing else and runs nothing. A video at a time is in memory, whatever
 * the length of the list.
 *
 * Errors: what the ports and the sink throw; 'cancelled'.
 */
export async function writeHtmlReport(
  sink: FileSink,
  job: { readonly report: Report; readonly ports: ReportPorts; readonly options: HtmlOptions },
  run: ReportRun,
): Promise<WrittenReport> {
  const { report, ports, options } = job
  const { segments } = report.list
  const texts = textsIn(report.language)
  const classOf = classesOf(report.labels)
  const { defs, fillOf } = classDefs([...new Set(segments.map((flag) => flag.class))], classOf)
  const videos = flagsByVideo(segments)
  const pictured = strongest(segments, options.mostStills)
  const write = (part: Html) => sink.write(Buffer.from(part.text, 'utf8'))
  const shared = { report, texts, classOf, fillOf }
  await write(documentHead(report))
  await write(
    html`<body${segments.length > LARGE ? html` class="large"` : null}>${defs}${reportHead(report, texts)}<main>`,
  )
  await write(overview(job, { videos, shown: pictured.size }, { texts, classOf, fillOf }))
  let [done, number] = [0, 0]
  for (const [contentId, flags] of videos) {
    run.signal.throwIfAborted()
    const video = await ports.video(contentId, run.signal)
    const hasStills = flags.some((flag) => pictured.has(flag))
    const section: VideoSection = { ...shared, number: ++number, flags, video, hasStills }
    await write(videoHead(section))
    const still = { report, ports, look: STILL_LOOK, signal: run.signal }
    const take = async (flag: FlaggedSegment) =>
      pictured.has(flag) ? stillsOf(flag, video, still) : null
    let row = 0
    for await (const [flag, stills] of oneAhead(flags, take)) {
      run.signal.throwIfAborted()
      if (row % TABLE_ROWS === 0) await write(tableHead(row, section))
      await write(flagRows({ number: ++done, flag, stills }, section))
      if (++row % TABLE_ROWS === 0 || row === flags.length) await write(TABLE_END)
      run.onProgress(done, segments.length)
    }
    await write(VIDEO_END)
  }
  await write(documentEnd(report))
  return {
    flags: segments.length,
    videos: videos.size,
    withoutStills: segments.length - pictured.size,
  }
}

/** The parts that may be used at all: our own style, and pictures and letters that are in the document. */
function contentPolicy(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64')
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'`
}

function documentHead({ title, language }: Report): Html {
  const style = reportStyle()
  return html`<!doctype html>
<html lang="${textsIn(language).lang}" dir="ltr"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(style.text)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${style}</style></head>
`
}

interface Overview {
  readonly videos: ReturnType<typeof flagsByVideo>
  /** Flags with stills. */
  readonly shown: number
}

function overview(
  { report, options }: { readonly report: Report; readonly options: HtmlOptions },
  { videos, shown }: Overview,
  parts: Parameters<typeof classSummary>[1],
): Html {
  const { texts } = parts
  const { segments } = report.list
  const all = segments.length
  if (all === 0) return html`<section><h2>${texts.summary}</h2><p>${texts.noFlags}</p></section>\n`
  const leftOut = options.mostStills > 0 && shown < all ? texts.stillsLeftOut(shown, all) : null
  return html`<section class="overview"><h2>${texts.summary}</h2>
<p class="lead">${texts.flagCount(all)}, ${texts.videoCount(videos.size)}</p>
${leftOut === null ? null : html`<p class="soft">${leftOut}</p>\n`}${classSummary(segments, parts)}${videos.size > 1 ? html`<h3>${texts.videos}</h3>\n${videoSummary(videos, texts)}` : null}</section>
`
}

function documentEnd(report: Report): Html {
  const { howToRead, reading } = textsIn(report.language)
  return html`</main><footer><h2>${howToRead}</h2>${reading.map((each) => html`<p>${each}</p>`)}</footer></body></html>
`
}
