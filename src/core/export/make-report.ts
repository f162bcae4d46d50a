import { join } from 'node:path'
import { z } from 'zod'
import { FlagreelError } from '#contract/errors.ts'
import { flagChoiceSchema } from '#contract/export.ts'
import { chosenOptions, type ExportOptions, type ReportFormat } from '#contract/export-formats.ts'
import type { Manifest } from '#contract/manifest.ts'
import type { Settings } from '#contract/settings.ts'
import { writeFileAtomically } from '#core/files/file-sink.ts'
import { hashFile } from '#core/files/hash-file.ts'
import type { ExportMaterial, Made } from './make-export.ts'
import { nameOfPart } from './part-names.ts'
import { drawContactSheets } from './report/contact-sheet.ts'
import { writeHtmlReport } from './report/html-report.ts'
import type { Report, ReportPorts, ReportRun } from './report/report.ts'
import { strongest } from './report/stills.ts'
import { textsIn } from './report/texts.ts'
import type { ExportFile } from './write-together.ts'

type Command = Manifest['outputs'][number]['commands'][number]

/** Prints a page of ours as PDF, and says what did it. */
export type PrintPdf = (
  page: { readonly html: string; readonly pdf: string },
  signal: AbortSignal,
) => Promise<Command>

export interface ReportJob {
  readonly name: string
  readonly format: ReportFormat
  readonly options: ExportOptions
  readonly choice: Readonly<Record<string, unknown>>
  readonly settings: Settings
  /** Of the model, with the names of the settings. */
  readonly labels: Report['labels']
  readonly labelSetId: string
}

export interface ReportDesk extends ReportRun {
  /** A folder beside the place of the report. */
  readonly work: string
  /** `onCommand` hears of every run of ffmpeg. */
  readonly ports: (onCommand: (command: Command) => void) => ReportPorts
  /** Null where nothing prints. */
  readonly print: PrintPdf | null
  readonly onPrinting: () => void
}

/** Of more, those with the highest scores: a still takes ffmpeg up to a second, and a sheet is for looking through. */
const MOST_ON_SHEETS = 500
const MOST_STILLS = 1000

/** The pages of a report in the work folder. Throws what the report's writers throw, and `missing-tool` for a PDF where nothing prints. */
export async function makeReport(
  job: ReportJob,
  material: ExportMaterial,
  desk: ReportDesk,
): Promise<Made> {
  const report = reportOf(job, material)
  if (job.format === 'sheet') return makeSheets(job.name, report, desk)
  if (job.format === 'pdf' && !desk.print) throw noPrinter()
  const commands: Command[] = []
  const html = join(desk.work, 'report.html')
  await writeFileAtomically(html, async (sink) => {
    const ports = desk.ports((command) => commands.push(command))
    await writeHtmlReport(sink, { report, ports, options: { mostStills: MOST_STILLS } }, desk)
  })
  const path = job.format === 'pdf' ? join(desk.work, 'report.pdf') : html
  if (job.format === 'pdf' && desk.print) {
    desk.onPrinting()
    commands.push(await desk.print({ html, pdf: path }, desk.signal))
  }
  const file = { name: job.name, content: { path } }
  return madeOf([await described(file, commands)], report.list.segments)
}

function noPrinter(): FlagreelError {
  return new FlagreelError('missing-tool', 'Only the desktop app makes PDF.', {
    hint: 'Export html and print it in a browser: it is made for paper, too.',
  })
}

async function makeSheets(name: string, report: Report, desk: ReportDesk): Promise<Made> {
  const files: Described[] = []
  let commands: Command[] = []
  const ports = desk.ports((command) => commands.push(command))
  const job = { report, ports, options: { mostFlags: MOST_ON_SHEETS } }
  for await (const { number, png } of drawContactSheets(job, desk)) {
    const path = join(desk.work, `page-${number}`)
    await writeFileAtomically(path, (sink) => sink.write(png))
    const part = number === 1 ? null : String(number)
    files.push(await described({ name: nameOfPart(name, part), content: { path } }, commands))
    commands = []
  }
  const drawn = strongest(report.list.segments, MOST_ON_SHEETS)
  return madeOf(
    files,
    report.list.segments.filter((flag) => drawn.has(flag)),
  )
}

interface Described {
  readonly file: ExportFile
  readonly output: Manifest['outputs'][number]
}

async function described(
  file: ExportFile & { readonly content: { readonly path: string } },
  commands: Command[],
): Promise<Described> {
  const hashed = await hashFile(file.content.path)
  return { file, output: { name: file.name, ...hashed, commands } }
}

function madeOf(files: readonly Described[], flags: Made['flags']): Made {
  return {
    files: files.map(({ file }) => file),
    outputs: files.map(({ output }) => output),
    ...{ flags, failures: [], kept: 0 },
  }
}

const choiceSchema = flagChoiceSchema.extend({ file: z.string().optional() })

function reportOf(
  { options, choice, settings, labels, labelSetId }: ReportJob,
  { list, operator, version, at }: ExportMaterial,
): Report {
  const { protect, stills } = chosenOptions(options)
  const { language, protection } = settings
  return {
    title: textsIn(language).report,
    ...{ at, operator, appVersion: version, language, list, labelSetId, labels },
    choice: choiceSchema.parse(choice),
    protection: protect ? { ...protection, mode: 'protected' } : null,
    moments: stills,
  }
}
