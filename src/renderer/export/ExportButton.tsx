import { FileOutput } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHint, useKeys } from '#renderer/keys/use-keys.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ExportDialog } from './ExportDialog.tsx'
import type { Scopes } from './export-choice.ts'

/** Opens the export, by press or by key. */
export function ExportButton(scopes: Scopes) {
  const { t } = useTranslation('export')
  const hint = useHint()
  const [isOpen, setOpen] = useState(false)
  const [seen] = useState(() => new Set<number>())
  useKeys({ onPress: { 'flag.export': () => setOpen(true) } })
  return (
    <>
      <Button
        look="quiet"
        className="px-2!"
        aria-label={t('open')}
        title={hint(t('open'), 'flag.export')}
        onClick={() => setOpen(true)}
      >
        <FileOutput size={16} aria-hidden />
      </Button>
      {isOpen && <ExportDialog {...{ scopes, seen }} onClose={() => setOpen(false)} />}
    </>
  )
}
