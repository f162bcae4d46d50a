// How long a library of ten thousand scanned videos takes to list: `node bench/library.ts [videos]`. The first listing
// finds the flags of every video, later ones only look what changed.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCore } from '#core/app/create-core.ts'
import { makeSyntheticLibrary } from '#test/support/synthetic-library.ts'

const count = Number(process.argv[2] ?? 10_000)
const libraryFolder = mkdtempSync(join(tmpdir(), 'flagreel-bench-'))
const scoreOf = (snippet: number) => (snippet % 7 === 2 ? 0.9 : 0.05)
await makeSyntheticLibrary(
  libraryFolder,
  Array.from({ length: count }, (_, i) => ({ name: `${i % 40}/${i}.mp4`, snippets: 20, scoreOf })),
)
const resourcesFolder = join(import.meta.dirname, '../resources')
const core = createCore({ libraryFolder, resourcesFolder, workerEntry: '', version: '0' })
for (const name of ['library.list', 'library.list', 'review.flags', 'queue.show'] as const) {
  const started = performance.now()
  await core.call(name, {})
  const ms = performance.now() - started
  console.log(`${name}: ${ms.toFixed(0)} ms, ${((1000 * ms) / count).toFixed(1)} µs a video`)
}
await core.close()
rmSync(libraryFolder, { recursive: true })
