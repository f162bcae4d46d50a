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
