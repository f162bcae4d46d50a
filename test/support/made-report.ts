import type { FlaggedSegment } from '#contract/results.ts'
import type { Report, ReportPorts, ReportRun, ReportVideo } from '#core/export/report/report.ts'

/** A flag of a video of 25 frames a second, 32 frames long. */
export function madeFlag(change: Partial<FlaggedSegment> = {}): FlaggedSegment {
  const { startPts = 16, endPts = startPts + 32 } = change
  return {
    file: '/footage/gate.mp4',
    contentId: 'gate',
    class: 'fighting',
    classScore: 0.72,
    score: 0.91,
    startFrame: startPts,
    endFrame: endPts,
    startSec: startPts / 25,
    endSec: endPts / 25,
    verdict: null,
    runnerUp: { class: 'fire', classScore: 0.21 },
    margin: 0.51,
    model: 'made',
    precision: 'fp32',
    training: 'demonstration',
    key: `gate@${startPts}:${endPts}`,
    modelClass: { class: 'fighting', classScore: 0.72 },
    source: 'segment',
    hasOwnRange: false,
    reason: null,
    note: '',
    reviewer: null,
    startPts,
    endPts,
    timeBase: { num: 1, den: 25 },
    ...change,
  }
}

export function madeReport(
  segments: readonly FlaggedSegment[],
  change: Partial<Report> = {},
): Report {
  const note = 'Demonstration model, trained on synthetic footage: not for real moderation.'
  const model = { id: 'made', name: 'Made', training: 'demonstration', note } as const
  const rule = {
    ...{ threshold: 0.5, release: 0.4, mergeGapSec: 1, minLengthSec: 0.5, paddingSec: 0 },
    classThresholds: { fire: 0.8 },
  }
  const label = (id: string, display: string, code: string) => ({ id, prompt: id, display, code })
  return {
    title: 'Night of the gate',
    at: new Date('2026-01-31T12:00:00Z'),
    operator: 'Ada',
    appVersion: '0.0.0',
    language: 'en',
    list: { model, mode: 'rule', rule, videos: 3, segments: [...segments] },
    labelSetId: '0123456789abcdef',
    labels: [
      label('normal', 'Normal', 'NO'),
      label('fighting', 'Fighting', 'FI'),
      label('fire', 'Fire', 'FR'),
    ],
    choice: { verdicts: 'all' },
    protection: null,
    moments: 'peak',
    ...change,
  }
}

/** A video of 25 frames a second with a score for each of its snippets. */
export function madeVideo(scores: readonly number[]): ReportVideo {
  const frames = scores.length * 16
  const clock = {
    ...{ timeBase: { num: 1, den: 25 }, firstPts: 0, endPts: frames, frames },
    startPts: Float64Array.from(scores, (_, i) => i * 16),
  }
  const media = {
    ...{ durationSec: frames / 25, rate: { num: 25, den: 1 }, isVariable: false },
    ...{ width: 1920, height: 1080, codec: 'h264', timecode: null },
  }
  return {
    sha256: 'ab'.repeat(32),
    media,
    scores: { clock, frameScore: Float32Array.from(scores) },
  }
}

/** Ports to such a video; its frames' time stamps are their numbers. */
export function madePorts(video: ReportVideo, change: Partial<ReportPorts> = {}): ReportPorts {
  return {
    video: async () => video,
    framePts: async (_id, from, to) =>
      Array.from({ length: (to - from) * 16 }, (_, i) => from * 16 + i),
    still: async () => new Uint8Array([0xff, 0xd8, 0xff]),
    ...change,
  }
}

export const RUN: ReportRun = { signal: new AbortController().signal, onProgress: () => undefined }
