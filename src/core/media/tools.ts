import { existsSync } from 'node:fs'
import { access, constants, stat } from 'node:fs/promises'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import { FlagreelError, isAbort, reasonOf } from '#contract/errors.ts'
import { runTool } from './run-tool.ts'
import { isNewEnough, MINIMUM_VERSION, parseVersion, type ToolVersion } from './tool-version.ts'

export interface MediaTools {
  /** Paths, ready to start. */
  readonly ffmpeg: string
  readonly ffprobe: string
  readonly ffmpegVersion: string
  readonly ffprobeVersion: string
  readonly ffmpegDetails: ToolDetails
  readonly ffprobeDetails: ToolDetails
}

export type ToolSource =
  | 'FFMPEG_BIN'
  | 'FFPROBE_BIN'
  | 'ffmpeg-static'
  | 'beside ffmpeg'
  | 'PATH'
  | '@ffprobe-installer/ffprobe'

export interface ToolDetails extends Pick<ToolVersion, 'version' | 'configuration' | 'licence'> {
  readonly path: string
  readonly source: ToolSource
  /** Candidates that came first and were passed over, with the reason. */
  readonly passedOver: readonly string[]
}

type ToolName = 'ffmpeg' | 'ffprobe'
interface Candidate {
  readonly path: string
  readonly source: ToolSource
}

/**
 * Finds ffmpeg (FFMPEG_BIN, ffmpeg-static, PATH) and ffprobe (FFPROBE_BIN, beside that ffmpeg, PATH,
 * `@ffprobe-installer/ffprobe`). One that the environment names is used or refused, never replaced in silence.
 *
 * Errors: 'missing-tool' with every place that was tried and what was wrong there.
 */
export async function findMediaTools(
  env: Readonly<NodeJS.ProcessEnv> = process.env,
): Promise<MediaTools> {
  const name = (tool: ToolName) => (process.platform === 'win32' ? `${tool}.exe` : tool)
  const ffmpegDetails = await pick('ffmpeg', env.FFMPEG_BIN, async () => [
    ...(await packaged('ffmpeg-static')),
    ...onPath(env, name('ffmpeg')),
  ])
  const ffprobeDetails = await pick('ffprobe', env.FFPROBE_BIN, async () => [
    ...beside(ffmpegDetails.path, name('ffprobe')),
    ...onPath(env, name('ffprobe')),
    ...(await packaged('@ffprobe-installer/ffprobe')),
  ])
  return {
    ffmpeg: ffmpegDetails.path,
    ffprobe: ffprobeDetails.path,
    ffmpegVersion: ffmpegDetails.version,
    ffprobeVersion: ffprobeDetails.version,
    ffmpegDetails,
    ffprobeDetails,
  }
}

async function pick(
  tool: ToolName,
  named: string | undefined,
  others: () => Promise<readonly Candidate[]>,
): Promise<ToolDetails> {
  const variable = tool === 'ffmpeg' ? 'FFMPEG_BIN' : 'FFPROBE_BIN'
  const candidates = named ? [{ path: named, source: variable } as const] : await others()
  const passedOver: string[] = []
  for (const candidate of candidates) {
    const examined = await examine(tool, candidate)
    if (typeof examined !== 'string') return { ...candidate, ...examined, passedOver }
    passedOver.push(`${candidate.path} (${candidate.source}) ${examined}`)
  }
  const tried = passedOver.length > 0 ? ` Tried: ${passedOver.join('; ')}.` : ''
  throw new FlagreelError('missing-tool', `No usable ${tool} was found.${tried}`, {
    hint: `Install ffmpeg ${MINIMUM_VERSION} or newer, or set ${variable} to its path.`,
  })
}

/** The version of a candidate, or why it cannot be used. */
async function examine(tool: ToolName, { path }: Candidate): Promise<ToolVersion | string> {
  const file = await stat(path).catch(() => undefined)
  if (!file?.isFile()) return 'is not there'
  const executable = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
  if (!executable) return 'is not executable'
  try {
    const output = await runTool(path, ['-version'], { timeoutMs: 15_000, maxOutputBytes: 65_536 })
    const found = output.code === 0 ? parseVersion(tool, output.stdout) : undefined
    if (!found) return `does not answer like ${tool}`
    return isNewEnough(found) ? found : `is version ${found.version}, older than ${MINIMUM_VERSION}`
  } catch (error) {
    if (isAbort(error)) throw error
    return reasonOf(error)
  }
}

function onPath(env: Readonly<NodeJS.ProcessEnv>, file: string): Candidate[] {
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter)
  // A relative entry would run whatever lies in the current folder.
  return existing(folders.filter(isAbsolute).map((folder) => join(folder, file))).map((path) => ({
    path,
    source: 'PATH',
  }))
}

function beside(ffmpeg: string, file: string): Candidate[] {
  return existing([join(dirname(ffmpeg), file)]).map((path) => ({ path, source: 'beside ffmpeg' }))
}

function existing(paths: readonly string[]): string[] {
  return paths.filter((path) => existsSync(path))
}

/** The binary that an npm package carries. Both packages throw when imported on a platform they do not know. */
async function packaged(
  source: 'ffmpeg-static' | '@ffprobe-installer/ffprobe',
): Promise<Candidate[]> {
  try {
    const path =
      source === 'ffmpeg-static'
        ? (await import('ffmpeg-static')).default
        : (await import('@ffprobe-installer/ffprobe')).default.path
    // In a packed application programs lie beside the archive: nothing inside it can be started.
    return path ? [{ path: path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked'), source }] : []
  } catch {
    return []
  }
}
