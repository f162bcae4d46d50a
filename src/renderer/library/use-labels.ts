import { useCall } from '#renderer/client/queries.ts'

/** Names, codes and places of the classes of the model in use, with the person's own names. */
export function useLabels() {
  const { data: models } = useCall('models.list', {})
  const { data: settings } = useCall('settings.get', {})
  const model = models?.find(({ isDefault }) => isDefault)?.id
  const { data } = useCall('models.show', { model: model ?? '' }, { enabled: model !== undefined })
  const labels = data?.bundle.labels ?? []
  const views = settings?.labels[model ?? ''] ?? {}
  return {
    displayOf: (id: string) =>
      views[id]?.display ?? labels.find((label) => label.id === id)?.display ?? id,
    codeOf: (id: string) => labels.find((label) => label.id === id)?.code ?? '??',
    indexOf: (id: string) => labels.findIndex((label) => label.id === id),
  }
}
