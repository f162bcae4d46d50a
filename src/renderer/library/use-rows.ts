import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useRef } from 'react'
import { useRem } from '#renderer/ui/use-rem.ts'
import { useLibraryState } from './library-state.ts'

/** rem */
const ROW = 3.75

/** The rows in view of so many. Scrolled as it was left, and to the top when another filter or order is chosen. */
export function useRows(count: number, scroller: RefObject<HTMLElement | null>) {
  const rem = useRem()
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW * rem,
    overscan: 10,
    initialOffset: () => useLibraryState.getState().offset,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the size of text is what is measured.
  useEffect(() => rows.measure(), [rows, rem])
  useEffect(() => {
    const element = scroller.current
    return () => useLibraryState.setState({ offset: element?.scrollTop ?? 0 })
  }, [scroller])
  const { filter, sorting } = useLibraryState()
  const shown = useRef({ filter, sorting })
  useEffect(() => {
    if (shown.current.filter === filter && shown.current.sorting === sorting) return
    shown.current = { filter, sorting }
    rows.scrollToOffset(0)
  }, [filter, sorting, rows])
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / (ROW * rem)) - 1)
  return { rows, page }
}
