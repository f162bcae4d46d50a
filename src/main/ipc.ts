import { basename } from 'node:path'
import {
  BrowserWindow,
  dialog,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
  shell,
} from 'electron'
import { z } from 'zod'
import type { MethodOutput } from '#contract/api.ts'
import { CHANNELS } from '#contract/desktop-bridge.ts'
import { FlagreelError, toWireError } from '#contract/errors.ts'
import { exportRequestSchema, savedExport } from '#contract/export.ts'
import { type ExportFormat, extensionOf, suggestedName } from '#contract/export-formats.ts'
import { type ScreenAnswer, screenCallSchema, takesPath } from '#contract/screen.ts'
import { VIDEO_EXTENSIONS } from '#core/library/video-extensions.ts'
import { isAppUrl } from './app-scheme.ts'
import type { CoreClient } from './core-client.ts'

const callSchema = screenCallSchema.extend({ id: z.int() })
const pathSchema = z.string().min(1, 'a file of this computer').max(4096)
const pathsSchema = z.array(pathSchema).min(1).max(10_000)
const importSchema = z.object({
  file: pathSchema,
  preset: z.enum(['ucf', 'xd']).optional(),
  name: z.string().min(1).max(120).optional(),
})
const placeSchema = z.union([z.literal('data'), z.object({ fileId: z.int() })])

/** Answers the window, and nobody else: every message must come from the main frame of our own page. */
export function answerWindow(core: CoreClient): void {
  /** Ids of the core by those of the window. */
  const running = new Map<string, number>()
  const keyOf = ({ sender }: { readonly sender: { readonly id: number } }, id: number) =>
    `${sender.id} ${id}`
  handle(CHANNELS.call, async (event, given) => {
    const { id, name, input } = parse(callSchema, given)
    if (takesPath(name))
      throw new FlagreelError('bad-argument', 'The window names no paths: dialogs and drops do.')
    const key = keyOf(event, id)
    const answer = await core.call(name, input, (coreId) => running.set(key, coreId))
    running.delete(key)
    return answer
  })
  ipcMain.on(CHANNELS.cancel, (event, id) => {
    const coreId = isOurs(event) ? running.get(keyOf(event, Number(id))) : undefined
    if (coreId !== undefined) core.cancel(coreId)
  })
  handle(CHANNELS.choose, async (event, what) =>
    chooseVideos(core, parse(z.enum(['files', 'folders']), what), event.sender),
  )
  handle(CHANNELS.add, (_event, paths) =>
    core.call('library.add', { paths: parse(pathsSchema, paths) }),
  )
  handle(CHANNELS.import, (_event, given) => core.call('models.import', parse(importSchema, given)))
  handle(CHANNELS.export, (event, what) =>
    exportFlags(core, parse(exportRequestSchema, what), event.sender),
  )
  handle(CHANNELS.reveal, async (_event, what) => {
    const place = parse(placeSchema, what)
    const answer = await core.placeOf(place)
    if (!answer.ok) return answer
    if (place === 'data') await shell.openPath(String(answer.value))
    else shell.showItemInFolder(String(answer.value))
    return { ok: true, value: null }
  })
}

/** Asks the person for videos or folders, and adds them; the answer is null when nothing was chosen. */
export async function chooseVideos(
  core: CoreClient,
  what: 'files' | 'folders',
  sender: Electron.WebContents,
): Promise<ScreenAnswer> {
  const window = BrowserWindow.fromWebContents(sender)
  const filters = [{ name: 'Video', extensions: [...VIDEO_EXTENSIONS] }]
  const options: Electron.OpenDialogOptions =
    what === 'folders'
      ? { properties: ['openDirectory', 'multiSelections'] }
      : { properties: ['openFile', 'multiSelections'], filters }
  // Not among the system's recent files: the footage is nobody else's business.
  options.properties?.push('dontAddToRecent')
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  if (canceled || filePaths.length === 0) return { ok: true, value: null }
  return core.call('library.add', { paths: filePaths })
}

/** Asks the person where to write flags, and writes them; the answer is null when no place was chosen. */
async function exportFlags(
  core: CoreClient,
  { format, ...choice }: z.output<typeof exportRequestSchema>,
  sender: Electron.WebContents,
): Promise<ScreenAnswer> {
  const window = BrowserWindow.fromWebContents(sender)
  const out = format === 'clips' ? await chooseFolder(window) : await chooseFile(format, window)
  if (out === null) return { ok: true, value: null }
  // Clips never replace anything; of a file, the dialog has asked.
  const input = { ...choice, format, out, overwrite: format !== 'clips' }
  const answer = await core.call('export.write', input)
  if (!answer.ok) return answer
  const exported = answer.value as MethodOutput<'export.write'>
  const value = savedExport(basename(format === 'clips' ? out : exported.path), exported)
  return { ok: true, value }
}

async function chooseFile(
  format: ExportFormat,
  window: BrowserWindow | null,
): Promise<string | null> {
  const options: Electron.SaveDialogOptions = {
    defaultPath: suggestedName(format, new Date()),
    filters: [{ name: extensionOf(format).toUpperCase(), extensions: [extensionOf(format)] }],
    // Asked by the dialog itself on every system: what it answers may be replaced.
    properties: ['showOverwriteConfirmation', 'createDirectory', 'dontAddToRecent'],
  }
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options))
  return canceled || !filePath ? null : filePath
}

async function chooseFolder(window: BrowserWindow | null): Promise<string | null> {
  const options: Electron.OpenDialogOptions = {
    properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'],
  }
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  return canceled ? null : (filePaths[0] ?? null)
}

function handle(
  channel: string,
  work: (event: IpcMainInvokeEvent, given: unknown) => Promise<ScreenAnswer>,
): void {
  ipcMain.handle(channel, async (event, given: unknown): Promise<ScreenAnswer> => {
    try {
      if (!isOurs(event))
        throw new FlagreelError('bad-argument', 'Only the window of Flagreel may ask this.')
      return await work(event, given)
    } catch (error) {
      return { ok: false, error: toWireError(error) }
    }
  })
}

/** From one of our windows, its top frame, showing our page. */
function isOurs({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  if (senderFrame === null || senderFrame.parent !== null) return false
  return BrowserWindow.fromWebContents(sender) !== null && isAppUrl(senderFrame.url)
}

function parse<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new FlagreelError('bad-argument', 'This is nothing that the window may ask.')
}
