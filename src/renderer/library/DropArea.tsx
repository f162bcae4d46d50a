import { useMutation } from '@tanstack/react-query'
import { type DragEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHost } from '#renderer/client/host.ts'
import { Outcome } from './AddVideos.tsx'

/** Takes folders and videos that are dropped anywhere on the library. */
export function DropArea({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('library')
  const { desktop } = useHost()
  const [isOver, setOver] = useState(false)
  const [isRefused, setRefused] = useState(false)
  const add = useMutation({
    mutationFn: async (files: readonly File[]) => desktop?.addDropped(files),
  })
  const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files')
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the buttons do the same.
    <div
      className={`flex h-full flex-col ${isOver ? 'outline-2 -outline-offset-4 outline-accent outline-dashed' : ''}`}
      onDragOver={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setOver(false)
        if (desktop) add.mutate([...event.dataTransfer.files])
        else setRefused(true)
      }}
    >
      {isRefused && (
        <p role="alert" className="px-4 pt-3 text-[0.8125rem] text-warn">
          {t('dropRefused')}
        </p>
      )}
      {!add.isIdle && (
        <div className="px-4">
          <Outcome {...{ isAdding: add.isPending, added: add.data, error: add.error }} />
        </div>
      )}
      {children}
    </div>
  )
}
