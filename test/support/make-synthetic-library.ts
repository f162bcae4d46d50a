// node test/support/make-synthetic-library.ts FOLDER < videos.json: a library for a process that loads no native code.
import { text } from 'node:stream/consumers'
import { makeSyntheticLibrary, type SyntheticVideo } from './synthetic-library.ts'

interface PlainVideo extends Omit<SyntheticVideo, 'scoreOf' | 'classOf'> {
  readonly scores: readonly number[]
  readonly classes?: readonly number[]
}

const videos = JSON.parse(await text(process.stdin)) as PlainVideo[]
await makeSyntheticLibrary(
  process.argv[2]!,
  videos.map(({ scores, classes, ...video }) => ({
    ...video,
    scoreOf: (snippet) => scores[snippet]!,
    classOf: (snippet) => classes?.[snippet] ?? 1,
  })),
)
