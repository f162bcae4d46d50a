import { planClips } from '#core/export/clips/plan-clips.ts'
import { writeClips } from '#core/export/clips/write-clips.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { flagged, timedSource } from './clip-source.ts'

/** A process that exports clips, to be killed: `export-clips.ts VIDEO FOLDER MODE RANGES`, with ranges of frames as JSON. */
const [video = '', folder = '', mode = '', ranges = '[]'] = process.argv.slice(2)
const tools = await findMediaTools()
const how = {
  tools,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  isReplaced: () => false,
}
const source = flagged(await timedSource(video), ...(JSON.parse(ranges) as [number, number][]))
const batch = await planClips(
  [source],
  {
    ...{ beforeSec: 0, afterSec: 0, reel: false, template: '{index}', folder },
    mode: mode === 'copy' ? 'copy' : 'exact',
  },
  how,
)
const outcomes = await writeClips(batch, how)
process.stdout.write(JSON.stringify(outcomes.map(({ state }) => state)))
