import { describe, expect, it } from 'vitest'
import { goldenArray, goldenJson } from '#test/support/goldens.ts'
import { type DetectionVideo, detectionMetrics, type TrueSegment } from './detection-metrics.ts'
import { rankingMetrics } from './ranking-metrics.ts'

interface Ranking {
  readonly auc: number
  readonly ap: number
  readonly ano_auc: number
  readonly ano_ap: number
  readonly frames: number
  readonly positive_frames: number
}

interface Case {
  readonly name: string
  readonly classes: string[]
  readonly dmap: number[]
  readonly avg: number
  readonly dmap_if_float64_predictions: number[]
  readonly auc_prob2?: Ranking
  readonly auc_prob2_quantised_1_32?: Ranking
}

interface Manifest {
  readonly cases: readonly Case[]
  readonly auc_cases: readonly {
    readonly name: string
    readonly auc: number
    readonly ap: number
  }[]
}

interface Truth {
  readonly lengths: number[]
  readonly segments: [number, number][][]
  readonly labels: string[][]
}

const manifest = goldenJson<Manifest>('metrics/manifest.json')

/** UCF-Crime's normal videos say 'A', which is none of its classes. */
function videosOf({ name, classes }: Case): DetectionVideo[] {
  const { data } = goldenArray(`metrics/${name}_probs.npy`)
  const { lengths, segments, labels } = goldenJson<Truth>(`metrics/${name}_gt.json`)
  let at = 0
  return lengths.map((length, video) => {
    const from = at * classes.length
    at += length
    return {
      classProbabilities: data.subarray(from, at * classes.length),
      frames: length * 16,
      segments: segments[video]!.map(([startFrame, endFrame], i): TrueSegment => {
        const classIndex = classes.indexOf(labels[video]![i]!)
        return { classIndex, startFrame: Number(startFrame), endFrame: Number(endFrame) }
      }),
    }
  })
}

function framesOf(
  videos: readonly DetectionVideo[],
  classes: readonly string[],
  normal: (segment: TrueSegment) => boolean,
) {
  const total = videos.reduce((sum, { frames }) => sum + frames, 0)
  const scores = new Float32Array(total)
  const labels = new Uint8Array(total)
  let at = 0
  for (const { frames, classProbabilities, segments } of videos) {
    for (let i = 0; i < frames; i++)
      scores[at + i] = 1 - classProbabilities[Math.floor(i / 16) * classes.length]!
    for (const segment of segments)
      if (!normal(segment))
        labels.fill(1, at + segment.startFrame, at + Math.min(segment.endFrame, frames))
    at += frames
  }
  return { scores, labels }
}

/** As NumPy rounds. */
function roundToEven(value: number): number {
  const floor = Math.floor(value)
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value)
}

describe('ranking metrics', () => {
  it.each(manifest.auc_cases)('are those of scikit-learn: $name', ({ name, auc, ap }) => {
    const { data: scores } = goldenArray(`metrics/auc_${name}_s.npy`)
    const labels = Uint8Array.from(goldenArray(`metrics/auc_${name}_y.npy`).data)
    for (const each of [scores, Float64Array.from(scores)]) {
      const found = rankingMetrics(each, labels)
      expect(found.auc).toBeCloseTo(auc, 9)
      expect(found.ap).toBeCloseTo(ap, 9)
    }
  })

  it('tell scores apart that only float64 holds apart', () => {
    const labels = Uint8Array.of(1, 0)
    const scores = Float64Array.of(0.5 + 1e-12, 0.5)
    expect(rankingMetrics(scores, labels).auc).toBe(1)
    expect(rankingMetrics(Float32Array.from(scores), labels).auc).toBe(0.5)
  })

  it.each([
    {
      of: 'normal frames alone',
      scores: [0.1, 0.2],
      labels: [0, 0],
      message: /2 frames are normal/,
    },
    { of: 'abnormal ones alone', scores: [0.1, 0.2], labels: [1, 1], message: /2 frames are abn/ },
    { of: 'what is no number', scores: [0.1, Number.NaN], labels: [0, 1], message: /1 is NaN/ },
    { of: 'too few labels', scores: [0.1, 0.2], labels: [1], message: /2 scores for 1 labels/ },
  ])('are refused for $of', ({ scores, labels, message }) => {
    const run = () => rankingMetrics(Float32Array.from(scores), Uint8Array.from(labels))
    expect(run).toThrow(message)
  })

  it.each(manifest.cases.filter(({ auc_prob2 }) => auc_prob2))(
    'are those of scikit-learn on the frames of a test set: $name',
    (each) => {
      const videos = videosOf(each)
      const isNormal = ({ classIndex }: TrueSegment) => classIndex <= 0
      const abnormal = videos.filter(({ segments }) => !segments.every(isNormal))
      const all = framesOf(videos, each.classes, isNormal)
      const ofAbnormal = framesOf(abnormal, each.classes, isNormal)
      const coarse = (scores: Float32Array) => scores.map((score) => roundToEven(score * 32) / 32)
      for (const [wanted, change] of [
        [each.auc_prob2!, (scores: Float32Array) => scores],
        [each.auc_prob2_quantised_1_32!, coarse],
      ] as const) {
        const found = rankingMetrics(change(all.scores), all.labels)
        const ano = rankingMetrics(change(ofAbnormal.scores), ofAbnormal.labels)
        expect(all.labels).toHaveLength(wanted.frames)
        expect(all.labels.reduce((sum, label) => sum + label, 0)).toBe(wanted.positive_frames)
        expect(found.auc).toBeCloseTo(wanted.auc, 7)
        expect(found.ap).toBeCloseTo(wanted.ap, 7)
        expect(ano.auc).toBeCloseTo(wanted.ano_auc, 7)
        expect(ano.ap).toBeCloseTo(wanted.ano_ap, 7)
      }
    },
  )
})

describe('detection metrics', () => {
  it.each(manifest.cases)('are those of the released code: $name', (each) => {
    const found = detectionMetrics(videosOf(each), {
      classes: each.classes.length,
      releasedQuirks: true,
    })!
    expect(found.map.map((value) => value.toFixed(2))).toEqual(
      each.dmap.map((value) => value.toFixed(2)),
    )
    expect(found.average.toFixed(2)).toBe(each.avg.toFixed(2))
    // Its own mean of the best frames is taken in float32; in float64 it says this.
    found.map.forEach((value, i) => {
      expect(value).toBeCloseTo(each.dmap_if_float64_predictions[i]!, 9)
    })
  })

  it('without the quirks are the mean over the classes that have ground truth', () => {
    const noClass = manifest.cases.find(({ name }) => name === 'ucf_noclass')!
    const found = detectionMetrics(videosOf(noClass), { classes: 14, releasedQuirks: false })!
    expect(found.classes[3]).toMatchObject({ proposals: 0, average: 0 })
    expect(found.classes[0]).toMatchObject({ segments: 0, ap: null, average: null })
    const rated = found.classes.flatMap(({ ap }) => (ap ? [ap[0]!] : []))
    expect(rated).toHaveLength(13)
    expect(found.map[0]).toBeCloseTo(rated.reduce((a, b) => a + b) / 13, 9)
    expect(found.map[0]).toBeGreaterThan(50)
  })

  it('count a true segment once, for the proposal with the higher score', () => {
    const curve = [0.1, 0.9, 0.1, 0.8, 0.1]
    const classProbabilities = Float32Array.from(curve.flatMap((value) => [1 - value, value]))
    const segments = [{ classIndex: 1, startFrame: 16, endFrame: 64 }]
    const videos = [{ classProbabilities, frames: 80, segments }]
    const found = detectionMetrics(videos, { classes: 2, releasedQuirks: false })!
    expect(found.map).toEqual([100, 100, 100, 0, 0])
    expect(found.classes[1]).toMatchObject({ segments: 1, proposals: 2 })
    const none = [{ classProbabilities, frames: 80, segments: [] }]
    expect(detectionMetrics(none, { classes: 2, releasedQuirks: true })).toBeUndefined()
  })
})
