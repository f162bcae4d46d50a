import { useMutation } from '@tanstack/react-query'
import { FileUp } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHost } from '#renderer/client/host.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { withoutFolder } from '#renderer/ui/plain-reason.ts'
import { Problem } from './ModelActions.tsx'
import { offerCheckpoint, useOffered } from './offered.ts'

const PRESETS = ['ucf', 'xd'] as const
type Preset = (typeof PRESETS)[number]

interface Import {
  readonly file: File
  readonly preset: Preset
  readonly name: string
}

/** A checkpoint, dropped anywhere or chosen. It does not say which labels it was trained on, so the person does. */
export function ImportModel({ onImported }: { readonly onImported: (id: string) => void }) {
  const { t } = useTranslation('models')
  const { importModel } = useHost()
  const file = useOffered((offered) => offered.file)
  const start = useMutation({
    mutationFn: ({ file: checkpoint, preset, name }: Import) =>
      importModel(checkpoint, name === '' ? { preset } : { preset, name }),
    onSuccess: ({ id }, imported) => {
      // Another one may have been dropped meanwhile.
      if (useOffered.getState().file === imported.file) offerCheckpoint(null)
      onImported(id)
    },
  })
  const shown = start.isPending ? start.variables.file : file
  return (
    <section
      aria-label={t('import')}
      className="rounded border border-dashed border-line-strong p-4 text-[0.8125rem]"
    >
      <div className="flex flex-wrap items-center gap-3">
        <FileUp size={20} aria-hidden className="text-ink-muted" />
        <span className="min-w-48 flex-1 break-words">
          {shown ? `${shown.name}, ${(shown.size / 1e6).toFixed(1)} MB` : t('importText')}
        </span>
        <Choose isDisabled={start.isPending} />
      </div>
      {file && !start.isPending && (
        <Choices onStart={(preset, name) => start.mutate({ file, preset, name })} />
      )}
      {start.isPending && <Progress />}
      {start.error && start.variables.file === file && (
        <div className="mt-3">
          <Problem
            error={start.error}
            text={withoutFolder(start.error.message, start.variables.file.name)}
          />
        </div>
      )}
    </section>
  )
}

function Choose({ isDisabled }: { readonly isDisabled: boolean }) {
  const { t } = useTranslation('models')
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={field}
        type="file"
        accept=".pth,.pt,.safetensors"
        aria-label={t('checkpoint')}
        className="sr-only"
        tabIndex={-1}
        onChange={({ target }) => {
          const [chosen] = target.files ?? []
          if (chosen) offerCheckpoint(chosen)
          // The same file again is a choice, too.
          target.value = ''
        }}
      />
      <Button disabled={isDisabled} onClick={() => field.current?.click()}>
        {t('choose')}
      </Button>
    </>
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
