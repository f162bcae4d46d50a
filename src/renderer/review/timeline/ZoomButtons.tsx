import { Flag, Maximize2, ZoomIn, ZoomOut } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useHint } from '#renderer/keys/use-keys.ts'
import { Button } from '#renderer/ui/Button.tsx'
import type { TimelineHandle } from './Timeline.tsx'

interface Props {
  readonly handle: TimelineHandle
  readonly hasFlag: boolean
}

export function ZoomButtons({ handle, hasFlag }: Props) {
  const { t } = useTranslation('timeline')
  const hint = useHint()
  const buttons = [
    ['zoomIn', 'timeline.zoomIn', ZoomIn, () => handle.zoom(2)],
    ['zoomOut', 'timeline.zoomOut', ZoomOut, () => handle.zoom(0.5)],
    ['whole', 'timeline.whole', Maximize2, handle.whole],
    ['showFlag', 'timeline.flag', Flag, handle.showFlag],
  ] as const
  return (
    <span className="flex">
      {buttons.map(([name, action, Icon, onClick]) => (
        <Button
          key={name}
          look="quiet"
          className="px-2!"
          aria-label={t(name)}
          title={hint(t(name), action)}
          disabled={name === 'showFlag' && !hasFlag}
          onClick={onClick}
        >
          <Icon size={16} aria-hidden />
        </Button>
      ))}
    </span>
  )
}
