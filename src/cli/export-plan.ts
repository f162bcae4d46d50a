import type { ExportPlan } from '#contract/export.ts'
import { note, type Output, print } from './output.ts'
import { formatTable } from './table.ts'
import { formatTime } from './time.ts'
import { counted } from './words.ts'

/** What would be cut, a line a clip. Returns the plan. */
export function printExportPlan(output: Output, plan: ExportPlan): ExportPlan {
  const { clips, neededBytes, freeBytes, model } = plan
  if (clips.length > 0)
    print(
      output,
      formatTable(clips, [
        { title: 'CLIP', value: ({ name }) => name },
        { title: 'START', align: 'right', value: ({ startSec }) => formatTime(startSec) },
        { title: 'END', align: 'right', value: ({ endSec }) => formatTime(endSec) },
        { title: 'LEAD-IN', align: 'right', value: ({ leadInSec }) => extra(leadInSec) },
        { title: 'LEAD-OUT', align: 'right', value: ({ leadOutSec }) => extra(leadOutSec) },
        { title: 'FLAGS', align: 'right', value: ({ flags }) => String(flags) },
        { title: 'SIZE', align: 'right', value: ({ bytes }) => megabytes(bytes) },
        { title: 'VIDEO', value: ({ file }) => file },
      ]),
    )
  note(
    output,
    `${counted(clips.length, 'clip')}, nothing written. They need about ${megabytes(neededBytes)}; ${megabytes(freeBytes)} are free.`,
  )
  if (neededBytes > freeBytes) note(output, 'warning: there is not enough space for them.')
  if (model.note) note(output, model.note)
  return plan
}

function extra(seconds: number): string {
  return `${seconds.toFixed(2)} s`
}

function megabytes(bytes: number): string {
  const mega = bytes / 1e6
  return `${mega < 10 ? mega.toFixed(1) : Math.ceil(mega).toLocaleString('en')} MB`
}
