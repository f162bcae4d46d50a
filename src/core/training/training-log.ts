import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from '#core/files/file-sink.ts'
import type { LogLine } from './trainer.ts'

/** One JSON document a line, appended as it happens. */
export class TrainingLog {
  readonly #path: string

  private constructor(path: string) {
    this.#path = path
  }

  /** Goes on behind the first `lines`: what a killed training had logged after its last saved state is done again. */
  static async open(folder: string, lines: number): Promise<TrainingLog> {
    const path = join(folder, 'log.jsonl')
    const kept = (await readLines(path)).slice(0, lines).map((line) => `${line}\n`)
    await writeFileAtomically(path, (sink) => sink.write(Buffer.from(kept.join(''))))
    return new TrainingLog(path)
  }

  async write(line: LogLine): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify(line)}\n`)
  }

  async read(): Promise<LogLine[]> {
    return (await readLines(this.#path)).map((line) => JSON.parse(line) as LogLine)
  }
}

async function readLines(path: string): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
