import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Added } from '#contract/library.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { forgetOutcome, useAdding, useFound } from './adding.ts'

/** How far looking for videos is, what it found, and what could not be read. */
export function Outcome() {
  const { t } = useTranslation('library')
  const found = useFound()
  const { state, added, error } = useAdding()
  if (state === 'idle') return null
  if (state === 'looking')
    return (
      <p role="status" className="text-[0.8125rem] text-ink-muted tabular-nums">
        {t('adding', { count: found })}
      </p>
    )
  return (
    <div className="flex items-start gap-2 text-[0.8125rem]">
      <div className="min-w-0 py-0.5">
        {state === 'refused' && (
          <p role="alert" className="text-warn">
            {t('dropRefused')}
          </p>
        )}
        {error && (
          <p role="alert" className="break-words text-danger">
            {error.message}
          </p>
        )}
        {added && <Found added={added} />}
      </div>
      <Button
        look="quiet"
        className="min-h-6! px-1!"
        aria-label={t('closeOutcome')}
        onClick={forgetOutcome}
      >
        <X size={14} aria-hidden />
      </Button>
    </div>
  )
}

function Found({ added }: { readonly added: Added }) {
  const { t } = useTranslation('library')
  const { files, queued, missing, problems } = added
  return (
    <>
      <p role="status" className="text-ink-muted">
        {t('added', { count: files, queued })}
        {missing > 0 && ` ${t('gone', { count: missing })}`}
      </p>
      {problems.length > 0 && (
        <details className="text-danger">
          <summary className="min-h-6 cursor-pointer">
            {t('problems', { count: problems.length })}
          </summary>
          <ul className="max-h-40 list-disc overflow-auto pl-5">
            {problems.slice(0, 100).map(({ name, error }) => (
              <li key={`${name} ${error.message}`} className="break-words">
                {error.message}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
