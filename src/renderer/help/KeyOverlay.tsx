import { useTranslation } from 'react-i18next'
import { useCall } from '#renderer/client/queries.ts'
import { actionsIn, chordsOf, KEY_GROUPS } from '#renderer/keys/actions.ts'
import { Chords } from '#renderer/keys/Chords.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'

/** Every key as it is set, by what it is for. */
export function KeyOverlay({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation(['help', 'keys', 'settings'])
  const { data: settings } = useCall('settings.get', {})
  const keymap = settings?.keymap ?? {}
  return (
    <Dialog title={t('keys')} onClose={onClose} className="w-[60rem]">
      {settings && !settings.singleKeys && <p className="text-warn">{t('singleKeysOff')}</p>}
      <div className="columns-[17rem] gap-8 text-[0.8125rem]">
        {KEY_GROUPS.map((group) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 font-semibold">{t(`groups.${group}`)}</h3>
            <dl>
              {actionsIn(group).map((action) => (
                <div
                  key={action}
                  className="flex flex-wrap justify-between gap-x-3 gap-y-1 border-b border-line py-1"
                >
                  <dt>{t(`keys:${action}`)}</dt>
                  <dd>
                    <Chords chords={chordsOf(action, keymap)} none={t('settings:noKey')} />
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
