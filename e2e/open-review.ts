import type { Page } from '@playwright/test'
import { expect } from './fixtures.ts'
import type { RunningApp } from './launch.ts'

type ReviewSettings = Awaited<ReturnType<typeof settingsOf>>['review']

const settingsOf = ({ call }: RunningApp) => call('settings.get', {})
export const flagsOf = async ({ call }: RunningApp) => (await call('review.flags', {})).flags

export const openReview = async (app: RunningApp, change: Partial<ReviewSettings> = {}) => {
  const { page, call } = app
  await call('settings.set', { review: { ...(await settingsOf(app)).review, ...change } })
  await page.reload()
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.getByRole('slider', { name: 'Playhead' }).waitFor()
}

/** Of the list of flags, without its head. */
export const rows = ({ page }: Pick<RunningApp, 'page'>) =>
  page.getByRole('table', { name: 'Flags' }).locator('[aria-rowindex]')
export const current = ({ page }: RunningApp) =>
  page.getByRole('table', { name: 'Flags' }).locator('[aria-current]').getAttribute('aria-rowindex')

export const playhead = async ({ page }: RunningApp) =>
  Number(await page.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuenow'))

export const goTo = async (app: RunningApp, place: string, sec: number) => {
  const { page } = app
  await page.keyboard.press('KeyG')
  await page.getByRole('textbox', { name: 'Go to a time' }).fill(place)
  await page.keyboard.press('Enter')
  await expect.poll(() => playhead(app)).toBeCloseTo(sec, 1)
}

export const boxOf = async (page: Page) => (await page.locator('canvas').boundingBox())!

/** What the card says of the time at both ends of the timeline, in seconds. */
export const viewOf = async ({ page }: RunningApp) => {
  const box = await boxOf(page)
  const secAt = async (x: number) => {
    await page.mouse.move(x - 1, box.y + box.height - 6)
    await page.mouse.move(x, box.y + box.height - 6)
    const text = await page.locator('[data-surface=hover] p').first().textContent()
    const [clock = ''] = /^[\d:.]+/.exec(text?.split('frame')[0] ?? '') ?? []
    return clock.split(':').reduce((all, part) => all * 60 + Number(part), 0)
  }
  return { from: await secAt(box.x + 1), to: await secAt(box.x + box.width - 1) }
}

export const zoomAt = async (page: Page, { x, y }: { x: number; y: number }, wheels: number) => {
  await page.mouse.move(x, y)
  await page.keyboard.down('Control')
  for (let i = 0; i < wheels; i++) await page.mouse.wheel(0, -120)
  await page.keyboard.up('Control')
}

export const OVERVIEW = 16
/** Below overview and pictures. */
export const FLAGS = 32 + 48 + 24
export const scoreY = (score: number) => 32 + 48 + 40 + 4 + (1 - score) * 96

/** Rows of the list, from 1: the samples that the built-in model flags. */
export const DAY = 3
export const NIGHT = { file: 'street-night-29.97fps.mp4', first: 4, second: 5, third: 6 }
export const TOTAL = 23.99

/** Opens the second flag of the night, from 10.14 to 18.69 s, in the view of the whole video. */
export const openNight = async (app: RunningApp, change: Partial<ReviewSettings> = {}) => {
  const { page } = app
  await openReview(app, change)
  await rows(app)
    .nth(NIGHT.second - 1)
    .getByRole('button')
    .click()
  await page.locator('[data-surface=strip]').waitFor()
  const flag = (await flagsOf(app))[NIGHT.second - 1]!
  await expect.poll(() => playhead(app)).toBeCloseTo(flag.startSec - 2, 1)
  await page.keyboard.press('Digit0')
  const box = await boxOf(page)
  const xOf = (sec: number) => box.x + (sec / TOTAL) * box.width
  return { ...app, flag, box, xOf }
}

export const ownRange = async (app: RunningApp) =>
  (await flagsOf(app)).find(({ mark }) => mark?.value.hasOwnRange)
