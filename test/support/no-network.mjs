// node --import …/no-network.mjs: what this process sends beyond loopback fails, and a line in the file that
// FLAGREEL_NETWORK_LOG names says so. A line for each process tells that it was watched.
import { appendFileSync } from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { basename } from 'node:path'

// As CommonJS: these objects can be changed.
const require = createRequire(import.meta.url)
const net = require('node:net')
const dgram = require('node:dgram')
const dns = require('node:dns')
const log = process.env.FLAGREEL_NETWORK_LOG
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])

const write = (line) => appendFileSync(log, `${line}\n`)
write(
  `watched ${process.argv
    .slice(1)
    .map((word) => basename(word))
    .join(' ')}`,
)

function refuse(what, where) {
  write(`${what} ${where}`)
  throw new Error(`The network is not there for tests (${what} ${where}).`)
}

/** The arguments of `connect` in all their forms; a path is a socket of this machine. */
function target(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args
  if (typeof first === 'object' && first !== null)
    return first.path ? 'localhost' : (first.host ?? 'localhost')
  if (typeof first === 'string' && Number.isNaN(Number(first))) return 'localhost'
  return typeof second === 'string' ? second : 'localhost'
}

const { connect } = net.Socket.prototype
net.Socket.prototype.connect = function guarded(...args) {
  const host = target(args)
  if (!LOOPBACK.has(host)) refuse('connect', host)
  return connect.apply(this, args)
}
for (const name of ['send', 'connect'])
  dgram.Socket.prototype[name] = () => refuse('datagram', name)
for (const asker of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype])
  for (const name of Object.getOwnPropertyNames(asker)) {
    if (!/^(lookup|resolve|reverse)/.test(name)) continue
    const ask = asker[name]
    asker[name] = function guarded(host, ...rest) {
      if (!LOOPBACK.has(host)) refuse(`dns.${name}`, host)
      return ask.call(this, host, ...rest)
    }
  }
syncBuiltinESMExports()
