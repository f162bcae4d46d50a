import { existsSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { classesNamed } from '#core/dataset/label-names.ts'
import { readCsv } from '#core/dataset/read-csv.ts'
import { PRESETS } from '#core/vadclip/presets.ts'
import { goldenJson } from '#test/support/goldens.ts'
import { makePipe } from '#test/support/make-pipe.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { readGroundTruth } from './ground-truth.ts'
import { byFeatureName } from './true-segments.ts'

const folder = tempFolder()

const read = (content: string) => {
  const path = join(folder.path, 'truth.txt')
  writeFileSync(path, content)
  return readGroundTruth(path)
}

describe('a ground truth', () => {
  it('in the form of UCF-Crime', async () => {
    const { format, videos } = await read(
      'Arson011_x264  Arson  150  420  680  1267  \r\nNormal_Videos_003_x264.mp4  Normal  -1  -1  -1  -1  \n',
    )
    expect(format).toBe('ucf')
    expect(videos).toEqual([
      {
        name: 'Arson011_x264',
        line: 1,
        segments: [
          { class: 'Arson', startFrame: 150, endFrame: 420 },
          { class: 'Arson', startFrame: 680, endFrame: 1267 },
        ],
      },
      { name: 'Normal_Videos_003_x264.mp4', line: 2, segments: [] },
    ])
  })

  it('in both forms of XD-Violence', async () => {
    const { format, videos } = await read('v=x__#1_label_B4-0-0 B4 0 1517 G 1970 3038\n')
    expect(format).toBe('xd')
    expect(videos[0]!.segments).toEqual([
      { class: 'B4', startFrame: 0, endFrame: 1517 },
      { class: 'G', startFrame: 1970, endFrame: 3038 },
    ])
    const unnamed = await read('v=x__#1_label_B4-0-0 0 1517 1970 3038\n')
    expect(unnamed.videos[0]!.segments[1]).toEqual({
      class: undefined,
      startFrame: 1970,
      endFrame: 3038,
    })
  })

  it('as a table, where a row without frames declares a normal video', async () => {
    const { format, videos } = await read(
      'file,class,startFrame,endFrame\na.mp4,fire,16,64\n"b, c.mp4",normal,,\na.mp4,riot,70,90\n',
    )
    expect(format).toBe('csv')
    expect(videos.map(({ name, segments }) => [name, segments.length])).toEqual([
      ['a.mp4', 2],
      ['b, c.mp4', 0],
    ])
  })

  it.each([
    ['nothing', '', /no ground truth that/],
    ['other text', 'hello world\n', /no ground truth that/],
    ['a heading alone', 'file,class,startFrame,endFrame\n', /names no video/],
    ['a row twice', 'file,class,startFrame,endFrame\na,x,1,2\na,x,1,2\n', /line 3, repeats line 2/],
    ['a segment backwards', 'file,class,startFrame,endFrame\na,x,9,2\n', /line 2.* from 9 to 2/],
    ['half a frame', 'file,class,startFrame,endFrame\na,x,1.5,2\n', /line 2.*no whole numbers/],
    ['a video twice', 'a B1 1 2\na B1 3 4\n', /line 2, names a again, after line 1/],
    ['a broken line', 'a Abuse 1 2 -1 -1\nb Abuse 1\n', /line 2, is no line of the format ucf/],
  ])('is refused for %s', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message)
  })

  it('starts behind the mark of UTF-8 that some editors write', async () => {
    const { videos } = await read('\ufeffa B1 1 2\n')
    expect(videos[0]!.name).toBe('a')
  })

  it('is refused with its size when it is larger than any', async () => {
    const path = folder.save('', 'large.txt')
    truncateSync(path, 1_100_000_000)
    await expect(readGroundTruth(path)).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringMatching(/large\.txt has 1100000000 bytes.*ground truth/),
    })
  })

  it.runIf(process.platform !== 'win32')('is refused at once when it is a pipe', async () => {
    const pipe = makePipe(folder.path)
    await expect(readGroundTruth(pipe)).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('not an ordinary file'),
    })
  })

  it('is found by the name of a feature file, with or without the number of its crop', async () => {
    const videoOf = byFeatureName(await read('videos/a__1.mp4 B1 1 2\nb.mp4 B1 3 4\n'))
    expect(videoOf('/f/a__1.npy')?.line).toBe(1)
    expect(videoOf('/f/a__1__5.npy')?.line).toBe(1)
    expect(videoOf('/f/b__0.npy')?.line).toBe(2)
    expect(videoOf('/f/c.npy')).toBeUndefined()
    const twice = await read('x/a.mp4 B1 1 2\ny/a.mp4 B1 3 4\n')
    expect(() => byFeatureName(twice)).toThrow(/two videos named a, in the lines 1 and 2/)
  })
})

const SETS = [
  ['ucf', 'Temporal_Anomaly_Annotation.txt'],
  ['xd', 'annotations_multiclasses.txt'],
  ['xd', 'annotations.txt'],
] as const
const authors = process.env.FLAGREEL_AUTHORS_FILES

describe.each(SETS)("the authors' ground truth of %s: %s", (set, file) => {
  if (authors === undefined || !existsSync(join(authors, file))) {
    const reason = `NOT RUN: FLAGREEL_AUTHORS_FILES names no folder with ${file}`
    it.todo(`is read (${reason})`)
    console.warn(`ground truth of ${set} ${reason}.`)
    return
  }

  it('gives the segments that the metrics were computed with', async () => {
    const truth = await readGroundTruth(join(authors, file))
    expect(truth.format).toBe(set)
    const videoOf = byFeatureName(truth)
    const rows = await readCsv(join(authors, `${set}_CLIP_rgbtest.csv`), ['path', 'label'])
    const golden = goldenJson<{ segments: number[][][]; labels: string[][] }>(
      `metrics/${set}_gt.json`,
    )
    const { labels } = PRESETS[set]
    for (const [i, { cells }] of rows.entries()) {
      const segments = videoOf(basename(cells.path!))?.segments ?? []
      const isNormal = golden.labels[i]!.join() === 'A'
      expect(classesNamed(cells.label!, labels).join() === '0').toBe(isNormal)
      if (file === 'annotations.txt') {
        expect(segments.length > 0).toBe(!isNormal)
        continue
      }
      const wanted = isNormal ? [] : golden.segments[i]!.map((at) => at.map(Number))
      expect(segments.map(({ startFrame, endFrame }) => [startFrame, endFrame])).toEqual(wanted)
      if (!isNormal) expect(segments.map((segment) => segment.class)).toEqual(golden.labels[i])
    }
  })
})
