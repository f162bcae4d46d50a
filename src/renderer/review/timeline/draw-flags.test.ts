import { expect, it } from 'vitest'
import type { Flag } from '#contract/review.ts'
import { drawFlags } from './draw-flags.ts'
import { layoutOf } from './layout.ts'

/** Every call on the canvas, as text. */
function recorder() {
  const calls: string[] = []
  const context = new Proxy({} as CanvasRenderingContext2D, {
    set: () => true,
    get:
      (_target, name) =>
      (...args: readonly unknown[]) => {
        calls.push(`${String(name)} ${args.join(' ')}`)
        return { width: 10 }
      },
  })
  return { calls, context }
}

const flag = (endSec: number, exported: Flag['exported']) =>
  ({ startSec: 0, endSec, class: 'riot', margin: 1, mark: null, isSeen: true, exported }) as Flag

function callsFor(shown: Flag): readonly string[] {
  const { calls, context } = recorder()
  const view = { fromSec: 0, toSec: 100, width: 1000 }
  const labels = [
    { id: 'normal', code: 'No' },
    { id: 'riot', code: 'Ri' },
  ]
  const scene = { view, layout: layoutOf([], false), flags: [shown], labels, selected: null }
  drawFlags(context, scene as never, {} as never)
  return calls
}

const EXPORTED = { place: '/flags.csv', isDownload: false, format: 'csv', at: 0 }

it('draws an arrow into flags that were exported, inside their box', () => {
  const plain = callsFor(flag(10, null))
  const added = callsFor(flag(10, EXPORTED)).filter((call) => !plain.includes(call))
  const lines = added.filter((call) => call.startsWith('lineTo'))
  expect(lines).toHaveLength(3)
  for (const call of lines) {
    const [, x] = call.split(' ').map(Number)
    expect(x).toBeGreaterThan(0)
    expect(x).toBeLessThan(100)
  }
})

it('leaves flags that are too narrow for it as they are', () => {
  expect(callsFor(flag(1, EXPORTED))).toEqual(callsFor(flag(1, null)))
})
