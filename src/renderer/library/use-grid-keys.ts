import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { LibraryEntry } from '#contract/library.ts'

interface Grid {
  readonly entries: readonly LibraryEntry[]
  readonly picked: ReadonlySet<number>
  readonly setPicked: (picked: ReadonlySet<number>) => void
  readonly scrollTo: (index: number) => void
  /** Rows in view. */
  readonly page: number
  readonly onOpen: (entry: LibraryEntry) => void
}

interface GridKeys {
  /** The row that the keyboard is at. */
  readonly active: number
  readonly setActive: (index: number) => void
  /** One more or one less; with `isRange` everything from the last one on. */
  pick(index: number, isRange: boolean): void
  onKeyDown(event: KeyboardEvent<HTMLElement>): void
}

/** Moving through a list and choosing from it, by mouse and by keyboard, whether the rows exist at the moment or not. */
export function useGridKeys(grid: Grid): GridKeys {
  const { entries, picked, setPicked, scrollTo, page, onOpen } = grid
  const [at, setActive] = useState(0)
  const active = Math.min(at, entries.length - 1)
  const anchor = useRef<number | null>(null)
  const toFocus = useRef<HTMLElement | null>(null)
  useEffect(() => {
    const row = toFocus.current?.querySelector<HTMLElement>(`[aria-rowindex="${active + 2}"]`)
    if (!row) return
    toFocus.current = null
    row.focus({ preventScroll: true })
  })
  const range = (from: number, to: number) =>
    entries.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ fileId }) => fileId)
  const pick = (index: number, isRange: boolean) => {
    const from = isRange ? (anchor.current ?? index) : index
    const ids = range(from, index)
    const isOn = isRange || !picked.has(entries[index]!.fileId)
    setPicked(
      isOn ? new Set([...picked, ...ids]) : new Set([...picked].filter((id) => !ids.includes(id))),
    )
    if (!isRange) anchor.current = index
    setActive(index)
  }
  const move = (event: KeyboardEvent<HTMLElement>, to: number) => {
    const next = Math.max(0, Math.min(entries.length - 1, to))
    if (event.shiftKey) {
      anchor.current ??= active
      setPicked(new Set([...picked, ...range(anchor.current, next)]))
    }
    toFocus.current = event.currentTarget
    setActive(next)
    scrollTo(next)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const isRow = event.target instanceof HTMLElement && event.target.role === 'row'
    const step = STEPS[event.key]
    if (step) move(event, step({ active, page, last: entries.length - 1 }))
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey))
      setPicked(new Set(entries.map(({ fileId }) => fileId)))
    else if (isRow && event.key === 'Enter') onOpen(entries[active]!)
    else if (isRow && event.key === ' ') pick(active, event.shiftKey)
    else return
    event.preventDefault()
  }
  return { active, setActive, pick, onKeyDown }
}

interface At {
  readonly active: number
  readonly page: number
  readonly last: number
}

const STEPS: Readonly<Record<string, (at: At) => number>> = {
  ArrowDown: ({ active }) => active + 1,
  ArrowUp: ({ active }) => active - 1,
  PageDown: ({ active, page }) => active + page,
  PageUp: ({ active, page }) => active - page,
  Home: () => 0,
  End: ({ last }) => last,
}
