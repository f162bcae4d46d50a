import { library } from './0001-library.ts'
import { review } from './0002-review.ts'
import { frameTimes } from './0003-frame-times.ts'
import { exports } from './0004-export.ts'
import { exportSources } from './0005-export-sources.ts'
import { manifestPlace } from './0006-manifest-place.ts'

/** Each runs once, in this order, in one transaction with the record that it ran. Never edit one that shipped. */
export interface Migration {
  readonly id: number
  readonly name: string
  readonly sql: string
}

export const MIGRATIONS: readonly Migration[] = [
  library,
  review,
  frameTimes,
  exports,
  exportSources,
  manifestPlace,
]
