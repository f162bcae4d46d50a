import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { beforeAll, describe, expect, it } from 'vitest'
import { beforePack } from '#scripts/before-pack.mjs'
import { tempFolder } from '#test/support/temp-folder.ts'

const root = join(import.meta.dirname, '..')
const folder = tempFolder()
const require = createRequire(import.meta.url)
/** Packs for Linux wherever the tests run: it takes nothing of the system. */
const packed = join(folder.path, 'packed/linux-unpacked')
const resources = join(packed, 'resources')

/** What @electron/fuses looks for in a binary of Electron: sentinel, version, count, and a character a fuse. */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09101100100'

/** Electron's folder with nothing in it but what the packager needs: the app is packed into it, fuses and all. */
function electronDistribution(): string {
  const dist = join(folder.path, 'electron')
  mkdirSync(join(dist, 'resources'), { recursive: true })
  writeFileSync(join(dist, 'electron'), Buffer.from(`\0${FUSES}\0`, 'latin1'), { mode: 0o755 })
  for (const name of ['version', 'LICENSE', 'LICENSES.chromium.html'])
    writeFileSync(join(dist, name), '')
  return dist
}

describe('the packaged app', () => {
  let files: readonly string[]

  beforeAll(() => {
    const cli = require.resolve('electron-builder/cli.js')
    const options = {
      electronDist: electronDistribution(),
      'directories.output': join(folder.path, 'packed'),
    }
    const settings = Object.entries(options).map(([name, value]) => `-c.${name}=${value}`)
    const args = [cli, '--linux', 'dir', '--x64', '--publish', 'never', ...settings]
    // Its configuration is read from electron-builder.yml, and checked against its own schema.
    const env = { ...process.env, FLAGREEL_PACK_ANYWAY: '1' }
    execFileSync(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] })
    files = listPackage(join(resources, 'app.asar'), { isPack: false })
  })

  it('has every entry of the build', () => {
    for (const entry of readdirSync(join(root, 'out/main')).filter((name) => name.endsWith('.js')))
      expect(files).toContain(`/out/main/${entry}`)
    for (const entry of ['index', 'core', 'inference-worker'])
      expect(files).toContain(`/out/main/${entry}.js`)
    const { main } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(files).toContain(`/${main}`)
    expect(files).toContain('/out/preload/index.cjs')
    expect(files).toContain('/out/renderer/index.html')
    expect(files).toContain('/LICENSE')
  })

  it('has what it imports, and no source or test', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    for (const name of Object.keys(dependencies))
      expect(files).toContain(`/node_modules/${name}/package.json`)
    expect(files.filter((file) => /^\/(src|test|e2e|scripts|bench)\b/.test(file))).toEqual([])
    expect(files.filter((file) => /^\/node_modules\/(electron|vite|react)\//.test(file))).toEqual(
      [],
    )
  })

  it('keeps beside the archive what native code reads', () => {
    const unpacked = join(resources, 'app.asar.unpacked/node_modules')
    const native = 'onnxruntime-node/bin/napi-v6'
    expect(readdirSync(join(unpacked, native))).toEqual(['linux'])
    expect(readdirSync(join(unpacked, native, 'linux'))).toEqual(['x64'])
    expect(existsSync(join(unpacked, native, 'linux/x64/onnxruntime_binding.node'))).toBe(true)
    const libraries = readdirSync(join(unpacked, 'better-sqlite3/prebuilds'), { recursive: true })
    expect(libraries.some((name) => String(name).endsWith('.node'))).toBe(true)
    for (const name of [
      'ffmpeg-static',
      '@ffprobe-installer/ffprobe',
      'onnxruntime-common',
      '@napi-rs/canvas',
    ])
      expect(existsSync(join(unpacked, name, 'package.json'))).toBe(true)
    // Installed by root, it is for everyone.
    const probe = require('@ffprobe-installer/ffprobe').path.split('node_modules').at(-1)
    expect(statSync(join(unpacked, probe)).mode & 0o777).toBe(0o755)
    const [model] = readdirSync(join(root, 'resources/models'))
    expect(existsSync(join(resources, `resources/models/${model}/model.json`))).toBe(true)
    expect(readdirSync(join(resources, 'resources/samples')).sort()).toEqual(
      readdirSync(join(root, 'resources/samples')).sort(),
    )
  })

  it('cannot be run as Node, debugged, or given other code', async () => {
    const wire = await getCurrentFuseWire(join(packed, 'flagreel'))
    const isOn = (fuse: FuseV1Options) => wire[fuse] === '1'.charCodeAt(0)
    expect({
      runAsNode: isOn(FuseV1Options.RunAsNode),
      nodeOptions: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: isOn(FuseV1Options.EnableNodeCliInspectArguments),
      fileProtocol: isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
      cookies: isOn(FuseV1Options.EnableCookieEncryption),
      integrity: isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyAsar: isOn(FuseV1Options.OnlyLoadAppFromAsar),
    }).toEqual({
      runAsNode: false,
      nodeOptions: false,
      inspect: false,
      fileProtocol: false,
      cookies: true,
      integrity: true,
      onlyAsar: true,
    })
  })

  it('finds the files that only other systems want', () => {
    const config = readFileSync(join(root, 'electron-builder.yml'), 'utf8')
    const named = [...config.matchAll(/(?:icon|entitlements|entitlementsInherit): (\S+)/g)]
    expect(named.length).toBeGreaterThan(3)
    for (const [, file] of named) expect(existsSync(join(root, file!)), file).toBe(true)
  })
})

describe('a package for', () => {
  const config = readFileSync(join(root, 'electron-builder.yml'), 'utf8')
  const systems = { win: 'win32', mac: 'darwin', linux: 'linux' } as const

  it.each(Object.entries(systems))('%s has the inference of each architecture', (key, system) => {
    const section = config.split(new RegExp(`^${key}:$`, 'm'))[1]?.split(/^\w/m)[0] ?? ''
    expect(section).toContain('target:')
    // Without one, a package is for the machine that it is made on.
    const named = /arch: \[(.*)\]/.exec(section)?.[1]?.split(', ') ?? ['x64', 'arm64']
    for (const arch of named) {
      const binding = `onnxruntime-node/bin/napi-v6/${system}/${arch}/onnxruntime_binding.node`
      expect(existsSync(join(root, 'node_modules', binding)), binding).toBe(true)
      const database = `better-sqlite3/prebuilds/${system}-${arch}.node`
      expect(existsSync(join(root, 'node_modules', database)), database).toBe(true)
    }
  })

  it('another system or architecture is refused', () => {
    const numbers: Readonly<Record<string, number>> = { x64: 1, arm64: 3 }
    const pack = (electronPlatformName: string, arch: string) => () =>
      beforePack({ electronPlatformName, arch: numbers[arch] ?? 0 })
    const other = process.arch === 'x64' ? 'arm64' : 'x64'
    const here = pack(process.platform, process.arch)
    if (existsSync(require('ffmpeg-static') ?? '')) expect(here).not.toThrow()
    else expect(here).toThrow(/ffmpeg is missing/)
    expect(pack('linux', other)).toThrow(/would carry the ffmpeg and ffprobe of/)
    expect(pack('darwin', 'x64')).toThrow(/has nothing for darwin\/x64/)
  })
})
