import { describe, expect, it } from 'vitest'
import { PRESETS } from '#core/vadclip/presets.ts'
import { goldenArray, goldenJson } from '#test/support/goldens.ts'
import { type EvaluatedVideo, evaluateVideos } from './evaluate-videos.ts'
import { compareWithPaper } from './paper-rows.ts'

const LABELS = ['normal', 'fire']
const video = (scores: number[], segments: EvaluatedVideo['segments'] = []): EvaluatedVideo => ({
  frames: scores.length * 16,
  prob1: Float32Array.from(scores, (score) => score / 2),
  prob2: Float32Array.from(scores),
  classProbabilities: Float32Array.from(scores.flatMap((score) => [1 - score, score])),
  segments,
})
const fire = (startFrame: number, endFrame: number) => ({ classIndex: 1, startFrame, endFrame })
const options = { releasedQuirks: false }

describe('evaluateVideos', () => {
  it('measures both branches over frames, and events over videos', () => {
    const videos = [video([0.1, 0.9, 0.2], [fire(16, 32)]), video([0.1, 0.3])]
    const found = evaluateVideos(videos, LABELS, options)
    expect(found).toMatchObject({ videos: 2, abnormalVideos: 1, frames: 80, abnormalFrames: 16 })
    expect(found.coarse.classifier).toEqual({ auc: 100, ap: 100, anoAuc: 100 })
    expect(found.coarse.best).toEqual(found.coarse.alignment)
    expect(found.detection).toMatchObject({ iou: [0.1, 0.2, 0.3, 0.4, 0.5], average: 100 })
  })

  it('takes the better branch metric by metric', () => {
    const one = video([0.1, 0.9, 0.2], [fire(16, 32)])
    const videos = [{ ...one, prob1: Float32Array.of(0.9, 0.1, 0.2) }]
    const { coarse } = evaluateVideos(videos, LABELS, options)
    expect(coarse.classifier?.auc).toBe(0)
    expect(coarse.best.auc).toBe(100)
  })

  it('has nothing to say of a branch that is not there', () => {
    const bare = { prob2: undefined, classProbabilities: undefined }
    const videos = [{ ...video([0.1, 0.9], [fire(16, 32)]), ...bare }]
    const { coarse, detection } = evaluateVideos(videos, LABELS, options)
    expect(coarse.alignment).toBeNull()
    expect(coarse.best).toEqual(coarse.classifier)
    expect(detection).toBeNull()
  })

  it('has no Ano-AUC where abnormal videos have no normal frame, and no mAP without classes', () => {
    const whole = [video([0.9], [{ ...fire(0, 16), classIndex: -1 }]), video([0.1])]
    const found = evaluateVideos(whole, LABELS, options)
    expect(found.coarse.alignment).toEqual({ auc: 100, ap: 100, anoAuc: null })
    expect(found.detection).toBeNull()
  })

  it('refuses normal videos alone, and scores that are no numbers', () => {
    expect(() => evaluateVideos([video([0.1])], LABELS, options)).toThrow(/16 frames are normal/)
    const odd = [video([Number.NaN, 0.2], [fire(0, 16)])]
    expect(() => evaluateVideos(odd, LABELS, options)).toThrow(/NaN/)
  })

  it('gives the reference numbers, and how far they are from the paper', () => {
    const { data } = goldenArray('metrics/ucf_probs.npy')
    const truth = goldenJson<{ lengths: number[]; segments: number[][][]; labels: string[][] }>(
      'metrics/ucf_gt.json',
    )
    const names =
      'Normal,Abuse,Arrest,Arson,Assault,Burglary,Explosion,Fighting,RoadAccidents,Robbery,Shooting,Shoplifting,Stealing,Vandalism'
    const classes = names.split(',')
    let at = 0
    const videos = truth.lengths.map((length, v): EvaluatedVideo => {
      const classProbabilities = data.subarray(at * 14, (at + length) * 14)
      at += length
      const prob2 = Float32Array.from({ length }, (_, i) => 1 - classProbabilities[i * 14]!)
      const segments = truth.segments[v]!.flatMap(([start, end], i) => {
        const classIndex = classes.indexOf(truth.labels[v]![i]!)
        return classIndex < 0 ? [] : [{ classIndex, startFrame: start!, endFrame: end! }]
      })
      return { frames: length * 16, prob1: prob2, prob2, classProbabilities, segments }
    })
    const found = evaluateVideos(videos, classes, { releasedQuirks: true })
    expect(found.coarse.classifier?.auc).toBeCloseTo(91.74536, 4)
    expect(found.coarse.classifier?.anoAuc).toBeCloseTo(90.81706, 4)
    expect(found.detection?.average).toBeCloseTo(44.7695, 3)
    const paper = compareWithPaper(PRESETS.ucf as never, found)!
    expect(paper).toMatchObject({ dataSet: 'UCF-Crime', auc: 88.02, ap: null })
    expect(paper.difference.auc).toBeCloseTo(3.72536, 4)
    expect(paper.difference.ap).toBeNull()
    expect(paper.difference.average).toBeCloseTo(44.7695 - 6.68, 3)
    const other = { ...PRESETS.ucf, labels: PRESETS.ucf.labels.slice(1) }
    expect(compareWithPaper(other as never, found)).toBeUndefined()
  })
})
