import { useMutation } from '@tanstack/react-query'
import { FileUp } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHost } from '#renderer/client/host.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Problem } from './ModelActions.tsx'
import { useFileDrop } from './use-file-drop.ts'

const PRESETS = ['ucf', 'xd'] as const
type Preset = (typeof PRESETS)[number]

interface Import {
  readonly file: File
  readonly preset: Preset
  readonly name: string
}

/** A checkpoint, dropped anywhere on the screen or chosen. It does not say which labels it was trained on, so the person does. */
export function ImportModel({ onImported }: { readonly onImported: (id: string) => void }) {
  const { t } = useTranslation('models')
  const { importModel } = useHost()
  const field = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File | null>(null)
  const start = useMutation({
    mutationFn: ({ file: checkpoint, preset, name }: Import) =>
      importModel(checkpoint, name === '' ? { preset } : { preset, name }),
    onSuccess: ({ id }) => {
      setFile(null)
      onImported(id)
    },
  })
  const take = (files: FileList | null | undefined) => {
    const [first] = files ?? []
    if (!first || start.isPending) return
    start.reset()
    setFile(first)
  }
  const isOver = useFileDrop(take)
  return (
    <section
      aria-label={t('import')}
      className={`rounded border border-dashed p-4 text-[0.8125rem] ${isOver ? 'border-accent bg-surface' : 'border-line-strong'}`}
    >
      <input
        ref={field}
        type="file"
        accept=".pth,.pt,.safetensors"
        aria-label={t('checkpoint')}
        className="sr-only"
        tabIndex={-1}
        onChange={({ target }) => {
          take(target.files)
          // The same file again is a choice, too.
          target.value = ''
        }}
      />
      <div className="flex flex-wrap items-center gap-3">
        <FileUp size={20} aria-hidden className="text-ink-muted" />
        <span className="min-w-48 flex-1 break-words">
          {isOver
            ? t('dropHere')
            : file
              ? `${file.name}, ${(file.size / 1e6).toFixed(1)} MB`
              : t('importText')}
        </span>
        <Button disabled={start.isPending} onClick={() => field.current?.click()}>
          {t('choose')}
        </Button>
      </div>
      {file && !start.isPending && (
        <Choices onStart={(preset, name) => start.mutate({ file, preset, name })} />
      )}
      {start.isPending && <Progress />}
      {start.error && (
        <div className="mt-3">
          <Problem error={start.error} />
        </div>
      )}
    </section>
  )
}

function Choices({ onStart }: { readonly onStart: (preset: Preset, name: string) => void }) {
  const { t } = useTranslation('models')
  const [preset, setPreset] = useState<Preset>('ucf')
  const [name, setName] = useState('')
  const field = 'min-h-8 rounded border border-line-strong bg-surface px-2'
  return (
    <form
      className="mt-3 flex flex-wrap items-center gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        onStart(preset, name.trim())
      }}
    >
      <label className="flex flex-wrap items-center gap-2">
        {t('trainedOn')}
        <select
          className={field}
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
      <label className="flex flex-wrap items-center gap-2">
        {t('name')}
        <input
          className={field}
          maxLength={120}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </label>
      <Button type="submit" look="primary">
        {t('import')}
      </Button>
    </form>
  )
}

/** Until the first step begins, how far the file is on its way is not known. */
function Progress() {
  const { t } = useTranslation('models')
  const { subscribe } = useHost()
  const [now, setNow] = useState<{ step: string; fraction: number } | null>(null)
  useEffect(
    () =>
      subscribe((event) => {
        if (event.type === 'import-progress') setNow(event)
      }),
    [subscribe],
  )
  return (
    <div className="mt-3">
      {now && (
        <progress
          className="mb-1 h-2 w-full"
          aria-label={t('importing')}
          value={Math.max(now.fraction, 0.02)}
        />
      )}
      <p role="status">
        {now ? t(`steps.${now.step}`, { defaultValue: now.step }) : t('importing')}
      </p>
    </div>
  )
}
