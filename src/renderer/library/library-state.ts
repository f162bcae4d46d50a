import { create } from 'zustand'
import { type LibraryFilter, NO_FILTER, type Sorting } from './library-view.ts'

interface LibraryState {
  readonly filter: LibraryFilter
  readonly sorting: Sorting
  /** Ids of files. */
  readonly picked: ReadonlySet<number>
  /** How far the list is scrolled, px. */
  readonly offset: number
}

/** What a person set up in the library: it is as they left it when they come back from a review. */
export const useLibraryState = create<LibraryState>(() => ({
  filter: NO_FILTER,
  sorting: { column: 'name', isDescending: false },
  picked: new Set<number>(),
  offset: 0,
}))

export const setFilter = (filter: LibraryFilter) => useLibraryState.setState({ filter, offset: 0 })
export const setSorting = (sorting: Sorting) => useLibraryState.setState({ sorting })
export const setPicked = (picked: ReadonlySet<number>) => useLibraryState.setState({ picked })
