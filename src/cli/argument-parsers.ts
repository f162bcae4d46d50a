import { InvalidArgumentError } from 'commander'

/** What a person types, as a value. Each throws commander's error, which names the option. */

export function score(text: string): number {
  const value = number(text)
  if (value < 0 || value > 1) throw new InvalidArgumentError('Scores are numbers from 0 to 1.')
  return value
}

export function seconds(text: string): number {
  const value = number(text)
  if (value < 0) throw new InvalidArgumentError('It must be a number of seconds, 0 or more.')
  return value
}

export function wholeNumber(text: string): number {
  const value = number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number, 1 or more.')
  return value
}

export function share(text: string): number {
  const value = number(text)
  if (value < 0 || value > 0.9) throw new InvalidArgumentError('It must be a number from 0 to 0.9.')
  return value
}

export function positive(text: string): number {
  const value = number(text)
  if (value <= 0) throw new InvalidArgumentError('It must be a number above 0.')
  return value
}

export function seed(text: string): number {
  const value = number(text)
  if (Number.isSafeInteger(value)) return value
  throw new InvalidArgumentError('It must be a whole number.')
}

function number(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('It must be a number.')
  return value
}

/** Of a file or folder. An empty one is most often a shell variable that was not set. */
export function path(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty; a path was expected.')
  return text
}

/** For an option that may be given several times, or an argument of several words. */
export function eachPath(text: string, before: readonly string[] = []): string[] {
  return [...before, path(text)]
}

export function eachText(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}

export function port(text: string): number {
  const value = number(text)
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value
  throw new InvalidArgumentError('Ports are whole numbers from 0 to 65535.')
}
