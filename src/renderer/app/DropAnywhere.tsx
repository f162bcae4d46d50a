import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHost } from '#renderer/client/host.ts'
import { lookFor, refuseDrop } from '#renderer/library/adding.ts'
import { offerCheckpoint } from '#renderer/models/offered.ts'
import { sortDropped } from './dropped.ts'

interface Props {
  /** To where a person sees what becomes of the drop. */
  readonly onDrop: (what: 'library' | 'models') => void
  /** Some videos were added. */
  readonly onAdded?: () => void
}

const hasFiles = (event: DragEvent) =>
  !event.defaultPrevented && (event.dataTransfer?.types.includes('Files') ?? false)

/** The one place that takes what is dropped on the window: a checkpoint is imported, folders and videos are added. */
export function DropAnywhere(props: Props) {
  const { t } = useTranslation('library')
  const { desktop } = useHost()
  const isOver = useDrop(async (files) => {
    const { checkpoint, others } = sortDropped(files)
    if (checkpoint) offerCheckpoint(checkpoint)
    props.onDrop(checkpoint ? 'models' : 'library')
    if (others.length === 0) return
    if (!desktop) return refuseDrop()
    const added = await lookFor(() => desktop.addDropped(others))
    if (added && added.files > 0) props.onAdded?.()
  })
  if (!isOver) return null
  return (
    <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center border-2 border-dashed border-accent">
      <p className="rounded bg-raised px-4 py-2 font-medium shadow-lg">
        {t(desktop ? 'dropHere' : 'dropCannot')}
      </p>
    </div>
  )
}

/** Returns whether files are held over the window. */
function useDrop(take: (files: readonly File[]) => Promise<void>): boolean {
  const [isOver, setOver] = useState(false)
  const current = useRef(take)
  useEffect(() => {
    current.current = take
  })
  useEffect(() => {
    const over = (event: DragEvent) => {
      setOver(hasFiles(event))
      if (hasFiles(event)) event.preventDefault()
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      setOver(false)
      const files = [...(event.dataTransfer?.files ?? [])]
      if (!hasFiles(event) || files.length === 0) return
      event.preventDefault()
      void current.current(files)
    }
    const listeners = { dragover: over, dragleave: leave, drop } as const
    // Of the document: the window's own listeners take away what nobody wanted.
    for (const [name, listener] of Object.entries(listeners))
      document.addEventListener(name as 'drop', listener)
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        document.removeEventListener(name as 'drop', listener)
    }
  }, [])
  return isOver
}
