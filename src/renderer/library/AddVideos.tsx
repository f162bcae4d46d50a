import { FilePlus2, FolderPlus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Desktop, useHost } from '#renderer/client/host.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { lookFor, useAdding } from './adding.ts'
import { Outcome } from './Outcome.tsx'

interface Props {
  readonly onAdded?: () => void
}

/** Ways to add videos: the system's dialogs on the desktop, a path in a browser, which is not told where files lie. */
export function AddVideos({ onAdded }: Props) {
  const { desktop } = useHost()
  return (
    <div className="flex flex-col gap-2">
      {desktop ? <Choose desktop={desktop} onAdded={onAdded} /> : <TypePath onAdded={onAdded} />}
      <Outcome />
    </div>
  )
}

function Choose({ desktop, onAdded }: { readonly desktop: Desktop; onAdded: Props['onAdded'] }) {
  const { t } = useTranslation('library')
  const isLooking = useAdding(({ state }) => state === 'looking')
  const choose = async (what: 'files' | 'folders') => {
    if (await lookFor(() => desktop.chooseVideos(what))) onAdded?.()
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button look="primary" disabled={isLooking} onClick={() => void choose('folders')}>
        <FolderPlus size={16} aria-hidden /> {t('addFolder')}
      </Button>
      <Button disabled={isLooking} onClick={() => void choose('files')}>
        <FilePlus2 size={16} aria-hidden /> {t('addFiles')}
      </Button>
      <span className="text-[0.8125rem] text-ink-muted">{t('orDrop')}</span>
    </div>
  )
}

function TypePath({ onAdded }: { onAdded: Props['onAdded'] }) {
  const { t } = useTranslation('library')
  const { call } = useHost()
  const [path, setPath] = useState('')
  const isLooking = useAdding(({ state }) => state === 'looking')
  const submit = async () => {
    const added = await lookFor(() => call('library.add', { paths: [path.trim()] }))
    if (!added) return
    setPath('')
    if (added.files > 0) onAdded?.()
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    void submit()
  }
  return (
    <form onSubmit={onSubmit} className="flex flex-wrap items-center gap-2">
      <input
        aria-label={t('path')}
        placeholder={t('path')}
        value={path}
        spellCheck={false}
        onChange={(event) => setPath(event.target.value)}
        className="min-h-8 min-w-[min(14rem,100%)] flex-1 rounded border border-line-strong bg-surface px-2 text-[0.8125rem]"
      />
      <Button type="submit" look="primary" disabled={isLooking || path.trim() === ''}>
        {t('add')}
      </Button>
    </form>
  )
}
