// Opens Flagreel: the desktop app where Electron's binary and a display are, else the review app for a browser, with its
// link printed. `--library DIR` goes to either; so do all other arguments, to `flagreel serve`.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const args = process.argv.slice(2)

const electron = electronBinary()
if (!electron) {
  say('Electron is not installed here ("npm run setup" fetches it)')
  serve()
} else if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
  say('There is no display')
  serve()
} else run(electron, [root, ...args])

/** Undefined where the package is there but its binary was never fetched. */
function electronBinary() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
    const hasBinary =
      process.env.ELECTRON_OVERRIDE_DIST_PATH || existsSync(join(folder, 'path.txt'))
    return hasBinary ? createRequire(import.meta.url)('electron') : undefined
  } catch {
    return undefined
  }
}

function say(why) {
  console.log(`${why}: serving the review app to a browser instead ("flagreel serve").`)
}

function serve() {
  const at = args.indexOf('--library')
  const library = at < 0 ? [] : args.splice(at, 2)
  run(process.execPath, [join(root, 'bin/flagreel.js'), ...library, 'serve', ...args])
}

function run(command, commandArgs) {
  const child = spawn(command, commandArgs, { stdio: 'inherit' })
  // Ctrl-C reaches both; this one waits for the other to end well.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code) => {
    process.exitCode = code ?? 0
  })
}
