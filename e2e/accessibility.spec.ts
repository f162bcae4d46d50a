import { expect, test } from './fixtures.ts'
import type { RunningApp } from './launch.ts'
import { playhead, rows } from './open-review.ts'
import { violations } from './violations.ts'

test.use({ library: 'samples' })

const SCREENS = ['Library', 'Review', 'Models', 'Settings', 'Help'] as const

async function show({ page }: RunningApp, screen: (typeof SCREENS)[number]): Promise<void> {
  await page.getByRole('button', { name: screen, exact: true }).first().click()
  if (screen === 'Review') await page.locator('[data-surface=strip]').waitFor()
  await page.waitForTimeout(300)
}

/** Everything that opens in the middle of the screen, by how one gets there. */
const DIALOGS: Readonly<Record<string, (app: RunningApp) => Promise<void>>> = {
  'Another class': async (app) => {
    await show(app, 'Review')
    await app.page.keyboard.press('KeyR')
  },
  'Go to a time': async (app) => {
    await show(app, 'Review')
    await app.page.keyboard.press('KeyG')
  },
  History: async (app) => {
    await show(app, 'Review')
    await app.page.getByRole('button', { name: 'Escalate' }).first().click()
    await app.page.keyboard.press('KeyP')
    await app.page.getByRole('button', { name: 'History' }).click()
  },
  'were not seen': async (app) => {
    await show(app, 'Review')
    await app.page.getByRole('button', { name: 'Select all 6' }).click()
    const bulk = app.page.getByRole('toolbar', { name: 'Decide about the selected flags' })
    await bulk.getByRole('button', { name: 'Dismiss' }).click()
  },
  'Remove 1 video from the list?': async (app) => {
    await show(app, 'Library')
    await app.page.getByRole('checkbox', { name: /street-day/ }).check()
    await app.page.getByRole('button', { name: 'Remove from the list' }).click()
  },
  Keys: async (app) => {
    await show(app, 'Help')
    await app.page.keyboard.press('Shift+Slash')
  },
}

test('has no violation that axe finds, on any screen and in any theme', async ({ app }) => {
  test.setTimeout(180_000)
  const { page, call } = app
  const scheme = () => page.evaluate<string>(`document.documentElement.dataset.theme`)
  for (const theme of ['light', 'dark', 'contrast', 'system'] as const) {
    await call('settings.set', { theme })
    for (const screen of SCREENS) {
      await show(app, screen)
      expect(await violations(app), `${screen}, ${theme}`).toEqual([])
    }
  }
  for (const colorScheme of ['light', 'dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect.poll(scheme).toBe(colorScheme)
    expect(await violations(app), `system, ${colorScheme}`).toEqual([])
  }
})

test('has no violation on the first run, nor where there is nothing yet', async ({ launch }) => {
  const app = await launch()
  await app.page.getByRole('heading', { name: 'Welcome to Flagreel' }).waitFor()
  expect(await violations(app)).toEqual([])
})

test.describe('with nothing in the library', () => {
  test.use({ library: 'empty' })

  test('has no violation where nothing is there yet', async ({ app }) => {
    for (const screen of ['Library', 'Review'] as const) {
      await app.page.getByRole('button', { name: screen, exact: true }).first().click()
      await app.page.getByRole('heading', { name: /No videos yet|Nothing is flagged/ }).waitFor()
      expect(await violations(app), screen).toEqual([])
    }
    await app.page.getByRole('button', { name: 'Queue' }).click()
    expect(await violations(app), 'empty queue').toEqual([])
    await app.call('queue.pause', {})
    await app.call('library.addSamples', {})
    await app.page
      .getByRole('complementary', { name: 'Queue' })
      .getByText('street-day')
      .first()
      .waitFor()
    expect(await violations(app), 'filled queue').toEqual([])
  })
})

test('has no violation with dialogs, filters and lists open, and in a narrow window', async ({
  app,
}) => {
  test.setTimeout(180_000)
  const { page } = app
  for (const [name, open] of Object.entries(DIALOGS)) {
    await open(app)
    const dialog = page.getByRole('dialog', { name })
    await dialog.waitFor()
    expect(await violations(app), name).toEqual([])
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
  }
  await show(app, 'Review')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('button', { name: 'Rule' }).click()
  expect(await violations(app), 'filters').toEqual([])
  await page.getByRole('searchbox', { name: 'File name' }).fill('nothing is called so')
  await page.getByText('No flag fits the filter.').waitFor()
  expect(await violations(app), 'no flag fits').toEqual([])
  await page.setViewportSize({ width: 640, height: 900 })
  for (const screen of SCREENS) {
    await show(app, screen)
    expect(await violations(app), `${screen}, narrow`).toEqual([])
  }
})

/** Steps through everything that has the keyboard until nothing has it: the browser's own bars come next then. */
async function tabThrough({ page }: RunningApp, key: 'Tab' | 'Shift+Tab', what: string) {
  const seen = new Set<string>()
  let last = ''
  for (let i = 0; i < 600; i++) {
    await page.keyboard.press(key)
    const at = await page.evaluate<string>(`(() => {
      const element = document.activeElement
      if (!element || element === document.body) return 'BODY'
      window.tabbed ??= new WeakMap()
      if (!window.tabbed.has(element)) window.tabbed.set(element, String(Math.random()))
      return window.tabbed.get(element)
    })()`)
    // Twice at the same place in a row is a trap; so is a ring of places.
    expect(at === last && at !== 'BODY', `${what}, ${key}, after ${i} steps`).toBe(false)
    last = at
    if (at === 'BODY' && seen.size > 0) break
    seen.add(at)
  }
  expect(last, `${what}, ${key}: nothing leads out`).toBe('BODY')
  seen.delete('BODY')
  return seen
}

test('lets the keyboard into everything, and out again, both ways', async ({ app }) => {
  test.setTimeout(240_000)
  const { page } = app
  for (const screen of SCREENS) {
    await show(app, screen)
    // The first way begins at the button of the screen, the second at the end of it.
    const ahead = await tabThrough(app, 'Tab', screen)
    const back = await tabThrough(app, 'Shift+Tab', screen)
    expect(ahead.size, screen).toBeGreaterThan(3)
    expect(back.size, screen).toBeGreaterThan(5)
    expect(
      [...ahead].filter((place) => !back.has(place)),
      screen,
    ).toEqual([])
  }
  await page.getByRole('button', { name: 'Queue' }).click()
  const drawer = page.getByRole('complementary', { name: 'Queue' })
  for (const key of ['Tab', 'Shift+Tab'] as const) await tabThrough(app, key, 'queue')
  await drawer.getByRole('button', { name: 'Close' }).focus()
  await page.keyboard.press('Escape')
  await expect(drawer).toHaveCount(0)
  for (const [name, open] of Object.entries(DIALOGS)) {
    await open(app)
    const dialog = page.getByRole('dialog', { name })
    await dialog.waitFor()
    for (const key of ['Tab', 'Shift+Tab'] as const) await tabThrough(app, key, name)
    // What is behind a dialog is out of reach while it is open.
    await page.keyboard.press('Tab')
    expect(await page.evaluate(`document.activeElement.closest('dialog') !== null`), name).toBe(
      true,
    )
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
  }
})

test('tells where the review is', async ({ app }) => {
  const { page } = app
  await show(app, 'Review')
  const slider = page.getByRole('slider', { name: 'Playhead' })
  await expect(page.getByText(/^\s*Flag 1 of 6, Fire, 0\.98$/)).toBeAttached()
  const table = page.getByRole('table', { name: 'Flags' })
  const headers = await table.getByRole('columnheader').allTextContents()
  expect(headers).toEqual(['Select', 'Class', 'Score', 'File', 'Time', 'Verdict'])
  const row = table.getByRole('row').nth(2)
  const cells = row.getByRole('cell')
  await expect(cells).toHaveCount(headers.length)
  await expect(cells.nth(headers.indexOf('Score'))).toHaveText('0.99')
  await expect(cells.nth(headers.indexOf('File'))).toHaveText('gate-mpeg4.avi')
  await expect(cells.nth(headers.indexOf('Time'))).toHaveText('0:00')
  // Seen or not is in the name, and a ring tells the eye.
  const unseen = row.getByRole('button', { name: 'Fire, 0.99, 0:00, Undecided, not seen' })
  await expect(unseen).toBeVisible()
  await expect(row.locator('svg.lucide-circle')).toBeVisible()

  await page.keyboard.press('KeyN')
  await expect(page.getByText(/Flag 2 of 6, Fire, 0\.99$/)).toBeAttached()
  await expect(row.getByRole('button', { name: /Undecided, seen$/ })).toBeVisible()
  await expect(row.locator('svg.lucide-circle')).toHaveCount(0)
  await expect(slider).toHaveAttribute(
    'aria-valuetext',
    /^0:0\d\.\d, in the flag Fire, score 0\.99, Undecided, seen$/,
  )
  await page.keyboard.press('KeyC')
  await page.keyboard.press('KeyP')
  await expect(row.getByRole('button', { name: /, Confirmed, seen$/ })).toBeVisible()
  await expect(slider).toHaveAttribute('aria-valuetext', /, score 0\.99, Confirmed, seen$/)

  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('combobox', { name: 'State' }).selectOption('dismissed')
  await expect(
    page.getByText('Fire, 0.99: not among the flags of the filter', { exact: false }),
  ).toBeAttached()
  await expect(page.getByText(/Flag 0 of/)).toHaveCount(0)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const moving = await page.evaluate<number>(`document.getAnimations().length`)
  expect(moving).toBe(0)
})

test('plays nothing because the pointer is over it', async ({ app }) => {
  const { page } = app
  await show(app, 'Review')
  const isPaused = `[...document.querySelectorAll('video')].every((video) => video.paused && video.currentTime === window.heldAt)`
  // It has loaded, and stands where the flag is looked at from.
  await expect.poll(() => playhead(app)).toBeGreaterThan(0)
  await page.waitForTimeout(1000)
  await page.evaluate(`window.heldAt = document.querySelector('video').currentTime`)
  const canvas = (await page.locator('canvas').boundingBox())!
  const player = (await page.locator('video').first().boundingBox())!
  const listed = await rows(app).all()
  for (const at of [0.2, 0.5, 0.8]) {
    await page.mouse.move(canvas.x + canvas.width * at, canvas.y + canvas.height * at)
    await page.mouse.move(player.x + player.width * at, player.y + player.height * at)
    await page.waitForTimeout(300)
  }
  for (const row of listed) await row.hover()
  await page.waitForTimeout(500)
  expect(await page.evaluate(isPaused)).toBe(true)
  await show(app, 'Library')
  for (const row of (await page.getByRole('grid', { name: 'Videos' }).getByRole('row').all()).slice(
    1,
  ))
    await row.hover()
  await page.waitForTimeout(500)
  expect(
    await page.evaluate(`[...document.querySelectorAll('video')].every((video) => video.paused)`),
  ).toBe(true)
})
