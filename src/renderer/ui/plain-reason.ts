interface Place {
  readonly name: string
  readonly folder: string
}

/** What an error says of a video, without the path that it begins with, where the video is named beside it. */
export function plainReason(message: string, { name, folder }: Place): string {
  const paths = [`${folder}/${name}`, `${folder}\\${name}`]
  const path = paths.find((each) => message.startsWith(`${each} `))
  return path === undefined ? message : message.slice(path.length + 1)
}
