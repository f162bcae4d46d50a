import { createHash } from 'node:crypto'
import type { Label } from '#contract/bundle.ts'
import type { ExportFormat, ExportOptions } from '#contract/export-formats.ts'
import { MANIFEST_SCHEMA, type Manifest } from '#contract/manifest.ts'
import type { FlaggedSegment, SegmentList } from '#contract/results.ts'
import { describeSource } from '#core/export/lists/describe-source.ts'
import type { ExportSource } from '#core/export/lists/export-source.ts'

export interface ManifestFacts {
  readonly createdAt: Date
  readonly operator: string
  /** Of Flagreel. */
  readonly version: string
  readonly tools: Manifest['tools']
  readonly format: ExportFormat
  readonly options: ExportOptions
  readonly list: SegmentList
  readonly labels: readonly Pick<Label, 'id' | 'display'>[]
  /** Which flags were asked for, as plain JSON. */
  readonly choice: Readonly<Record<string, unknown>>
  readonly sources: ReadonlyMap<string, ExportSource>
  readonly outputs: Manifest['outputs']
  readonly failures: Manifest['failures']
}

export function makeManifest(facts: ManifestFacts): Manifest {
  const { createdAt, operator, version, format, options, list, sources } = facts
  const flags = Map.groupBy(list.segments, ({ contentId }) => contentId)
  return {
    schema: MANIFEST_SCHEMA,
    createdAt: createdAt.toISOString(),
    operator,
    app: { name: 'Flagreel', version },
    tools: facts.tools,
    ...{ format, options },
    model: list.model,
    labels: facts.labels.map(({ id, display }) => ({ id, display })),
    ...{ mode: list.mode, rule: list.rule },
    choice: { ...facts.choice },
    sources: [...sources.values()].map((source) => ({
      ...describeSource(source),
      flags: (flags.get(source.contentId) ?? []).map(describeFlag),
    })),
    ...{ outputs: facts.outputs, failures: facts.failures },
  }
}

function describeFlag(flag: FlaggedSegment): Manifest['sources'][number]['flags'][number] {
  const { key, startPts, endPts, startFrame, endFrame, startSec, endSec } = flag
  const { classScore, score, verdict, reviewer, precision } = flag
  return {
    ...{ key, startPts, endPts, startFrame, endFrame, startSec, endSec },
    class: flag.class,
    ...{ classScore, score, verdict, reviewer, precision },
  }
}

/** What a manifest says of a file that is made of a text. */
export function describeOutput(name: string, bytes: Uint8Array): Manifest['outputs'][number] {
  return { name, bytes: bytes.length, sha256: sha256Of(bytes), commands: [] }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
