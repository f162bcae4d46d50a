import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './fixtures.ts'
import type { RunningApp } from './launch.ts'

test.use({ library: 'samples' })

const SCREENS = ['Library', 'Review', 'Models', 'Settings', 'Help'] as const
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const violations = async ({ page }: RunningApp) => {
  const { violations: found } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
  return found.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  )
}

test('has no violation that axe finds, on any screen and in any theme', async ({ app }) => {
  test.setTimeout(120_000)
  const { page, call } = app
  for (const theme of ['light', 'dark', 'contrast'] as const) {
    await call('settings.set', { theme })
    for (const screen of SCREENS) {
      await page.getByRole('button', { name: screen, exact: true }).first().click()
      if (screen === 'Review') await page.locator('[data-surface=strip]').waitFor()
      await page.waitForTimeout(300)
      expect(await violations(app), `${screen}, ${theme}`).toEqual([])
    }
  }
  await page.getByRole('button', { name: 'Queue' }).click()
  expect(await violations(app), 'queue').toEqual([])
})

test('has no violation on the first run', async ({ launch }) => {
  const app = await launch()
  await app.page.getByRole('heading', { name: 'Welcome to Flagreel' }).waitFor()
  expect(await violations(app)).toEqual([])
})

test('lets the keyboard into everything, and out again', async ({ app }) => {
  const { page } = app
  for (const screen of SCREENS) {
    await page.getByRole('button', { name: screen, exact: true }).first().click()
    await page.waitForTimeout(500)
    const seen = new Set<string>()
    let last = ''
    for (let i = 0; i < 250 && !(seen.size > 5 && last === 'BODY'); i++) {
      await page.keyboard.press('Tab')
      const at = await page.evaluate<string>(`(() => {
        const element = document.activeElement
        if (!element || element === document.body) return 'BODY'
        window.tabbed ??= new WeakMap()
        if (!window.tabbed.has(element)) window.tabbed.set(element, String(Math.random()))
        return window.tabbed.get(element)
      })()`)
      // Twice at the same place in a row is a trap.
      expect(at === last && at !== 'BODY', `${screen}, after ${i} steps`).toBe(false)
      last = at
      seen.add(at)
    }
    expect(seen.size, screen).toBeGreaterThan(5)
  }
})

test('fits at 200 % text and in a narrow window', async ({ app }) => {
  const { page, call } = app
  await call('settings.set', { textScale: 2 })
  await page.reload()
  for (const width of [1280, 640]) {
    await page.setViewportSize({ width, height: 900 })
    for (const screen of SCREENS) {
      await page.getByRole('button', { name: screen, exact: true }).first().click()
      await page.waitForTimeout(400)
      const wide = await page.evaluate<string[]>(`(() => {
        const limit = document.documentElement.clientWidth + 1
        const isClipped = (element) => {
          for (let at = element.parentElement; at; at = at.parentElement)
            if (getComputedStyle(at).overflowX !== 'visible') return true
          return false
        }
        return [...document.querySelectorAll('button, input, select, h1, h2, p')]
          .filter((element) => element.checkVisibility() && !element.closest('.sr-only') && !element.matches('.sr-only'))
          .filter((element) => element.getBoundingClientRect().right > limit && !isClipped(element))
          .map((element) => element.outerHTML.slice(0, 100))
      })()`)
      expect(wide, `${screen} at ${width} px`).toEqual([])
      expect(await page.evaluate(`document.documentElement.scrollWidth <= innerWidth`)).toBe(true)
    }
  }
})

test('tells where the review is', async ({ app }) => {
  const { page } = app
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  const slider = page.getByRole('slider', { name: 'Playhead' })
  await expect(slider).toHaveAttribute('aria-valuetext', /^0:/)
  await expect(page.getByText(/^\s*Flag 1 of 6, Fire, 0\.98$/)).toBeAttached()
  await page.keyboard.press('KeyN')
  await expect(page.getByText(/Flag 2 of 6, Fire, 0\.99$/)).toBeAttached()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const moving = await page.evaluate<number>(`document.getAnimations().length`)
  expect(moving).toBe(0)
})
