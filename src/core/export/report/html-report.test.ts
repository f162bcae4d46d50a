import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { FlagreelError } from '#contract/errors.ts'
import { protectionSchema } from '#contract/settings.ts'
import { madeFlag, madePorts, madeReport, madeVideo, RUN } from '#test/support/made-report.ts'
import { writeHtmlReport } from './html-report.ts'
import type { Report, ReportPorts, ReportRun, StillRequest } from './report.ts'

const video = madeVideo(Array.from({ length: 40 }, (_, i) => (i % 10 < 4 ? 0.9 : 0.1)))

interface Written {
  readonly text: string
  readonly largest: number
  readonly withoutStills: number
}

async function written(
  report: Report,
  {
    ports = madePorts(video),
    mostStills = 600,
    run = RUN,
  }: {
    ports?: ReportPorts
    mostStills?: number
    run?: ReportRun
  } = {},
): Promise<Written> {
  const chunks: Buffer[] = []
  const sink = {
    position: 0,
    write: async (bytes: Uint8Array) => {
      chunks.push(Buffer.from(bytes))
    },
  }
  const { withoutStills } = await writeHtmlReport(
    sink,
    { report, ports, options: { mostStills } },
    run,
  )
  const text = Buffer.concat(chunks).toString('utf8')
  return { text, largest: Math.max(...chunks.map(({ length }) => length)), withoutStills }
}

describe('the HTML report', () => {
  it('says what it is, by which model and rule, and of which videos', async () => {
    const decided = { verdict: 'confirmed', reviewer: 'Ben', note: 'first\nsecond' }
    const { text } = await written(
      madeReport([madeFlag(decided), madeFlag({ startPts: 160, class: 'fire', classScore: 0.5 })], {
        choice: { verdicts: 'not-dismissed', minScore: 0.4 },
      }),
    )
    for (const part of [
      'Night of the gate',
      '2026-01-31 12:00:00 UTC',
      'Demonstration model, trained on synthetic footage: not for real moderation.',
      'flagged from a score of 0.50, Fire from 0.80, held down to 0.40',
      'all but the dismissed, score from 0.4',
      'ab'.repeat(32),
      '/footage/gate.mp4',
      '00:00:00.640 –',
      'frames 16 to 48',
      'by Ben',
      'first<br>second',
      'by the reviewer; the model: Fighting 0.72',
    ])
      expect(text).toContain(part)
  })

  it('names no class without its score', async () => {
    const flags = [madeFlag(), madeFlag({ startPts: 160, margin: 0.02, verdict: 'dismissed' })]
    const { text } = await written(madeReport(flags))
    const body = text.slice(text.indexOf('<main>')).replaceAll(/<style>.*?<\/style>/gs, '')
    const words = body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
    for (const [, after] of words.matchAll(/\b(?:Fighting|Fire)\b(.{0,90})/g))
      expect(after).toMatch(/0\.\d\d/)
  })

  it('lets no name, note or message act', async () => {
    const hostile =
      '"><img src=x onerror=alert(1)>\u202egpj</title></style><script>alert(2)</script>&amp;'
    const ports = madePorts(
      { ...video, media: { ...video.media!, codec: hostile } },
      {
        still: async () => {
          throw new FlagreelError('bad-media', hostile)
        },
      },
    )
    const flag = madeFlag({
      ...{ file: `/footage/${hostile}.mp4`, note: hostile, reviewer: hostile, reason: hostile },
      ...{ class: hostile, contentId: hostile },
    })
    const report = madeReport([flag], { title: hostile, operator: hostile, labelSetId: hostile })
    const named = { ...report.list.model, name: hostile, id: hostile }
    const { text } = await written({ ...report, list: { ...report.list, model: named } }, { ports })
    expect(text).not.toMatch(/<(img|script)\b/)
    expect(text.match(/<\/title>/g)?.length).toBeGreaterThan(0)
    expect(text.match(/<\/style>/g)).toHaveLength(1)
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
    expect(text).toContain('&lt;script&gt;alert(2)&lt;/script&gt;&amp;amp;')
    expect(text).toContain('\\u{202e}')
  })

  it('allows its own style and nothing else', async () => {
    const { text } = await written(madeReport([madeFlag()]))
    const style = /<style>(.*?)<\/style>/s.exec(text)![1]!
    const hash = createHash('sha256').update(style).digest('base64')
    const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'`
    expect(text).toContain(`content="${policy.replaceAll("'", '&#39;')}"`)
    expect(text).not.toMatch(/\sstyle=|\son\w+=|https?:/)
  })

  it('asks for stills with the protection that it names', async () => {
    const asked: StillRequest[] = []
    const still = async (request: StillRequest) => {
      asked.push(request)
      return new Uint8Array([1])
    }
    const protection = protectionSchema.parse({})
    const report = madeReport([madeFlag()], { protection, moments: 'in-peak-out' })
    const { text } = await written(report, { ports: madePorts(video, { still }) })
    expect(asked.map(({ pts }) => pts)).toEqual([16, 24, 47])
    for (const request of asked) expect(request.protection).toBe(protection)
    expect(text).toContain('blurred, without colour')
    expect(text.match(/<img /g)).toHaveLength(3)
  })

  it('says which stills are left out: those of the lowest scores', async () => {
    const flags = [0.6, 0.9, 0.7].map((score, i) => madeFlag({ startPts: 160 * i, score }))
    const { text, withoutStills } = await written(madeReport(flags), { mostStills: 2 })
    expect(withoutStills).toBe(1)
    expect(text).toContain(
      'Stills are shown of the 2 flags with the highest scores. The other 1 of 3 are listed without.',
    )
    const rows = text.split('<tbody id="flag-').slice(1)
    expect(rows.map((row) => row.includes('<img '))).toEqual([false, true, true])
  })

  it('goes on past a video that is gone, and ends without ffmpeg or when it is cancelled', async () => {
    const failing = (code: 'not-found' | 'missing-tool') => ({
      ports: madePorts(video, {
        still: async () => {
          throw new FlagreelError(code, 'gone')
        },
      }),
    })
    const report = madeReport([madeFlag()])
    expect((await written(report, failing('not-found'))).text).toContain('No still: gone')
    await expect(written(report, failing('missing-tool'))).rejects.toThrow('gone')
    const run = { ...RUN, signal: AbortSignal.abort() }
    await expect(written(report, { run })).rejects.toThrow()
    const away = { sha256: null, media: null, scores: null }
    const { text } = await written(report, { ports: madePorts(away) })
    expect(text).toContain('The file that was scanned was not at its place')
    expect(text).toContain('There is no score curve')
  })

  it('draws flags by the look of their class, and says them in words', async () => {
    const flags = [
      madeFlag({ startPts: 0, endPts: 64, verdict: 'confirmed' }),
      madeFlag({
        startPts: 160,
        endPts: 224,
        class: 'fire',
        classScore: 0.5,
        verdict: 'dismissed',
      }),
    ]
    const { text } = await written(madeReport(flags))
    const patterns = text.match(/<pattern id="class-\d".*?<\/pattern>/g)
    expect(patterns?.map((each) => /fill="(#\w+)"/.exec(each)?.[1])).toEqual(['#d55e00', '#e69f00'])
    const curve = /<svg class="curve".*?<\/svg>/s.exec(text)![0]
    expect(curve).toContain('role="img" aria-labelledby="curve-1-title curve-1-text"')
    expect(curve).toContain('Threshold 0.50. 2 flags. Fighting 0.72, 00:00:00.000 to 00:00:02.560.')
    // 64 of 640 frames, on 691 px.
    expect(curve).toMatch(/x="28" y="122" width="69.1" height="20" fill="url\(#class-0\)"/)
    expect(curve).toMatch(/fill="url\(#class-1\)" class="edge faint"/)
    expect([...curve.matchAll(/class="code">(\w+)</g)].map(([, code]) => code)).toEqual([
      'FI',
      'FR',
    ])
    expect([...curve.matchAll(/class="mark (\w+)"/g)].map(([, mark]) => mark)).toEqual([
      ...['confirmed', 'dismissed'],
    ])
  })

  it('lays hundreds of flags of one video out in parts', async () => {
    const flags = Array.from({ length: 600 }, (_, i) => madeFlag({ startPts: i }))
    const { text } = await written(madeReport(flags), { mostStills: 0 })
    const captions = [...text.matchAll(/<caption>(.*?)<\/caption>/g)].map(([, words]) => words)
    expect(captions).toEqual([
      ...['Flags 1 to 250 of 600', 'Flags 251 to 500 of 600', 'Flags 501 to 600 of 600'],
    ])
    expect(text.match(/<table class="flags">/g)).toHaveLength(3)
    expect(text.match(/<\/table>/g)).toHaveLength(4)
    expect(text).not.toContain('<th scope="col">Still</th>')
  })

  it('speaks German', async () => {
    const { text } = await written(madeReport([madeFlag()], { language: 'de' }))
    expect(text).toContain('<html lang="de"')
    expect(text).toContain('Vorführmodell, auf künstlichen Aufnahmen trainiert')
  })

  it('holds 10,000 flags: a video at a time in memory, in seconds', async () => {
    const flags = Array.from({ length: 10_000 }, (_, i) => {
      const contentId = `video-${Math.floor(i / 100)}`
      const file = `/footage/${contentId}.mp4`
      return madeFlag({ contentId, file, startPts: (i % 100) * 40, score: 0.5 + (i % 50) / 100 })
    })
    const long = madeVideo(Array.from({ length: 5400 }, (_, i) => (i % 7) / 7))
    const picture = new Uint8Array(12_000)
    const ports = madePorts(long, { still: async () => picture })
    const seen: number[] = []
    const run = { ...RUN, onProgress: (done: number) => seen.push(done) }
    const from = performance.now()
    const { text, largest } = await written(madeReport(flags), { ports, mostStills: 300, run })
    expect(performance.now() - from).toBeLessThan(10_000)
    expect(seen.at(-1)).toBe(10_000)
    expect(text.match(/<tbody id="flag-/g)).toHaveLength(10_000)
    expect(text.match(/<img /g)).toHaveLength(300)
    // Nothing that is held and written at once grows with the list.
    expect(largest).toBeLessThan(512 * 1024)
    expect(text.length).toBeLessThan(25e6)
  })
})
