import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

export interface TempFolder {
  readonly path: string
  /** Writes a new file and says where. */
  save(bytes: Uint8Array | string, name?: string): string
}

/** A folder of the test file's own, removed after its last test. */
export function tempFolder(): TempFolder {
  const path = mkdtempSync(join(tmpdir(), 'flagreel-test-'))
  let count = 0
  afterAll(() => rmSync(path, { recursive: true, force: true }))
  return {
    path,
    save(bytes, name = `file-${count++}`) {
      const file = join(path, name)
      writeFileSync(file, bytes)
      return file
    },
  }
}
