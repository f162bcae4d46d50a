import { createReadStream, readdirSync, statSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** The files of the built app by address. Listed once: an address that is not in the list reaches no file. */
export function listStaticFiles(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => statSync(join(folder, name)).isFile())
  return new Map(files.map((name) => [`/${name.split(sep).join('/')}`, join(folder, name)]))
}

export function typeOf(file: string): string {
  return TYPES[extname(file)] ?? 'application/octet-stream'
}

export function sendFile(response: ServerResponse, file: string): void {
  response.writeHead(200, { 'content-type': typeOf(file), 'content-length': statSync(file).size })
  createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response)
}
