/** Writes docs/cli.md from the command line itself and docs/json.md from the result schemas: `npm run docs`. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { Command } from 'commander'
import { z } from 'zod'
import { createProgram } from '#cli/program.ts'
import { scoresCsv } from '#cli/scores-csv.ts'
import { evaluationSchema, recipeMatchSchema } from '#contract/evaluation.ts'
import { queueStateSchema } from '#contract/library.ts'
import { exportSourceSchema, exportVerificationSchema, manifestSchema } from '#contract/manifest.ts'
import * as results from '#contract/results.ts'
import { reviewRuleSchema } from '#contract/settings.ts'
import { trainingResultSchema } from '#contract/training.ts'
import { CSV_COLUMNS } from '#core/export/lists/csv.ts'
import { EXPORT_SCHEMA } from '#core/export/lists/json.ts'

const NOTICE = '<!-- Made by `npm run docs`; do not edit. -->'

const exportSchema = z.object({
  schema: z.literal(EXPORT_SCHEMA).describe('Another number means an incompatible document'),
  exportedAt: z.iso.datetime().describe('UTC'),
  ...results.segmentListSchema.shape,
  sources: z.array(exportSourceSchema),
})

/** What `--json` prints, and what is written as a file, by command. */
export const DOCUMENTS: Readonly<Record<string, readonly [id: string, schema: z.ZodType]>> = {
  scan: ['ScanResult', results.scanResultSchema],
  'segments list': ['SegmentList', results.segmentListSchema],
  'scores show': ['FileScores', results.fileScoresSchema],
  'export --format json': ['SegmentExport', exportSchema],
  'export …, beside the file': ['ExportManifest', manifestSchema],
  'export verify': ['ExportVerification', exportVerificationSchema],
  'models list': ['ModelList', z.array(results.modelSummarySchema)],
  'models import': ['ModelSummary', results.modelSummarySchema],
  'models verify': ['Verification', results.verificationSchema],
  detect: ['Detection', results.detectionSchema],
  'encode image': ['ImageFeatures', results.imageFeaturesSchema],
  'encode text': ['ClassEmbeddings', results.classEmbeddingsSchema],
  evaluate: ['Evaluation', evaluationSchema],
  'recipe match': ['RecipeMatch', recipeMatchSchema],
  train: ['Training', trainingResultSchema],
  serve: ['Served', z.object({ link: z.url().describe('Opens the app, once') })],
  'queue show': ['QueueState', queueStateSchema],
  'queue pause': ['QueueState', queueStateSchema],
  'queue resume': ['QueueState', queueStateSchema],
  doctor: ['DoctorReport', results.doctorReportSchema],
}

/** What occurs inside the documents. */
const PARTS = {
  FlaggedSegment: results.flaggedSegmentSchema,
  ScannedFile: results.scannedFileSchema,
  ExportSource: exportSourceSchema,
  ModelReference: results.scanResultSchema.shape.model,
  SegmentRule: reviewRuleSchema,
}

/** The command line, as `--help` must show it. */
export function documentedProgram(onHelp: (text: string) => void = () => {}): Command {
  const stdout = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      onHelp(text)
      done()
    },
  })
  const output = { stdout: Object.assign(stdout, { columns: 80 }), stderr: stdout }
  const { signal } = new AbortController()
  return createProgram({ output, signal, status: { exitCode: 0 } })
}

/** Every command below this one, with the words that call it. */
export function commandsOf(command: Command, words = ''): readonly (readonly [string, Command])[] {
  return command.commands.flatMap((child) => {
    const name = `${words} ${child.name()}`.trim()
    return [[name, child] as const, ...commandsOf(child, name)]
  })
}

export function cliPage(): string {
  let help = ''
  const program = documentedProgram((text) => {
    help += text
  })
  const section = (title: string, command: Command) => {
    help = ''
    command.outputHelp()
    return `## ${title}\n\n\`\`\`text\n${help.trim()}\n\`\`\``
  }
  const commands = commandsOf(program)
  return page(
    '# The command line',
    'Every command answers `--help` with what stands here. The documents that `--json` prints: [json.md](json.md).',
    section('flagreel', program),
    ...commands.map(([name, command]) => section(`flagreel ${name}`, command)),
  )
}

export function jsonPage(): string {
  const registry = z.registry<{ id: string }>()
  const all = [...Object.values(DOCUMENTS), ...Object.entries(PARTS)]
  for (const [id, schema] of all) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#${id.toLowerCase()}`,
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.format) delete jsonSchema.pattern
    },
  })
  const rows = Object.entries(DOCUMENTS).map(
    ([command, [id]]) => `| \`flagreel ${command}\` | [${id}](#${id.toLowerCase()}) |`,
  )
  const section = ([id]: readonly [string, z.ZodType]) => {
    const { $schema, $id, ...schema } = schemas[id] as Record<string, unknown>
    return `## ${id}\n\n\`\`\`json\n${compactJson(schema)}\n\`\`\``
  }
  return page(
    '# What `--json` prints, and the CSV files',
    JSON_INTRODUCTION,
    ['| command | document |', '|---|---|', ...rows].join('\n'),
    ...all.map(section),
    csvSections(),
  )
}

const JSON_INTRODUCTION = `With \`--json\` a command prints one JSON document on stdout; progress and notes go to stderr. A scan in which some files
fail still prints its document (they are in it, with the reason) and ends with exit code 1. A command that fails as a whole
prints no document, gives its reason on stderr, and ends with exit code 1.

Frames are counted as decoded, from 0; seconds count from the video's first frame. Segments are [start, end): the end is
the first frame, or the moment, that is no longer inside. Numbers keep the full precision of 32-bit floats. The schemas
are JSON Schema 2020-12. Fields may be added; those that are here keep their names and meaning.`

/** Of columns whose names say it otherwise. */
const FIELDS: Readonly<Record<string, string>> = {
  runner_up: '`runnerUp.class`',
  runner_up_score: '`runnerUp.classScore`',
  model_class: '`modelClass.class`',
  model_class_score: '`modelClass.classScore`',
  time_base: '`timeBase`, as a fraction',
  start_timecode: 'timecode of the first frame',
  end_timecode: 'timecode of the frame after the last one',
  timecode_rate: 'frames a second that the timecode counts, as a fraction',
  frame_rate: "the video's own, as a fraction, or `variable`",
}

function csvSections(): string {
  const field = (column: string) =>
    FIELDS[column] ?? `\`${column.replace(/_./g, (letter) => letter.charAt(1).toUpperCase())}\``
  const header = (perFrame: boolean) => [...scoresCsv(SCORES, { perFrame })].join('').trim()
  return `## CSV

Comma-separated, CRLF line ends, UTF-8, a point in decimals. A cell that a spreadsheet would run as a formula begins with
an apostrophe.

\`flagreel export --format csv\`: one row a segment. The columns are fields of [FlaggedSegment](#flaggedsegment), and its
times as an editor counts them ([exports.md](exports.md)):

| column | field |
|---|---|
${CSV_COLUMNS.map((column) => `| \`${column}\` | ${field(column)} |`).join('\n')}

\`flagreel scores show --csv\`: one row a snippet of 16 frames. With \`--per-frame\` one row a frame, each with the values of
its snippet. The fields are those of [FileScores](#filescores); \`p_…\` are the class probabilities, one column a label of
the model, here of one with the labels \`normal\` and \`fighting\`:

\`\`\`text
${header(false)}

${header(true)}
\`\`\``
}

const SCORES = {
  labels: [{ id: 'normal' }, { id: 'fighting' }],
  model: {},
  snippets: [],
} as unknown as results.FileScores

/** JSON with what fits into a line on one line. */
function compactJson(value: unknown, indent = ''): string {
  const flat = JSON.stringify(value, null, 1).replace(/\n */g, ' ')
  if (indent.length + flat.length <= 110 || typeof value !== 'object' || value === null) return flat
  const deeper = `${indent}  `
  const isArray = Array.isArray(value)
  const lines = Object.entries(value).map(
    ([key, child]) =>
      deeper + (isArray ? '' : `${JSON.stringify(key)}: `) + compactJson(child, deeper),
  )
  return `${isArray ? '[' : '{'}\n${lines.join(',\n')}\n${indent}${isArray ? ']' : '}'}`
}

function page(title: string, ...parts: readonly string[]): string {
  return `${[NOTICE, title, ...parts].join('\n\n')}\n`
}

if (import.meta.main) {
  const docs = join(import.meta.dirname, '../docs')
  await writeFile(join(docs, 'cli.md'), cliPage())
  await writeFile(join(docs, 'json.md'), jsonPage())
}
