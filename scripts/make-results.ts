/**
 * Scans the sample videos with the built-in model and draws what it found beside what is true, for the README:
 * `node scripts/make-results.ts` writes docs/screens/results.svg.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { looksOf } from '#contract/class-look.ts'
import type { FileScores, FlaggedSegment, ScanResult } from '#contract/results.ts'
import { createCore } from '#core/app/create-core.ts'
import { type CsvRow, readCsv } from '#core/dataset/read-csv.ts'
import { findMediaTools } from '#core/media/tools.ts'

const ROOT = join(import.meta.dirname, '..')
const SAMPLES = join(ROOT, 'resources/samples')
const [WIDTH, COLUMNS, PANEL, GAP] = [1080, 2, 128, 16]
const MARGIN = 20
const HEADING = 64
const PANEL_WIDTH = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
/** Inside a panel: of the picture on the left, and of the curve. */
const PICTURE = 136
const CURVE = { x: PICTURE + 12, y: 34, width: PANEL_WIDTH - PICTURE - 24, height: 62 }
const INK = '#1c1f24'
const MUTED = '#656b75'

interface Scanned {
  readonly result: ScanResult
  readonly scores: readonly FileScores[]
}

async function scanSamples(): Promise<Scanned> {
  const libraryFolder = await mkdtemp(join(tmpdir(), 'flagreel-results-'))
  const core = createCore({
    ...{ libraryFolder, resourcesFolder: join(ROOT, 'resources'), device: 'cpu', version: '0' },
    workerEntry: join(ROOT, 'src/core/nn/session/worker.ts'),
  })
  try {
    const result = await core.call('scan.run', { paths: [SAMPLES] })
    const scores: FileScores[] = []
    for (const { file } of result.files) scores.push(await core.call('scores.show', { file }))
    return { result, scores }
  } finally {
    await core.close()
    await rm(libraryFolder, { recursive: true, force: true })
  }
}

interface Panel {
  readonly scores: FileScores
  readonly segments: readonly FlaggedSegment[]
  readonly truth: readonly { readonly fromSec: number; readonly toSec: number }[]
  readonly threshold: number
  readonly ffmpeg: string
}

function panelOf({ scores, segments, truth, threshold, ffmpeg }: Panel): string {
  const { snippets, labels } = scores
  const looks = looksOf(labels.map(({ id }) => ({ id })))
  const total = snippets.at(-1)!.endSec
  const x = (sec: number) => round(CURVE.x + (sec / total) * CURVE.width)
  const y = (score: number) => round(CURVE.y + (1 - score) * CURVE.height)
  const bottom = CURVE.y + CURVE.height
  // From the last to the first, so that a name gives way to the next.
  let end = CURVE.x + CURVE.width
  const bands = segments.toReversed().map((segment) => {
    const at = labels.findIndex(({ id }) => id === segment.class)
    const { hue } = looks[at]!
    const width = round(x(segment.endSec) - x(segment.startSec))
    const name = `${labels[at]!.display} ${segment.classScore.toFixed(2)}`
    const left = round(Math.min(x(segment.startSec), end - name.length * 6.5))
    end = left
    return `<rect x="${x(segment.startSec)}" y="${CURVE.y}" width="${width}" height="${CURVE.height}" fill="${hue}" opacity=".32"/>
<rect x="${x(segment.startSec)}" y="${CURVE.y - 4}" width="${width}" height="4" fill="${hue}"/>
<text x="${left}" y="${CURVE.y - 8}" class="flag">${name}</text>`
  })
  const curve = snippets
    .map(({ startSec, endSec, score }) => `${x(startSec)},${y(score)} ${x(endSec)},${y(score)}`)
    .join(' ')
  const truths = truth.map(
    ({ fromSec, toSec }) =>
      `<rect x="${x(fromSec)}" y="${bottom + 4}" width="${round(x(toSec) - x(fromSec))}" height="6" rx="1" fill="${INK}"/>`,
  )
  const peak = snippets.reduce((best, snippet) => (snippet.score > best.score ? snippet : best))
  const picture = still(scores.file, (peak.startSec + peak.endSec) / 2, ffmpeg)
  return `<rect width="${PANEL_WIDTH}" height="${PANEL}" rx="6" fill="#fff" stroke="#dfe2e7"/>
<rect x="8" y="8" width="${PICTURE - 8}" height="${PANEL - 16}" rx="3" fill="#20242a"/>
<image x="8" y="8" width="${PICTURE - 8}" height="${PANEL - 16}" preserveAspectRatio="xMidYMid slice" href="data:image/jpeg;base64,${picture}"/>
<rect x="${CURVE.x}" y="${CURVE.y}" width="${CURVE.width}" height="${CURVE.height}" fill="#f5f6f8"/>
${bands.join('\n')}
<line x1="${CURVE.x}" x2="${CURVE.x + CURVE.width}" y1="${y(threshold)}" y2="${y(threshold)}" stroke="${MUTED}" stroke-dasharray="3 3"/>
<polyline points="${curve}" fill="none" stroke="${INK}" stroke-width="1.5"/>
${truths.join('\n')}
<text x="${CURVE.x}" y="${bottom + 22}" class="file">${basename(scores.file)}</text>
<text x="${CURVE.x + CURVE.width}" y="${bottom + 22}" text-anchor="end" class="file">${total.toFixed(0)} s</text>`
}

function still(file: string, sec: number, ffmpeg: string): string {
  const args = ['-v', 'error', '-ss', sec.toFixed(3), '-i', file, '-frames:v', '1']
  const output = ['-vf', 'scale=-2:200', '-q:v', '7', '-f', 'mjpeg', 'pipe:1']
  return execFileSync(ffmpeg, [...args, ...output]).toString('base64')
}

const round = (value: number) => Math.round(value * 10) / 10

/** From the frames of the ground truth to the seconds of the scan, which knows where each snippet lies. */
function secondsOf(rows: readonly CsvRow[], { file, snippets }: FileScores): Panel['truth'] {
  const secAt = (frame: number) => {
    const { startFrame, endFrame, startSec, endSec } =
      snippets.find((snippet) => frame < snippet.endFrame) ?? snippets.at(-1)!
    return startSec + ((frame - startFrame) / (endFrame - startFrame)) * (endSec - startSec)
  }
  return rows
    .filter(({ cells }) => cells.file === basename(file))
    .map(({ cells }) => ({
      fromSec: secAt(Number(cells.startFrame)),
      toSec: secAt(Number(cells.endFrame)),
    }))
}

const { result, scores } = await scanSamples()
const truth = await readCsv(join(SAMPLES, 'ground-truth.csv'), ['file', 'startFrame', 'endFrame'])
const { ffmpeg } = await findMediaTools()
const panels = scores.map((each) =>
  panelOf({
    ...{ scores: each, ffmpeg, truth: secondsOf(truth, each), threshold: result.rule.threshold },
    segments: result.segments.filter(({ file }) => file === each.file),
  }),
)
const height = HEADING + Math.ceil(panels.length / COLUMNS) * (PANEL + GAP) + MARGIN - GAP
const placed = panels.map((panel, i) => {
  const left = MARGIN + (i % COLUMNS) * (PANEL_WIDTH + GAP)
  const top = HEADING + Math.floor(i / COLUMNS) * (PANEL + GAP)
  return `<g transform="translate(${left} ${top})">\n${panel}\n</g>`
})
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif">
<title>What the built-in model flags in the sample videos</title>
<style>text{fill:${INK};font-size:13px}.flag{font-weight:600;font-size:11px}.file,.note{fill:${MUTED};font-size:11px}</style>
<rect width="${WIDTH}" height="${height}" fill="#eef0f3"/>
<text x="${MARGIN}" y="30" style="font-size:16px;font-weight:600">What the built-in model flags in the sample videos</text>
<text x="${MARGIN}" y="49" class="note">Line: score of each snippet. Dashed: threshold. Coloured: flagged, with its class. Black bar: what is true. ${result.model.note}</text>
${placed.join('\n')}
</svg>
`
await writeFile(join(ROOT, 'docs/screens/results.svg'), svg)
console.log(`docs/screens/results.svg, ${(svg.length / 1000).toFixed(0)} kB`)
