import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { type Settings, settingsSchema } from '#contract/settings.ts'
import { type Host, HostProvider } from '#renderer/client/host.ts'
import type { TimelineData } from './decode-review-video.ts'
import { type Lanes, useLanes } from './use-lanes.ts'

const LABELS = ['normal', 'fighting', 'fire', 'road-accident'].map((id) => ({ id }))
/** Fire peaks highest, then road accident. */
const classes = [2, 3, 1].map((classIndex) => ({ classIndex }))
const data = { classes } as unknown as TimelineData

/** The lanes under these settings, and what they ask to be stored. */
function lanesUnder(lanes: Settings['lanes']) {
  const stored: unknown[] = []
  const client = new QueryClient()
  client.setQueryData(['settings.get', {}], settingsSchema.parse({ lanes }))
  const call = async (name: string, input: unknown) => void stored.push([name, input])
  let found: Lanes | undefined
  const Probe = () => {
    found = useLanes(data, LABELS)
    return null
  }
  const inQueries = createElement(QueryClientProvider, { client }, createElement(Probe))
  const value = { call } as unknown as Host
  renderToStaticMarkup(createElement(HostProvider, { value }, inQueries))
  return { lanes: found!, stored }
}

it('shows a lane a class, the likeliest first, but not those that a person hid', () => {
  expect(lanesUnder({}).lanes).toMatchObject({ shown: [2, 3, 1], hidden: 0 })
  expect(lanesUnder({ hidden: ['fire'] }).lanes).toMatchObject({ shown: [3, 1], hidden: 1 })
})

it('shows one lane alone, of hidden ones too, and none while they are folded away', () => {
  const solo = { hidden: ['fire'], solo: 'fire' }
  expect(lanesUnder(solo).lanes).toMatchObject({ shown: [2], hidden: 2 })
  expect(lanesUnder({ solo: 'of another model' }).lanes.shown).toEqual([2, 3, 1])
  expect(lanesUnder({ collapsed: true }).lanes.shown).toEqual([])
})

it.each<{
  readonly what: string
  readonly before: Settings['lanes']
  readonly act: (lanes: Lanes) => void
  readonly after: Settings['lanes']
}>([
  { what: 'hide', before: {}, act: (lanes) => lanes.hide('fire'), after: { hidden: ['fire'] } },
  {
    ...{ what: 'hide one more', before: { hidden: ['fire'] } },
    ...{ act: (lanes) => lanes.hide('x'), after: { hidden: ['fire', 'x'] } },
  },
  { what: 'solo', before: {}, act: (lanes) => lanes.toggleSolo('x'), after: { solo: 'x' } },
  { what: 'no solo', before: { solo: 'x' }, act: (lanes) => lanes.toggleSolo('x'), after: {} },
  { what: 'show all', before: { hidden: ['x'] }, act: (lanes) => lanes.showAll(), after: {} },
  {
    ...{ what: 'fold away', before: { hidden: ['x'] } },
    ...{ act: (lanes) => lanes.toggleCollapsed(), after: { hidden: ['x'], collapsed: true } },
  },
])('keeps in the settings: $what', async ({ before, act, after }) => {
  const { lanes, stored } = lanesUnder(before)
  act(lanes)
  const expected = { hidden: [], solo: null, collapsed: false, ...after }
  await expect.poll(() => stored).toEqual([['settings.set', { lanes: expected }]])
})
