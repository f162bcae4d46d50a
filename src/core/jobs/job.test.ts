import { expect, it } from 'vitest'
import { assertAllowed, isAllowed, type JobState } from './job.ts'

const STATES: JobState[] = ['queued', 'running', 'done', 'failed', 'missing', 'cancelled']

it('allows exactly these changes of state', () => {
  const allowed = STATES.flatMap((from) =>
    STATES.filter((to) => isAllowed(from, to)).map((to) => `${from} → ${to}`),
  )
  expect(allowed).toEqual([
    'queued → running',
    'queued → cancelled',
    'running → queued',
    'running → done',
    'running → failed',
    'running → missing',
    'running → cancelled',
    'done → queued',
    'failed → queued',
    'failed → cancelled',
    'missing → queued',
    'missing → cancelled',
    'cancelled → queued',
  ])
})

it('says which job cannot become what', () => {
  const job = { id: 7, kind: 'scan', state: 'done' } as const
  expect(() => assertAllowed(job, 'cancelled')).toThrow(
    'Job 7 (scan) is done and cannot become cancelled.',
  )
})
