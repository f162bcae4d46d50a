import { expect, test } from './fixtures.ts'
import type { RunningApp } from './launch.ts'

test.use({ library: 'samples' })

const SCREENS = ['Library', 'Review', 'Models', 'Settings', 'Help'] as const

/** What does not fit, in words: nothing may need sideways scrolling, be cut off, or lie on its neighbour. */
const MISFITS = `(() => {
  const name = (element) => element.outerHTML.slice(0, 110)
  const isForEarsOnly = (element) => {
    for (let at = element; at; at = at.parentElement) if (style(at).clipPath !== 'none') return true
    return false
  }
  const style = (element) => getComputedStyle(element)
  const all = [...document.querySelectorAll('body *')]
    .filter((element) => element.checkVisibility() && !element.closest('svg, [aria-hidden=true]'))
    .filter((element) => !isForEarsOnly(element))
  const found = []
  // A text field scrolls by itself; a wide table may scroll in a box of its own.
  const isField = (element) => element.matches('input, select, textarea')
  const isTableBox = (element) => element.querySelector(':scope > table') !== null
  for (const element of all) {
    const { overflowX, overflowY, textOverflow } = style(element)
    if (isField(element) || isTableBox(element) || element.scrollWidth <= element.clientWidth + 1) continue
    if (overflowX === 'auto' || overflowX === 'scroll')
      found.push('scrolls sideways by ' + (element.scrollWidth - element.clientWidth) + ': ' + name(element))
    // Cut off by intention, with its end named.
    else if (overflowX !== 'visible' && textOverflow !== 'ellipsis' && element.textContent.trim() !== '')
      found.push('cut off at its side: ' + name(element))
  }
  const texts = all.filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  for (const element of [...texts, ...all.filter((each) => isField(each) || each.matches('button'))]) {
    const box = element.getBoundingClientRect()
    for (let at = element.parentElement; at; at = at.parentElement) {
      const { overflowY, overflowX } = style(at)
      const limit = at.getBoundingClientRect()
      if (overflowY === 'auto' || overflowY === 'scroll') {
        if (box.right > limit.right + 1 && !isTableBox(at)) found.push('beyond its scroller: ' + name(element))
        break
      }
      if (overflowY === 'hidden' || overflowY === 'clip') {
        if (box.bottom > limit.bottom + 1 || box.top < limit.top - 1)
          found.push('cut off above or below: ' + name(element))
        break
      }
    }
    if (element.matches('button') && (element.scrollHeight > element.clientHeight + 2))
      found.push('taller than its button: ' + name(element))
  }
  for (const table of document.querySelectorAll('[role=table], [role=grid], table')) {
    const rows = [...table.querySelectorAll('[role=row], tr')]
      .filter((row) => row.checkVisibility() && !isForEarsOnly(row))
      .map((row) => ({ row, box: row.getBoundingClientRect() }))
      .sort((a, b) => a.box.top - b.box.top)
    rows.forEach(({ row, box }, i) => {
      const next = rows[i + 1]
      if (next && next.box.top < box.bottom - 1) found.push('lies on the next row: ' + name(row))
      for (const cell of row.querySelectorAll('[role=cell], [role=gridcell], td')) {
        const { top, bottom } = cell.getBoundingClientRect()
        if (cell.checkVisibility() && !isForEarsOnly(cell) && (bottom > box.bottom + 1 || top < box.top - 1)) found.push('higher than its row: ' + name(cell))
      }
    })
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways')
  return found
})()`

async function show({ page }: RunningApp, screen: (typeof SCREENS)[number]): Promise<void> {
  await page.getByRole('button', { name: screen, exact: true }).first().click()
  if (screen === 'Review') await page.locator('[data-surface=strip]').waitFor()
  await page.waitForTimeout(500)
}

for (const language of ['en', 'de'] as const)
  test(`fits at 200 % text and in a narrow window (${language})`, async ({ app }) => {
    test.setTimeout(180_000)
    const { page, call } = app
    for (const textScale of [1, 2]) {
      await call('settings.set', { textScale })
      for (const width of [1280, 640]) {
        await page.setViewportSize({ width, height: 900 })
        for (const screen of SCREENS) {
          await call('settings.set', { language: 'en' })
          await show(app, screen)
          await call('settings.set', { language })
          await page.waitForTimeout(300)
          const at = `${screen} at ${width} px, text × ${textScale}`
          expect.soft(await page.evaluate<string[]>(MISFITS), at).toEqual([])
          if (screen !== 'Review') continue
          const player = (await page.locator('video').first().boundingBox())!
          expect.soft(player.width, at).toBeGreaterThanOrEqual(width === 640 ? 560 : 480)
          expect.soft(player.height, at).toBeGreaterThanOrEqual(200)
        }
      }
    }
  })

test('writes and draws as large as the text on the timeline', async ({ app }) => {
  const { page, call } = app
  await show(app, 'Review')
  const canvas = page.locator('canvas')
  const lane = page.getByRole('button', { name: 'Hide Fighting' }).locator('..')
  const before = { canvas: (await canvas.boundingBox())!, lane: (await lane.boundingBox())! }
  await call('settings.set', { textScale: 2 })
  await expect.poll(async () => (await canvas.boundingBox())!.height).toBe(before.canvas.height * 2)
  const button = (await page.getByRole('button', { name: 'Hide Fighting' }).boundingBox())!
  const after = (await lane.boundingBox())!
  expect(after.height).toBe(before.lane.height * 2)
  expect(button.height).toBeLessThanOrEqual(after.height)
})
