export function beforePack(context: {
  readonly electronPlatformName: string
  readonly arch: number
}): void
