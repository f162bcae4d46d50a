import { useCall } from '#renderer/client/queries.ts'
import { protectionFilter } from './filter.ts'

interface Picture {
  readonly src: string
  readonly alt: string
  /** Px. */
  readonly height: number
}

/** A still of a video. Until the settings are known it is not shown at all. */
export function ProtectedPicture({ src, alt, height }: Picture) {
  const { data: settings } = useCall('settings.get', {})
  if (!settings)
    return <span className="inline-block bg-sunken" style={{ height, width: (height * 16) / 9 }} />
  const filter = protectionFilter(settings.protection, { height, isRevealed: false })
  return (
    <span
      className="inline-block overflow-hidden rounded-sm bg-sunken"
      style={{ height, width: (height * 16) / 9 }}
    >
      <img
        src={src}
        alt={alt}
        loading="lazy"
        draggable={false}
        className="size-full object-cover"
        style={{ filter }}
      />
    </span>
  )
}
