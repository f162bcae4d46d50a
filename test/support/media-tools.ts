import { findMediaTools } from '#core/media/tools.ts'

/** Looked for once a test file: each look starts both of them. */
export const mediaTools = await findMediaTools()
