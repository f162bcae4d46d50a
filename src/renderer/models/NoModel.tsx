import { useTranslation } from 'react-i18next'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useCall } from '#renderer/client/queries.ts'
import { EmptyScreen } from '#renderer/ui/EmptyScreen.tsx'

/** Whether nothing at all can be scanned; false until that is known. */
export function useHasNoModel(): boolean {
  const { data: models } = useCall('models.list', {})
  return models?.length === 0
}

/** In place of a screen that needs a model. */
export function NoModel() {
  const { t } = useTranslation('models')
  const go = useNavigation((navigation) => navigation.go)
  return (
    <EmptyScreen
      title={t('noModel')}
      text={t('noModelText')}
      action={t('toImport')}
      onAct={() => go('models')}
    />
  )
}
