import { expect, it } from 'vitest'
import type { SavedExport } from '#contract/export.ts'
import { ExportQueue } from './export-queue.ts'

const SAVED = { name: 'flags.csv' } as SavedExport

function queue() {
  let changes = 0
  const exports = new ExportQueue(() => changes++)
  const started: string[] = []
  const add = (name: string, signal = new AbortController().signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const done = exports.run({
      ...{ format: 'csv' as const, signal, savedOf: () => SAVED },
      work: async (_id, stop) => {
        started.push(name)
        stop.addEventListener('abort', () => reject(stop.reason))
        await promise
      },
    })
    done.catch(() => undefined)
    return { done, finish: resolve, fail: reject }
  }
  const states = () => exports.tasks().map(({ state }) => state)
  return { exports, add, started, states, changes: () => changes }
}

it('makes one after another, also after one that failed', async () => {
  const { exports, add, started, states, changes } = queue()
  const [first, second] = [add('first'), add('second')]
  await expect.poll(states).toEqual(['running', 'waiting'])
  expect(started).toEqual(['first'])
  first.fail(new Error('full'))
  await expect(first.done).rejects.toThrow('full')
  await expect.poll(states).toEqual(['running', 'failed'])
  expect(exports.tasks()[1]?.message).toBe('full')
  const before = changes()
  second.finish()
  await second.done
  expect(exports.tasks()[0]).toMatchObject({ id: 2, state: 'done', saved: SAVED })
  expect(changes()).toBeGreaterThan(before)
})

it('lets go at once of one that is stopped while it waits, and keeps the others waiting', async () => {
  const { exports, add, started, states } = queue()
  const gone = new AbortController()
  const [first, second, third, fourth] = [add('1'), add('2'), add('3', gone.signal), add('4')]
  exports.cancel(2)
  gone.abort()
  await expect(second.done).rejects.toThrow(/abort/i)
  await expect(third.done).rejects.toThrow(/abort/i)
  expect([started, states()]).toEqual([['1'], ['running', 'waiting', 'stopped', 'stopped']])
  first.finish()
  await expect.poll(() => started).toEqual(['1', '4'])
  exports.cancel()
  await expect(fourth.done).rejects.toThrow(/abort/i)
  await exports.ended()
})

it('remembers the latest that ended, and not all', async () => {
  const { exports, add } = queue()
  for (let n = 0; n < 9; n++) {
    const { done, finish } = add(String(n))
    finish()
    await done
  }
  expect(exports.tasks().map(({ id }) => id)).toEqual([9, 8, 7, 6, 5])
})
