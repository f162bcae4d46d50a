import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Watchdog } from './watchdog.ts'

describe('Watchdog', () => {
  it('barks once when nothing happens while somebody waits', async () => {
    let barks = 0
    const watchdog = new Watchdog(30, () => barks++)
    watchdog.start()
    await delay(120)
    expect(barks).toBe(1)
  })

  it('stays quiet while things happen, and while nobody waits', async () => {
    let barks = 0
    const watchdog = new Watchdog(150, () => barks++)
    watchdog.start()
    for (let i = 0; i < 10; i++) {
      await delay(30)
      watchdog.touch()
    }
    watchdog.stop()
    watchdog.touch()
    await delay(200)
    expect(barks).toBe(0)
  })
})
