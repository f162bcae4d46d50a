import { describe, expect, it } from 'vitest'
import { widthOf } from './cells.ts'
import { progressLines } from './progress-lines.ts'
import type { FileStatus } from './scan-status.ts'

const current: FileStatus = {
  file: '/videos/yard/camera 12, 2024-03-01 03.00.mp4',
  doneSec: 60,
  fraction: 0.5,
  snippetsPerSec: 123.45,
  speed: 78.9,
  leftSec: 125,
}
const scan = { ended: 3, files: 120, allLeftSec: 4800, current }

describe('progress lines', () => {
  it('show rate, × real time and ETA of the file, and how far the queue is', () => {
    expect(progressLines(scan, 120)).toEqual([
      '██████░░░░░░  50%  camera 12, 2024-03-01 03.00.mp4  123.5 snippets/s  78.9× real time  ETA 2 min 5 s',
      '3/120 files done  ETA 1 h 20 min',
    ])
  })

  it('leave out the least useful first when there is less room', () => {
    const fileLine = (cells: number) => progressLines(scan, cells)[0]
    expect(fileLine(79)).toBe(
      '██████░░░░░░  50%  camera 12, 202…-01 03.00.mp4  78.9× real time  ETA 2 min 5 s',
    )
    expect(fileLine(50)).toBe(' 50%  camera…0.mp4  78.9× real time  ETA 2 min 5 s')
    expect(fileLine(39)).toBe(' 50%  camera 12…3.00.mp4  ETA 2 min 5 s')
  })

  it('are never wider than the terminal', () => {
    const wide = { ...scan, current: { ...current, file: '/v/防犯カメラ😀入口の前.mp4' } }
    for (const status of [scan, wide])
      for (let cells = 1; cells <= 130; cells++)
        for (const line of progressLines(status, cells))
          expect(widthOf(line)).toBeLessThanOrEqual(cells)
  })

  it('show the time reached where the length is not known, and no queue for a single file', () => {
    const unknown = { ...current, fraction: undefined, leftSec: undefined, snippetsPerSec: 0 }
    const status = { ended: 0, files: 1, allLeftSec: undefined, current: unknown }
    expect(progressLines(status, 80)).toEqual(['1 min 0 s  camera 12, 2024-03-01 03.00.mp4'])
  })

  it('show a file name without its control characters', () => {
    const status = { ...scan, current: { ...current, file: '/v/a\x1b[2J\n.mp4' } }
    expect(progressLines(status, 120)[0]).toContain('  a\\u{1b}[2J\\n.mp4  ')
  })
})
