// electron-builder's beforePack: a package carries the binaries that were installed, so it is made where it will run.
import { chmodSync, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** By electron-builder's numbers. */
const ARCHITECTURES = ['ia32', 'x64', 'armv7l', 'arm64', 'universal']
const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Both programs must be there, and may be installed by root for everyone: as packed, so they are unpacked. */
function prepareTools() {
  const require = createRequire(import.meta.url)
  for (const [name, path] of [
    ['ffmpeg', require('ffmpeg-static')],
    ['ffprobe', require('@ffprobe-installer/ffprobe').path],
  ]) {
    if (path && existsSync(path)) {
      if (process.platform !== 'win32') chmodSync(path, 0o755)
    } else if (process.env.FLAGREEL_PACK_ANYWAY !== '1')
      throw new Error(
        `${name} is missing, and the package would scan nothing. Run "npm run setup" with a connection to the internet; ` +
          'FLAGREEL_PACK_ANYWAY=1 makes a package without it.',
      )
  }
}

export function beforePack({ electronPlatformName: system, arch }) {
  const target = `${system}/${ARCHITECTURES[arch]}`
  const binding = join(root, 'node_modules/onnxruntime-node/bin/napi-v6', target)
  if (!existsSync(join(binding, 'onnxruntime_binding.node')))
    throw new Error(
      `onnxruntime-node has nothing for ${target}: Flagreel cannot be packaged for it.`,
    )
  const here = `${process.platform}/${process.arch}`
  if (target !== here && process.env.FLAGREEL_PACK_ANYWAY !== '1')
    throw new Error(
      `A package for ${target} that is made on ${here} would carry the ffmpeg and ffprobe of ${here}. ` +
        'Make it on such a machine; FLAGREEL_PACK_ANYWAY=1 makes it all the same.',
    )
  prepareTools()
}
