import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ComponentProps, createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeAll, expect, it } from 'vitest'
import { type Settings, settingsSchema } from '#contract/settings.ts'
import { type Host, HostProvider } from '#renderer/client/host.ts'
import { startTexts } from '#renderer/i18n/i18n.ts'
import { Screen } from './Screen.tsx'

beforeAll(() => startTexts('en'))

/** How the player is drawn under these settings; before they are known when there are none. */
function drawn(protection: Partial<Settings['protection']> | null) {
  const client = new QueryClient()
  if (protection) client.setQueryData(['settings.get', {}], settingsSchema.parse({ protection }))
  const timeBase = { num: 1, den: 25 }
  const props = {
    video: { contentId: 'c', name: 'night.mp4' },
    clock: { timeBase, firstPts: 0, endPts: 32, frames: 32, startPts: Float64Array.of(0, 16) },
    playback: { source: 'original', hasAudio: true },
    ...{ startSec: 0, place: { current: null }, tries: 0, ref: null },
  } as unknown as ComponentProps<typeof Screen>
  const value = { mediaUrl: () => 'media/c/original', call: async () => {} } as unknown as Host
  const screen = createElement(HostProvider, { value }, createElement(Screen, props))
  const markup = renderToStaticMarkup(createElement(QueryClientProvider, { client }, screen))
  const [video = ''] = /<video[^>]*>/.exec(markup) ?? []
  return {
    isSmall: markup.includes('max-h-64'),
    isMuted: /\smuted=""/.test(video),
    filter: /filter:([^"]*)"/.exec(video)?.[1],
  }
}

const HIDDEN = 'blur(16px) grayscale(1)'

it('is small, blurred, grey and mute as delivered', () => {
  expect(drawn({})).toEqual({ isSmall: true, isMuted: true, filter: HIDDEN })
})

it('fills its room where a person set it so, and in standard viewing', () => {
  expect(drawn({ compactPlayer: false })).toMatchObject({ isSmall: false, filter: HIDDEN })
  expect(drawn({ mode: 'standard' })).toMatchObject({ isSmall: false, filter: 'none' })
})

it('is hidden and mute while nobody knows the settings yet', () => {
  const { filter, isMuted } = drawn(null)
  expect(isMuted).toBe(true)
  expect(filter).toMatch(/^blur\(\d+px\) grayscale\(1\)$/)
})
