import { ImageOff } from 'lucide-react'
import { useState } from 'react'
import { useCall } from '#renderer/client/queries.ts'
import { protectionFilter } from './filter.ts'

interface Picture {
  readonly src: string
  readonly alt: string
  /** Px. */
  readonly height: number
}

/** A still of a video; an icon where it cannot be had. Until the settings are known it is not shown at all. */
export function ProtectedPicture({ src, alt, height }: Picture) {
  const { data: settings } = useCall('settings.get', {})
  const [isMissing, setMissing] = useState(false)
  if (isMissing) return <NoPicture height={height} />
  const filter = settings && protectionFilter(settings.protection, { height, isRevealed: false })
  return (
    <span
      className="inline-block shrink-0 overflow-hidden rounded-sm bg-sunken"
      style={{ height, width: widthOf(height) }}
    >
      {settings && (
        <img
          src={src}
          alt={alt}
          loading="lazy"
          draggable={false}
          className="size-full object-cover"
          style={{ filter }}
          onError={() => setMissing(true)}
        />
      )}
    </span>
  )
}

/** In place of a picture that there is none of. */
export function NoPicture({ height }: { readonly height: number }) {
  return (
    <span
      aria-hidden
      className="inline-grid shrink-0 place-items-center rounded-sm bg-sunken text-ink-muted"
      style={{ height, width: widthOf(height) }}
    >
      <ImageOff size={16} />
    </span>
  )
}

function widthOf(height: number): number {
  return Math.round((height * 16) / 9)
}
