import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Added } from '#contract/library.ts'
import { useAct } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'

/** The field that takes a folder, and the empty library's first words. */
export function AddVideos({ isEmpty }: { readonly isEmpty: boolean }) {
  const { t } = useTranslation('library')
  const [path, setPath] = useState('')
  const add = useAct('library.add')
  const samples = useAct('library.addSamples')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (path.trim() !== '') add.mutate({ paths: [path.trim()] }, { onSuccess: () => setPath('') })
  }
  const error = add.error ?? samples.error
  const isBusy = add.isPending || samples.isPending
  return (
    <section className={isEmpty ? 'mx-auto mt-[12vh] max-w-xl' : ''}>
      {isEmpty && (
        <>
          <h1 className="mb-2 text-2xl font-semibold">{t('emptyTitle')}</h1>
          <p className="mb-5 leading-6 text-ink-muted">{t('emptyText')}</p>
        </>
      )}
      <form onSubmit={submit} className="flex flex-wrap items-center gap-2">
        <input
          aria-label={t('path')}
          placeholder={t('path')}
          value={path}
          onChange={(event) => setPath(event.target.value)}
          className="min-h-8 min-w-64 flex-1 rounded border border-line-strong bg-surface px-2 text-[13px]"
        />
        <Button type="submit" look="primary" disabled={isBusy || path.trim() === ''}>
          {t('add')}
        </Button>
        <Button onClick={() => samples.mutate({})} disabled={isBusy}>
          {t('samples')}
        </Button>
      </form>
      {error && (
        <p role="alert" className="mt-2 text-[13px] text-danger">
          {error.message}
        </p>
      )}
      <AddedNote added={add.data ?? samples.data} />
    </section>
  )
}

function AddedNote({ added }: { readonly added: Added | undefined }) {
  const { t } = useTranslation('library')
  if (!added) return null
  const { files, queued, problems } = added
  return (
    <p role="status" className="mt-2 text-[13px] text-ink-muted">
      {t('added', { files, queued })}
      {problems[0] && (
        <span className="text-danger">
          {' '}
          {t('problems', { count: problems.length, first: problems[0].error.message })}
        </span>
      )}
    </p>
  )
}
