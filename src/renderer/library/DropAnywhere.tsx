import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useHost } from '#renderer/client/host.ts'
import { lookFor, refuseDrop } from './adding.ts'

const hasFiles = (event: DragEvent) =>
  !event.defaultPrevented && (event.dataTransfer?.types.includes('Files') ?? false)

/** Takes folders and videos that are dropped anywhere on the window, but where something else takes files. */
export function DropAnywhere() {
  const { t } = useTranslation('library')
  const { desktop } = useHost()
  const go = useNavigation((navigation) => navigation.go)
  const [isOver, setOver] = useState(false)
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
      if (!hasFiles(event)) return
      event.preventDefault()
      const files = [...(event.dataTransfer?.files ?? [])]
      go('library')
      if (desktop) void lookFor(() => desktop.addDropped(files))
      else refuseDrop()
    }
    const listeners = { dragover: over, dragleave: leave, drop } as const
    // Of the document: the window's own listeners take away what nobody wanted.
    for (const [name, listener] of Object.entries(listeners))
      document.addEventListener(name as 'drop', listener)
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        document.removeEventListener(name as 'drop', listener)
    }
  }, [desktop, go])
  if (!isOver) return null
  return (
    <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center border-2 border-dashed border-accent">
      <p className="rounded bg-raised px-4 py-2 font-medium shadow-lg">
        {t(desktop ? 'dropHere' : 'dropCannot')}
      </p>
    </div>
  )
}
