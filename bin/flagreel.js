#!/usr/bin/env node
// The command. It must start under whatever Node a person has, so this file is plain JavaScript. The native parts need
// Node-API 10: an older Node crashes inside them rather than fail, so there the pinned Node takes over.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const NEEDED_NODE_API = 10
const self = fileURLToPath(import.meta.url)
const entry = join(dirname(dirname(self)), 'out', 'main', 'cli.js')

if (Number(process.versions.napi) < NEEDED_NODE_API) {
  runOnPinnedNode()
} else if (existsSync(entry)) {
  if (process.channel) endWithParent()
  const { main } = await import(pathToFileURL(entry).href)
  process.exitCode = await main(process.argv.slice(2))
} else {
  fail(`flagreel is not built yet (${entry} is missing). Run "npm run build" first.`)
}

function runOnPinnedNode() {
  const node = pinnedNode()
  if (!node) {
    fail(
      `flagreel needs Node 22.14 or newer; this is ${process.version}, and the pinned one is not installed.\n` +
        'Install a newer Node, or run "npm ci" in the project folder with development dependencies.',
    )
    return
  }
  const child = spawn(node, [self, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C reaches the child from the terminal by itself; the others reach only this process.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
  })
}

/** The channel to the starting process closes when that one is killed: then this one must not go on alone. */
function endWithParent() {
  process.on('disconnect', () => process.exit(1))
  process.channel.unref()
}

/** The Node that the `node` development dependency installed, if it did. */
function pinnedNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'))
    const names = ['node.exe', 'node'].map((name) => join(folder, 'bin', name))
    return names.find((name) => existsSync(name))
  } catch {
    return undefined
  }
}

function fail(message) {
  console.error(message)
  process.exitCode = 1
}
