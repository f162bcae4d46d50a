import { expect, it } from 'vitest'
import { sampleExport, sampleFlag, sampleSource } from '#test/support/export-samples.ts'
import { CSV_COLUMNS, writeCsv } from './csv.ts'

it('is marked as UTF-8 where that is wanted', () => {
  const source = sampleSource()
  const flags = [{ flag: sampleFlag(source, {}), startFrame: 0, endFrame: 1 }]
  const textOf = (bom: boolean) => writeCsv(sampleExport([{ source, flags }], { bom }))[0]!.text
  expect(textOf(true)).toBe(`\ufeff${textOf(false)}`)
  expect(textOf(false)).toMatch(/^file,/)
})

it('is a title row and one row a flag, with seconds, frames, PTS and timecode', () => {
  const source = sampleSource({ path: '/videos/=cmd,"x"\n.mp4', contentId: 'abc' })
  const flag = sampleFlag(source, {
    ...{ class: 'fighting', classScore: 0.25, score: 0.75, startFrame: 16, endFrame: 48 },
    ...{ startPts: 57_600, endPts: 172_800, key: 'abc@57600:172800', margin: 0.125 },
    runnerUp: { class: 'riot', classScore: 0.125 },
    modelClass: { class: 'riot', classScore: 0.5 },
    note: '=HYPERLINK("http://example.org"), "now"\r\nand later',
    reviewer: '@Ada',
  })
  const [document] = writeCsv(
    sampleExport([{ source, flags: [{ flag, startFrame: 16, endFrame: 48 }] }]),
  )
  const text = document!.text
  // Two line ends of rows, and one inside a quoted cell.
  expect(text.split('\r\n')).toHaveLength(4)
  expect(text.split('\r\n')[0]).toBe(CSV_COLUMNS.join(','))
  expect(CSV_COLUMNS.slice(0, 10).join()).toBe(
    'file,content_id,class,class_score,score,start_frame,end_frame,start_sec,end_sec,verdict',
  )
  expect(text).toContain(
    '"/videos/=cmd,""x""\n.mp4",abc,fighting,0.25,0.75,16,48,0.640000,1.920000,,riot,0.125,0.125,toy,fp32,untrained,Untrained: its scores mean nothing.,' +
      `abc@57600:172800,riot,0.5,segment,,"'=HYPERLINK(""http://example.org""), ""now""\r\nand later",'@Ada,` +
      '57600,172800,1/90000,00:00:00:16,00:00:01:23,25/1,25/1\r\n',
  )
})
