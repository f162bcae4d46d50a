import { useTranslation } from 'react-i18next'
import { useCall } from '#renderer/client/queries.ts'
import { ACTION_IDS, chordsOf } from '#renderer/keys/actions.ts'
import { chordName } from '#renderer/keys/chord.ts'
import { Dialog } from '#renderer/ui/Dialog.tsx'

const GROUPS = ['play', 'flag', 'verdict', 'timeline', 'protection', 'edit', 'app'] as const

/** Every key as it is set, by what it is for. */
export function KeyOverlay({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation(['help', 'keys'])
  const { data: settings } = useCall('settings.get', {})
  const keymap = settings?.keymap ?? {}
  return (
    <Dialog title={t('keys')} onClose={onClose} className="w-[60rem]">
      {settings && !settings.singleKeys && <p className="text-warn">{t('singleKeysOff')}</p>}
      <div className="columns-3 gap-8 text-[0.8125rem] max-md:columns-1">
        {GROUPS.map((group) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 font-semibold">{t(`groups.${group}`)}</h3>
            <dl>
              {ACTION_IDS.filter((action) => action.startsWith(`${group}.`)).map((action) => (
                <div key={action} className="flex justify-between gap-3 border-b border-line py-1">
                  <dt>{t(`keys:${action}`)}</dt>
                  <dd className="shrink-0 font-medium">
                    {chordsOf(action, keymap).map(chordName).join('  ') || '–'}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
