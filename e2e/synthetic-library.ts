import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { SyntheticVideo } from '#test/support/synthetic-library.ts'

const SCRIPT = join(import.meta.dirname, '../test/support/make-synthetic-library.ts')

/** `makeSyntheticLibrary` in a process of its own: native code in one of Playwright's workers can keep it from ending. */
export function makeSyntheticLibrary(libraryFolder: string, videos: readonly SyntheticVideo[]) {
  const plain = videos.map(({ scoreOf, classOf, ...video }) => {
    const snippets = Array.from({ length: video.snippets }, (_, snippet) => snippet)
    return { ...video, scores: snippets.map(scoreOf), classes: classOf && snippets.map(classOf) }
  })
  execFileSync(process.execPath, [SCRIPT, libraryFolder], { input: JSON.stringify(plain) })
}
