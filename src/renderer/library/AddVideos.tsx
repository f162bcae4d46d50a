import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Added } from '#contract/library.ts'
import { type Desktop, useHost } from '#renderer/client/host.ts'
import { useAct } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'

interface Props {
  readonly onAdded?: () => void
}

/** Ways to add videos: the system's dialogs on the desktop, a path in a browser, which is not told where files lie. */
export function AddVideos({ onAdded }: Props) {
  const { desktop } = useHost()
  return desktop ? <Choose desktop={desktop} onAdded={onAdded} /> : <TypePath onAdded={onAdded} />
}

function Choose({ desktop, onAdded }: { readonly desktop: Desktop; onAdded: Props['onAdded'] }) {
  const { t } = useTranslation('library')
  const choose = useMutation({
    mutationFn: (what: 'files' | 'folders') => desktop.chooseVideos(what),
    onSuccess: (added) => {
      if (added) onAdded?.()
    },
  })
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2">
        <Button look="primary" disabled={choose.isPending} onClick={() => choose.mutate('folders')}>
          {t('addFolder')}
        </Button>
        <Button disabled={choose.isPending} onClick={() => choose.mutate('files')}>
          {t('addFiles')}
        </Button>
        <span className="text-[0.8125rem] text-ink-muted">{t('orDrop')}</span>
      </div>
      <Outcome
        {...{ isAdding: choose.isPending, added: choose.data ?? undefined, error: choose.error }}
      />
    </div>
  )
}

function TypePath({ onAdded }: { onAdded: Props['onAdded'] }) {
  const { t } = useTranslation('library')
  const [path, setPath] = useState('')
  const add = useAct('library.add')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const paths = [path.trim()]
    add.mutate(
      { paths },
      {
        onSuccess: ({ files }) => {
          setPath('')
          if (files > 0) onAdded?.()
        },
      },
    )
  }
  return (
    <div>
      <form onSubmit={submit} className="flex flex-wrap items-center gap-2">
        <input
          aria-label={t('path')}
          placeholder={t('path')}
          value={path}
          onChange={(event) => setPath(event.target.value)}
          className="min-h-8 min-w-56 flex-1 rounded border border-line-strong bg-surface px-2 text-[0.8125rem]"
        />
        <Button type="submit" look="primary" disabled={add.isPending || path.trim() === ''}>
          {t('add')}
        </Button>
      </form>
      <Outcome {...{ isAdding: add.isPending, added: add.data, error: add.error }} />
    </div>
  )
}

interface OutcomeProps {
  readonly isAdding: boolean
  readonly added: Added | undefined
  readonly error: Error | null
}

/** How far adding is, what it found, and what could not be read. */
export function Outcome({ isAdding, added, error }: OutcomeProps) {
  const { t } = useTranslation('library')
  const found = useFound(isAdding)
  if (isAdding)
    return (
      <p role="status" className="mt-2 text-[0.8125rem] text-ink-muted">
        {t('adding', { count: found })}
      </p>
    )
  if (error)
    return (
      <p role="alert" className="mt-2 text-[0.8125rem] text-danger">
        {error.message}
      </p>
    )
  if (!added) return null
  const { files, queued, problems } = added
  return (
    <p role="status" className="mt-2 text-[0.8125rem] text-ink-muted">
      {t('added', { count: files, queued })}
      {problems[0] && (
        <span className="text-danger">
          {' '}
          {t('problems', { count: problems.length, first: problems[0].error.message })}
        </span>
      )}
    </p>
  )
}

/** Files found so far while folders are walked. */
function useFound(isAdding: boolean): number {
  const { subscribe } = useHost()
  const [found, setFound] = useState(0)
  useEffect(() => {
    if (!isAdding) return
    setFound(0)
    return subscribe((event) => {
      if (event.type === 'adding') setFound(event.files)
    })
  }, [isAdding, subscribe])
  return found
}
