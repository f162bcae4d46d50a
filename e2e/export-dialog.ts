import { existsSync, readFileSync } from 'node:fs'
import { unzip } from '#test/support/unzip.ts'
import { expect } from './fixtures.ts'
import type { RunningApp } from './launch.ts'

export const openReview = async ({ page }: RunningApp) => {
  await page.reload()
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.getByRole('slider', { name: 'Playhead' }).waitFor()
}

export const dialogOf = ({ page }: RunningApp) => page.getByRole('dialog', { name: 'Export flags' })

/** Presses a button and gives what is saved: by the system's dialog, or as the browser's download. */
export async function saved(app: RunningApp, button: string, path: string): Promise<string> {
  const { page, desktop } = app
  const press = () => page.getByRole('button', { name: button, exact: true }).click()
  if (desktop) {
    await desktop.answerDialog([path])
    await press()
    await expect(
      dialogOf(app)
        .getByText(/flags? exported: /)
        .first(),
    ).toBeVisible()
    // That text may still be of the export before.
    await expect.poll(() => existsSync(`${path}.manifest.json`)).toBe(true)
  } else {
    const download = page.waitForEvent('download')
    await press()
    await (await download).saveAs(`${path}.zip`)
    // The first is the list, and the manifest lies beside it in the archive as it would in a folder.
    const [[name, bytes], [manifest]] = [...unzip(readFileSync(`${path}.zip`))] as [Entry, Entry]
    expect(manifest).toBe(`${name}.manifest.json`)
    return bytes.toString()
  }
  expect(JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')).outputs).toHaveLength(1)
  return readFileSync(path, 'utf8')
}

type Entry = [name: string, bytes: Buffer]

export const saveButton = ({ desktop }: RunningApp) => (desktop ? 'Save as…' : 'Download')

export const exported = async ({ call }: RunningApp) =>
  (await call('review.flags', {})).flags.filter((flag) => flag.exported !== null)
