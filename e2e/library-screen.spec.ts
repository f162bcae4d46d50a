import { cpSync, truncateSync } from 'node:fs'
import { join } from 'node:path'

import { addVideos, expect, test } from './fixtures.ts'
import { type RunningApp, SAMPLES } from './launch.ts'
import { makeSyntheticLibrary } from './synthetic-library.ts'

const done = async ({ call }: RunningApp) => (await call('queue.show', {})).counts.done
const gridOf = ({ page }: RunningApp) => page.getByRole('grid', { name: 'Videos' })

test('adds videos, shows how far they are, and takes a broken one once it is mended', async ({
  app,
  folder,
}) => {
  const { page } = app
  const videos = join(folder, 'videos')
  cpSync(join(SAMPLES, 'street-day-25fps.mp4'), join(videos, 'good.mp4'), { recursive: true })
  cpSync(join(SAMPLES, 'yard-vp9.webm'), join(videos, 'sub', 'bad.webm'), { recursive: true })
  truncateSync(join(videos, 'sub', 'bad.webm'), 300)
  await expect(page.getByRole('heading', { name: 'No videos yet' })).toBeVisible()
  await addVideos(app, videos)
  await expect(page.getByText('2 videos found, 2 to scan.')).toBeVisible()
  const bad = gridOf(app).getByRole('row').filter({ hasText: 'bad.webm' })
  await expect(bad).toContainText('Failed:', { timeout: 30_000 })
  await expect(bad).not.toContainText(`Failed: "${videos}`)
  await expect(bad.getByRole('button', { name: 'Show the file bad.webm' })).toHaveCount(
    app.desktop ? 1 : 0,
  )
  await expect.poll(() => done(app), { timeout: 30_000 }).toBe(1)
  cpSync(join(SAMPLES, 'yard-vp9.webm'), join(videos, 'sub', 'bad.webm'))
  await bad.getByRole('button', { name: 'Try bad.webm again' }).click()
  await expect.poll(() => done(app), { timeout: 30_000 }).toBe(2)
  await expect(bad).toContainText('Scanned')

  await page.getByRole('combobox', { name: 'Any folder' }).selectOption({ index: 2 })
  await expect(page.getByText('1 of 2 videos')).toBeVisible()
})

test('refuses a drop in a browser with what to do instead', async ({ app }) => {
  const { page } = app
  test.skip(
    app.desktop !== undefined,
    'A page of the stand-in cannot be given a file that has a path.',
  )
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['x'], 'a.mp4'))
    const init = { dataTransfer, bubbles: true, cancelable: true }
    document.querySelector('#screen').dispatchEvent(new DragEvent('drop', init))
  })()`)
  await expect(page.getByRole('alert')).toContainText('Type the path')
  await expect(page.getByRole('textbox', { name: 'Folder or video' })).toBeVisible()
})

test('reorders and cancels what waits, and tells the keyboard where it is', async ({ app }) => {
  const { page, call } = app
  await call('queue.pause', {})
  await call('library.addSamples', {})
  await page.getByRole('button', { name: 'Queue' }).click()
  const waiting = page.getByRole('region', { name: 'Waiting' })
  const names = () => waiting.getByRole('listitem').locator('bdi').allTextContents()
  await expect.poll(async () => (await names()).length).toBe(8)
  const [first, second, third] = await names()
  const down = waiting.getByRole('button', { name: `Move ${first} down` })
  await down.focus()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await names()).slice(0, 2)).toEqual([second, first])
  await expect(down).toBeFocused()
  await waiting
    .getByRole('listitem')
    .filter({ hasText: third! })
    .dragTo(waiting.getByRole('listitem').first())
  await expect.poll(async () => (await names())[0]).toBe(third)
  // By the same buttons to either end, and back by one.
  await waiting.getByRole('button', { name: `Scan ${third} last` }).click()
  await expect.poll(async () => (await names()).at(-1)).toBe(third)
  await waiting.getByRole('button', { name: `Move ${third} up` }).click()
  await expect.poll(async () => (await names()).at(-2)).toBe(third)
  await waiting.getByRole('button', { name: `Scan ${third} first` }).click()
  await expect.poll(async () => (await names())[0]).toBe(third)
  await waiting.getByRole('button', { name: `Cancel ${third}` }).click()
  await expect.poll(async () => (await names()).length).toBe(7)
  await page.getByRole('complementary').getByRole('button', { name: 'Resume' }).click()
  await expect.poll(() => done(app), { timeout: 60_000 }).toBe(7)
  await expect(page.getByText('Every scan is done.')).toBeAttached()
})

test.describe('many videos', () => {
  test.beforeEach(({ folder }) =>
    makeSyntheticLibrary(
      join(folder, 'library'),
      Array.from({ length: 3000 }, (_, index) => ({
        name: `camera ${index % 3}/clip ${index}.mp4`,
        snippets: 4,
        scoreOf: (snippet: number) => (snippet === 1 && index % 10 === 0 ? 0.95 : 0.05),
      })),
    ),
  )

  test('are chosen, reviewed and removed by keyboard and by number', async ({ app }) => {
    const { page } = app
    const grid = gridOf(app)
    await expect(page.getByText('3,000 videos')).toBeVisible()
    expect(await grid.getByRole('row').count()).toBeLessThan(60)
    await grid.getByRole('row').nth(1).focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await expect(page.getByText('3 selected')).toBeVisible()
    await page.keyboard.press('End')
    await expect(grid.getByRole('row').last()).toBeFocused()
    await page.keyboard.press('Control+a')
    await expect(page.getByText('3000 selected')).toBeVisible()
    await page.getByRole('button', { name: 'Select none' }).click()

    await page.getByRole('combobox', { name: 'Reviewed or not' }).selectOption('open')
    await expect(page.getByText('300 of 3,000 videos')).toBeVisible()
    await grid.getByRole('checkbox').nth(1).check()
    await grid
      .getByRole('checkbox')
      .nth(4)
      .click({ modifiers: ['Shift'] })
    await expect(page.getByText('4 selected')).toBeVisible()
  })
})
