import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button.tsx'

interface Props {
  readonly title: string
  readonly children: ReactNode
  readonly onClose: () => void
  readonly className?: string
}

/** A modal dialog: the browser's own, which keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog({ title, children, onClose, className = 'w-[28rem]' }: Props) {
  const { t } = useTranslation('app')
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it too.
    <dialog
      ref={element}
      aria-labelledby={titleId}
      className={`m-auto max-h-[90vh] max-w-[95vw] overflow-auto rounded-md border border-line-strong bg-surface p-0 text-ink shadow-xl backdrop:bg-black/50 ${className}`}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === element.current) onClose()
      }}
    >
      <div className="flex flex-col gap-3 p-4">
        <div className="flex items-start justify-between gap-4">
          <h2 id={titleId} className="text-base font-semibold">
            {title}
          </h2>
          <Button look="quiet" className="-m-1 px-1.5!" aria-label={t('close')} onClick={onClose}>
            <X size={16} aria-hidden />
          </Button>
        </div>
        {children}
      </div>
    </dialog>
  )
}

interface ConfirmProps {
  readonly title: string
  readonly children: ReactNode
  readonly action: string
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before something that is hard to take back. The safe answer has the focus. */
export function ConfirmDialog({ title, children, action, onConfirm, onClose }: ConfirmProps) {
  const { t } = useTranslation('app')
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="text-[0.8125rem] leading-6">{children}</div>
      <div className="flex justify-end gap-2">
        <Button autoFocus onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button
          look="primary"
          onClick={() => {
            onConfirm()
            onClose()
          }}
        >
          {action}
        </Button>
      </div>
    </Dialog>
  )
}
