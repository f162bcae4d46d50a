// Fetches the binaries that live outside the npm registry. As npm's postinstall it never fails the install: what cannot be
// fetched is named, with what stops working, and the rest goes on. `npm run setup` (--strict) does fail.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const options = new Set(process.argv.slice(2))
const strict = options.has('--strict')
const wantsCuda = options.has('--cuda') || process.env.FLAGREEL_CUDA === '1'
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000

const packageFolder = (name) => dirname(require.resolve(`${name}/package.json`))
const isFile = (path) => Boolean(path) && existsSync(path) && statSync(path).isFile()
const answers = (command) => spawnSync(command, ['-version'], { stdio: 'ignore' }).status === 0

function isInstalled(name) {
  try {
    return Boolean(packageFolder(name))
  } catch {
    return false // left out on purpose, with --omit=dev say
  }
}

const isRootOnDebian = () =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

const parts = [
  {
    name: 'Electron',
    package: 'electron',
    isPresent: () =>
      existsSync(join(packageFolder('electron'), 'path.txt')) ||
      Boolean(process.env.ELECTRON_OVERRIDE_DIST_PATH),
    install: () => node(join(packageFolder('electron'), 'install.js')),
    without:
      'the desktop window will not open; the command line, the build and the tests still work',
  },
  {
    name: 'ffmpeg',
    package: 'ffmpeg-static',
    isPresent: () =>
      isFile(process.env.FFMPEG_BIN) || isFile(require('ffmpeg-static')) || answers('ffmpeg'),
    install: () => {
      const download = node(join(packageFolder('ffmpeg-static'), 'install.js'))
      if (download.ok || !isRootOnDebian()) return download
      console.log(
        'setup: ffmpeg-static cannot be downloaded here; installing Debian\u2019s ffmpeg instead',
      )
      run('apt-get', ['update', '-qq'])
      return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'ffmpeg'])
    },
    without: 'no video can be read; install ffmpeg 5.1 or newer, or set FFMPEG_BIN and FFPROBE_BIN',
  },
  {
    name: 'CUDA for ONNX Runtime',
    package: 'onnxruntime-node',
    isWanted: () => wantsCuda && process.platform === 'linux' && process.arch === 'x64',
    isPresent: () =>
      isFile(
        join(
          packageFolder('onnxruntime-node'),
          'bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so',
        ),
      ),
    // Forced: without the variable the script takes itself for a local install and exits silently.
    install: () =>
      node(join(packageFolder('onnxruntime-node'), 'script/install.js'), {
        ONNXRUNTIME_NODE_INSTALL: 'true',
      }),
    without: 'scans run on the CPU',
  },
]

function run(command, args, env = {}) {
  const result = spawnSync(command, args, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', ...env },
    timeout: DOWNLOAD_TIMEOUT_MS,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const lines = (result.stderr ?? '').split('\n')
  const reason =
    lines.find((line) => /error|ENOTFOUND|ECONN|ETIMEDOUT/i.test(line))?.trim() ??
    result.error?.message ??
    `exit code ${result.status}`
  return { ok: result.status === 0, reason }
}

function node(script, env) {
  return run(process.execPath, [script], env)
}

let missing = 0
for (const part of parts) {
  if (!isInstalled(part.package) || part.isWanted?.() === false) continue
  if (part.isPresent()) {
    console.log(`setup: ok       ${part.name}`)
    continue
  }
  const { ok, reason } = part.install()
  if (ok && part.isPresent()) {
    console.log(`setup: fetched  ${part.name}`)
    continue
  }
  missing++
  console.log(`setup: MISSING  ${part.name}: ${reason}\n                -> ${part.without}`)
}
process.exit(strict && missing > 0 ? 1 : 0)
