import { useMutation } from '@tanstack/react-query'
import { FileUp } from 'lucide-react'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FlagreelError } from '#contract/errors.ts'
import { useHost } from '#renderer/client/host.ts'
import { Button } from '#renderer/ui/Button.tsx'

const PRESETS = ['ucf', 'xd'] as const
type Preset = (typeof PRESETS)[number]

/** A checkpoint by drop or by choice. It does not say which labels it was trained on, so the person does. */
export function ImportModel({ onImported }: { readonly onImported: (id: string) => void }) {
  const { t } = useTranslation('models')
  const { importModel } = useHost()
  const field = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File | null>(null)
  const [preset, setPreset] = useState<Preset>('ucf')
  const start = useMutation({
    mutationFn: (checkpoint: File) => importModel(checkpoint, { preset }),
    onSuccess: ({ id }) => {
      setFile(null)
      onImported(id)
    },
  })
  const take = (files: FileList | null) => {
    start.reset()
    setFile(files?.[0] ?? null)
  }
  const drop = {
    onDragOver: (event: DragEvent) => event.preventDefault(),
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      event.stopPropagation()
      take(event.dataTransfer.files)
    },
  }
  return (
    <section
      aria-label={t('import')}
      className="rounded border border-dashed border-line-strong p-4 text-[0.8125rem]"
      {...drop}
    >
      <input
        ref={field}
        type="file"
        accept=".pth,.pt,.safetensors"
        aria-label={t('checkpoint')}
        className="sr-only"
        tabIndex={-1}
        onChange={({ target }) => take(target.files)}
      />
      <div className="flex flex-wrap items-center gap-3">
        <FileUp size={20} aria-hidden className="text-ink-muted" />
        <span className="min-w-48 flex-1">
          {file ? <bdi className="font-medium">{file.name}</bdi> : t('importText')}
        </span>
        <Button onClick={() => field.current?.click()}>{t('choose')}</Button>
      </div>
      {file && !start.isPending && (
        <form
          className="mt-3 flex flex-wrap items-center gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            start.mutate(file)
          }}
        >
          <label className="flex items-center gap-2">
            {t('trainedOn')}
            <select
              className="min-h-8 rounded border border-line-strong bg-surface px-2"
              value={preset}
              onChange={({ target }) => setPreset(target.value as Preset)}
            >
              {PRESETS.map((each) => (
                <option key={each} value={each}>
                  {t(`presets.${each}`)}
                </option>
              ))}
            </select>
          </label>
          <Button type="submit" look="primary">
            {t('import')}
          </Button>
        </form>
      )}
      {start.isPending && <Progress />}
      {start.error && <Problem error={start.error} />}
    </section>
  )
}

function Progress() {
  const { t } = useTranslation('models')
  const { subscribe } = useHost()
  const [now, setNow] = useState({ step: '', fraction: 0 })
  useEffect(
    () =>
      subscribe((event) => {
        if (event.type === 'import-progress') setNow(event)
      }),
    [subscribe],
  )
  return (
    <div className="mt-3">
      <progress
        className="h-2 w-full accent-(--accent)"
        aria-label={t('importing')}
        value={now.fraction}
      />
      <p role="status">{now.step === '' ? t('importing') : now.step}</p>
    </div>
  )
}

function Problem({ error }: { readonly error: Error }) {
  return (
    <div role="alert" className="mt-3 text-danger">
      <p>{error.message}</p>
      {error instanceof FlagreelError && error.hint && <p>{error.hint}</p>}
    </div>
  )
}
