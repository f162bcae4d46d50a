interface Place {
  readonly name: string
  readonly folder: string
}

/** What an error says of a video, without the path that it begins with, where the video is named beside it. */
export function plainReason(message: string, { name, folder }: Place): string {
  const paths = [`${folder}/${name}`, `${folder}\\${name}`]
  const start = paths
    .flatMap((path) => [`"${path}" `, `${path} `])
    .find((each) => message.startsWith(each))
  return start === undefined ? message : message.slice(start.length)
}

/** What an error says of a file that was handed over, without the folder that it was kept in meanwhile. */
export function withoutFolder(message: string, name: string): string {
  const [, quote, path] = /^("?)((?:\/|[A-Za-z]:\\).*)$/s.exec(message) ?? []
  const end = path?.indexOf(name) ?? -1
  if (path === undefined || end < 1 || !/[/\\]/.test(path[end - 1]!)) return message
  return `${quote}${path.slice(end)}`
}
