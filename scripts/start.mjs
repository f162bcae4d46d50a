// Opens Flagreel: the desktop app where Electron's binary and a display are, else the review app for a browser, with its
// link printed. `--library DIR` goes to either; so do all other arguments, to `flagreel serve`.
// `--demo` scans the samples first, into a library of their own unless one is named; with `--no-open`, or in CI, it ends there.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A desktop app that fails sooner than this never opened. */
const OPENED_AFTER_MS = 5_000

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const args = process.argv.slice(2)
const isDemo = take('--demo')
const opensNothing = take('--no-open') || Boolean(process.env.CI)

if (isDemo) {
  if (!args.includes('--library')) args.unshift('--library', join(root, 'out/demo-library'))
  const library = args.slice(args.indexOf('--library')).slice(0, 2)
  process.exitCode = await flagreel([...library, 'scan', join(root, 'resources/samples')])
}
if (!process.exitCode && !(isDemo && opensNothing)) process.exitCode = await open()

async function open() {
  const electron = electronBinary()
  const obstacle = obstacleFor(electron)
  if (obstacle) return serve(obstacle)
  const start = Date.now()
  const code = await run(electron, [root, ...args])
  return code !== 0 && Date.now() - start < OPENED_AFTER_MS
    ? serve(`The desktop app did not open (exit code ${code})`)
    : code
}

function obstacleFor(electron) {
  if (!electron) return 'Electron is not installed here ("npm run setup" fetches it)'
  if (process.platform !== 'linux') return undefined
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'There is no display'
  if (process.getuid() === 0) return 'Electron does not run as root'
  return undefined
}

/** Undefined where the package is there but its binary was never fetched. */
function electronBinary() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
    const name = join(folder, 'path.txt')
    const binary = join(
      process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'),
      existsSync(name) ? readFileSync(name, 'utf8') : 'electron',
    )
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}

function serve(why) {
  console.log(`${why}: serving the review app to a browser instead ("flagreel serve").`)
  const at = args.indexOf('--library')
  const library = at < 0 ? [] : args.splice(at, 2)
  return flagreel([...library, 'serve', ...args])
}

function flagreel(words) {
  return run(process.execPath, [join(root, 'bin/flagreel.js'), ...words])
}

/** Its exit code. Ctrl-C reaches both; this one waits for the other to end well. */
function run(command, words) {
  const child = spawn(command, words, { stdio: 'inherit' })
  const wait = () => undefined
  const pass = () => child.kill('SIGTERM')
  process.on('SIGINT', wait).on('SIGTERM', pass)
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      resolve(1)
    })
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 0 : 1)))
  }).finally(() => process.off('SIGINT', wait).off('SIGTERM', pass))
}

function take(option) {
  const at = args.indexOf(option)
  if (at >= 0) args.splice(at, 1)
  return at >= 0
}
