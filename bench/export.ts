// How long ten thousand flags take to export in each format: `node bench/export.ts [videos]`. A hundred flags a video,
// each format three times, the median; files, manifest, record and all. Ends with 1 when one takes more than two seconds.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LIST_FORMATS } from '#contract/export-formats.ts'
import { createCore } from '#core/app/create-core.ts'
import { makeSyntheticLibrary } from '#test/support/synthetic-library.ts'
import { checked, describeMachine } from './report.ts'

const MOST_SECONDS = 2
const videos = Number(process.argv[2] ?? 100)
const folder = mkdtempSync(join(tmpdir(), 'flagreel-bench-'))
const libraryFolder = join(folder, 'library')
await makeSyntheticLibrary(
  libraryFolder,
  Array.from({ length: videos }, (_, index) => ({
    name: `camera ${index}.mp4`,
    snippets: 1000,
    scoreOf: (snippet: number) => (snippet % 10 < 4 ? 0.6 + (snippet % 5) / 20 : 0.05),
    framesPerSec: 8,
  })),
)
const resourcesFolder = join(import.meta.dirname, '../resources')
const core = createCore({ libraryFolder, resourcesFolder, workerEntry: '', version: '0' })
describeMachine()
const { segments } = await core.call('export.preview', {})
console.log(`${segments} flags of ${videos} videos`)
for (const format of LIST_FORMATS) {
  const seconds: number[] = []
  for (const run of [1, 2, 3]) {
    const started = performance.now()
    await core.call('export.write', { format, out: join(folder, `${run}.${format}`) })
    seconds.push((performance.now() - started) / 1000)
  }
  checked(format, seconds.toSorted((a, b) => a - b)[1]!, { unit: 's', most: MOST_SECONDS })
}
await core.close()
rmSync(folder, { recursive: true })
