import { basename } from 'node:path'
import type { FlaggedSegment } from '#contract/results.ts'
import { timeText, utcText } from '#core/export/times.ts'
import { type FillOf, swatch } from './class-defs.ts'
import {
  type ClassView,
  choiceText,
  DECISIONS,
  decisionOf,
  noteText,
  protectionText,
  ruleText,
  scoreText,
} from './describe.ts'
import { type Html, type HtmlPart, html } from './html.ts'
import type { Report } from './report.ts'
import type { ReportTexts } from './texts.ts'

/** A term with what it is in this report. */
export function fact(term: string, value: HtmlPart, className = ''): Html {
  return html`<div${className === '' ? null : html` class="${className}"`}><dt>${term}</dt><dd>${value}</dd></div>\n`
}

/** What the report is, who made it, and what its scores come from. */
export function reportHead(report: Report, texts: ReportTexts): Html {
  const { list, operator } = report
  const { model } = list
  const note = noteText(report)
  const labelSet = `${texts.classCount(report.labels.length)}, ${report.labelSetId.slice(0, 12)}`
  return html`<header><p class="eyebrow">${texts.report}</p>
<h1><bdi>${report.title}</bdi></h1>
${note === null ? null : html`<p class="caution"><strong>${model.name}.</strong> ${note}</p>\n`}<dl class="facts">
${fact(texts.madeAt, utcText(report.at))}${fact(texts.operator, operator === '' ? texts.nobody : html`<bdi>${operator}</bdi>`)}${fact(texts.stills, protectionText(report.protection, texts))}${fact(texts.version, `Flagreel ${report.appVersion}`)}${fact(texts.model, html`<bdi>${model.name}</bdi> <span class="soft code-text">${model.id}</span>`, 'wide')}${fact(texts.labelSet, labelSet, 'wide')}${fact(texts.rule, ruleText(report), 'wide')}${fact(texts.choice, choiceText(report), 'wide')}</dl></header>
`
}

interface SummaryParts {
  readonly texts: ReportTexts
  readonly classOf: (id: string) => ClassView
  readonly fillOf: FillOf
}

/** How many flags of each class, and what was decided about them. */
export function classSummary(flags: readonly FlaggedSegment[], parts: SummaryParts): Html {
  const { texts, classOf, fillOf } = parts
  const groups = [...Map.groupBy(flags, (flag) => flag.class)]
  groups.sort(([, a], [, b]) => b.length - a.length)
  const cells = (group: readonly FlaggedSegment[]) => [
    html`<td class="number">${group.length}</td>`,
    ...DECISIONS.map((name) => {
      const count = group.filter((flag) => decisionOf(flag) === name).length
      return html`<td class="number${count === 0 ? ' nothing' : ''}">${count}</td>`
    }),
    html`<td class="number">${timeText(lengthOf(group))}</td>`,
  ]
  const rows = groups.map(([id, group]) => {
    const { code, name } = classOf(id)
    const best = scoreText(highest(group, (flag) => flag.classScore))
    return html`<tr><th scope="row" class="class">${swatch(code, fillOf(id))} <bdi>${name}</bdi></th>${cells(group)}<td class="number">${best}</td><td class="number">${scoreText(highest(group, (flag) => flag.score))}</td></tr>\n`
  })
  const decisions = DECISIONS.map(
    (name) => html`<th scope="col" class="number">${texts.decisions[name]}</th>`,
  )
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${texts.summary}"><table class="summary"><thead><tr><th scope="col">${texts.class}</th><th scope="col" class="number">${texts.flags}</th>${decisions}<th scope="col" class="number">${texts.length}</th><th scope="col" class="number">${texts.classScoreUpTo}</th><th scope="col" class="number">${texts.highestScore}</th></tr></thead>
<tbody>${rows}</tbody>
<tfoot><tr><th scope="row">${texts.total}</th>${cells(flags)}<td></td><td class="number">${scoreText(highest(flags, (flag) => flag.score))}</td></tr></tfoot></table></div>
`
}

/** Where each video's part of the report is. */
export function videoSummary(
  videos: ReadonlyMap<string, readonly FlaggedSegment[]>,
  texts: ReportTexts,
): Html {
  const rows = [...videos.values()].map(
    (flags, i) =>
      html`<tr><th scope="row"><a href="#video-${i + 1}"><bdi>${basename(flags[0]!.file)}</bdi></a></th><td class="number">${flags.length}</td><td class="number">${timeText(lengthOf(flags))}</td><td class="number">${scoreText(highest(flags, (flag) => flag.score))}</td></tr>\n`,
  )
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${texts.videos}"><table class="summary"><thead><tr><th scope="col">${texts.video}</th><th scope="col" class="number">${texts.flags}</th><th scope="col" class="number">${texts.length}</th><th scope="col" class="number">${texts.highestScore}</th></tr></thead>
<tbody>${rows}</tbody></table></div>
`
}

function lengthOf(flags: readonly FlaggedSegment[]): number {
  return flags.reduce((sum, { startSec, endSec }) => sum + endSec - startSec, 0)
}

function highest(flags: readonly FlaggedSegment[], of: (flag: FlaggedSegment) => number): number {
  return flags.reduce((best, flag) => Math.max(best, of(flag)), 0)
}
