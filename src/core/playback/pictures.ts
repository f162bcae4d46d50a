import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isAbort } from '#contract/errors.ts'

/** More would only take turns on a processor that a scan wants too. */
const AT_ONCE = 2
/** About 4 MB a video. */
const MOST_STILLS = 500
const REMOVED_STILLS = 100

/** Makes each picture once, also when it is asked for twice at the same moment. */
export class Pictures {
  readonly #making = new Map<string, Promise<void>>()
  readonly #waiting: (() => void)[] = []
  #running = 0

  /** At once, however long it takes. */
  async make(path: string, make: () => Promise<void>): Promise<void> {
    // One that is being stopped in the background is made anew for whoever wants it now.
    const running = this.#making.get(path)
    if (running !== undefined) await running.catch(unlessAbort)
    if (existsSync(path)) return
    const making = this.#making.get(path) ?? make().finally(() => this.#making.delete(path))
    this.#making.set(path, making)
    await making
  }

  /** Few at a time, the one that was asked for last first: it is what is looked at. */
  makeShort(path: string, make: () => Promise<void>): Promise<void> {
    return this.make(path, async () => {
      if (this.#running >= AT_ONCE) await new Promise<void>((start) => this.#waiting.push(start))
      this.#running++
      await make().finally(() => {
        this.#running--
        this.#waiting.pop()?.()
      })
    })
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#making.values())
  }
}

function unlessAbort(error: unknown): void {
  if (!isAbort(error)) throw error
}

/** Keeps the newest stills beside this one, so that looking around for hours fills no disk. */
export async function pruneStills(still: string): Promise<void> {
  const folder = dirname(still)
  const names = (await readdir(folder)).filter((name) => /^still-.*\.jpg$/.test(name))
  if (names.length <= MOST_STILLS) return
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      return { path, madeAt: (await stat(path)).mtimeMs }
    }),
  )
  files.sort((a, b) => a.madeAt - b.madeAt)
  const old = files.slice(0, files.length - MOST_STILLS + REMOVED_STILLS)
  await Promise.all(old.map(({ path }) => rm(path, { force: true })))
}
