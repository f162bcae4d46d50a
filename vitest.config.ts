import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Of tests that call themselves concurrent: what they wait for are mostly other processes.
    maxConcurrency: availableParallelism(),
    env: { FFPROBE_BIN: process.env.FFPROBE_BIN ?? packagedFfprobe() },
  },
})

/**
 * What most people's set-up finds, since ffmpeg-static has none. It also starts five times as fast as one of a Linux
 * distribution, which the end-to-end tests use where there is one. Empty: whatever is found.
 */
function packagedFfprobe(): string {
  try {
    const { path } = createRequire(import.meta.url)('@ffprobe-installer/ffprobe')
    return path
  } catch {
    return ''
  }
}
