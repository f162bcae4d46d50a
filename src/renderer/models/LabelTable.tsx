import { useTranslation } from 'react-i18next'
import type { Label } from '#contract/bundle.ts'
import { lookOf } from '#contract/class-look.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { ClassSwatch } from '#renderer/review/timeline/ClassSwatch.tsx'
import { Button } from '#renderer/ui/Button.tsx'

interface Props {
  readonly modelId: string
  readonly labels: readonly Label[]
}

/** Names and severities as a person wants them. What the model reads stays as it is. */
export function LabelTable({ modelId, labels }: Props) {
  const { t } = useTranslation('models')
  const { data: settings } = useCall('settings.get', {})
  const { mutate } = useAct('settings.set')
  if (!settings) return null
  const views = settings.labels[modelId] ?? {}
  const set = (id: string, view: { display?: string; severity?: number }) =>
    mutate({
      labels: { ...settings.labels, [modelId]: { ...views, [id]: { ...views[id], ...view } } },
    })
  const reset = () => {
    const { [modelId]: _, ...others } = settings.labels
    mutate({ labels: others })
  }
  const field = 'min-h-8 w-full rounded border border-line-strong bg-surface px-2'
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left">
        <caption className="mb-1 text-left font-semibold">{t('classes')}</caption>
        <thead className="text-ink-muted">
          <tr>
            <th className="pr-3 font-normal">{t('code')}</th>
            <th className="pr-3 font-normal">{t('display')}</th>
            <th className="pr-3 font-normal">{t('severity')}</th>
            <th className="font-normal">{t('prompt')}</th>
          </tr>
        </thead>
        <tbody>
          {labels.slice(1).map(({ id, code, display, severity, prompt }) => (
            <tr key={id}>
              <td className="py-0.5 pr-3">
                <span className="flex items-center gap-2">
                  <ClassSwatch look={lookOf(labels, id)} />
                  {code}
                </span>
              </td>
              <td className="py-0.5 pr-3">
                <input
                  key={views[id]?.display}
                  aria-label={t('displayOf', { class: id })}
                  className={`${field} min-w-32`}
                  maxLength={64}
                  defaultValue={views[id]?.display ?? display}
                  onBlur={({ target }) => {
                    const name = target.value.trim()
                    if (name === '') target.value = views[id]?.display ?? display
                    else if (name !== (views[id]?.display ?? display)) set(id, { display: name })
                  }}
                  onKeyDown={({ key, currentTarget }) => key === 'Enter' && currentTarget.blur()}
                />
              </td>
              <td className="py-0.5 pr-3">
                <select
                  aria-label={t('severityOf', { class: id })}
                  className={field}
                  value={views[id]?.severity ?? severity}
                  onChange={({ target }) => set(id, { severity: Number(target.value) })}
                >
                  {[0, 1, 2, 3].map((level) => (
                    <option key={level} value={level}>
                      {t(`severities.${level}`)}
                    </option>
                  ))}
                </select>
              </td>
              <td className="text-ink-muted">{prompt}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {Object.keys(views).length > 0 && (
        <Button look="quiet" onClick={reset}>
          {t('reset')}
        </Button>
      )}
    </div>
  )
}
