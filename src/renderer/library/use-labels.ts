import { useMemo } from 'react'
import { type ClassLook, lookOf } from '#contract/class-look.ts'
import { useCall } from '#renderer/client/queries.ts'

export interface Labels {
  displayOf(id: string): string
  codeOf(id: string): string
  lookOf(id: string): ClassLook
}

/** Names, codes and places of the classes of the model in use, with the person's own names. */
export function useLabels(): Labels {
  const { data: models } = useCall('models.list', {})
  const { data: settings } = useCall('settings.get', {})
  const model = models?.find(({ isDefault }) => isDefault)?.id
  const { data } = useCall('models.show', { model: model ?? '' }, { enabled: model !== undefined })
  const names = settings?.labels
  return useMemo(() => {
    const labels = data?.bundle.labels ?? []
    const views = names?.[model ?? ''] ?? {}
    const byId = new Map(labels.map((label) => [label.id, label]))
    return {
      displayOf: (id) => views[id]?.display ?? byId.get(id)?.display ?? id,
      codeOf: (id) => byId.get(id)?.code ?? '??',
      lookOf: (id) => lookOf(labels, id),
    }
  }, [data, names, model])
}
