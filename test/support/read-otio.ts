import { z } from 'zod'

const rationalTime = z.strictObject({
  OTIO_SCHEMA: z.literal('RationalTime.1'),
  value: z.int(),
  rate: z.number().positive(),
})
const timeRange = z.strictObject({
  OTIO_SCHEMA: z.literal('TimeRange.1'),
  start_time: rationalTime,
  duration: rationalTime,
})
const metadata = z.record(z.string(), z.unknown())
const marker = z.strictObject({
  OTIO_SCHEMA: z.literal('Marker.2'),
  name: z.string(),
  comment: z.string(),
  color: z.enum(['RED', 'YELLOW', 'PURPLE', 'BLACK']),
  marked_range: timeRange,
  metadata,
})
const item = {
  name: z.string(),
  effects: z.array(z.never()),
  enabled: z.boolean(),
  metadata,
}
const clip = z.strictObject({
  ...item,
  OTIO_SCHEMA: z.literal('Clip.2'),
  source_range: timeRange,
  markers: z.array(marker),
  media_references: z.strictObject({
    DEFAULT_MEDIA: z.strictObject({
      OTIO_SCHEMA: z.literal('ExternalReference.1'),
      name: z.string(),
      target_url: z.url(),
      available_range: timeRange,
      available_image_bounds: z.null(),
      metadata,
    }),
  }),
  active_media_reference_key: z.literal('DEFAULT_MEDIA'),
})
const container = { ...item, source_range: z.null(), markers: z.array(z.never()) }
const timeline = z.strictObject({
  OTIO_SCHEMA: z.literal('Timeline.1'),
  name: z.string(),
  global_start_time: rationalTime.nullable(),
  metadata,
  tracks: z.strictObject({
    ...container,
    OTIO_SCHEMA: z.literal('Stack.1'),
    children: z.tuple([
      z.strictObject({
        ...container,
        OTIO_SCHEMA: z.literal('Track.1'),
        kind: z.literal('Video'),
        children: z.array(clip),
      }),
    ]),
  }),
})

/** A timeline of clips with markers, as releases 0.15 to 0.18 have it; throws for anything else. */
export function readOtio(text: string): z.output<typeof timeline> {
  return timeline.parse(JSON.parse(text))
}
