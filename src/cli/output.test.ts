import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { FlagreelError } from '#contract/errors.ts'
import { print, printJson, reportFailure } from './output.ts'

function capture(use: (output: { stdout: PassThrough; stderr: PassThrough }) => unknown) {
  const output = { stdout: new PassThrough(), stderr: new PassThrough() }
  const result = use(output)
  const textOf = (stream: PassThrough) => String(stream.read() ?? '')
  return { result, stdout: textOf(output.stdout), stderr: textOf(output.stderr) }
}

const report = (error: unknown) => capture((output) => reportFailure(output, error))

describe('a failure', () => {
  it('is told with what to do about it, on stderr, and exit code 1', () => {
    const error = new FlagreelError('not-found', 'There is no model "x".', { hint: 'Known: y.' })
    expect(report(error)).toEqual({
      result: 1,
      stdout: '',
      stderr: 'error: There is no model "x".\n  Known: y.\n',
    })
  })

  it('stays on its line whatever a file is called', () => {
    const error = new FlagreelError('unreadable', 'a\nerror: all is lost\x1b[1A cannot be read.')
    expect(report(error).stderr).toBe('error: a\\nerror: all is lost\\u{1b}[1A cannot be read.\n')
  })

  it('that is a bug comes with its stack', () => {
    const { result, stderr } = report(new TypeError('x is undefined'))
    expect(result).toBe(1)
    expect(stderr).toMatch(/^error: x is undefined\nTypeError: x is undefined\n +at .*output\.test/)
  })

  it('may be anything that was thrown', () => {
    expect(report('plain text')).toMatchObject({ result: 1, stderr: 'error: plain text\n' })
  })
})

describe('a command that a person stopped', () => {
  it.each([
    new FlagreelError('cancelled', 'The scan was stopped.'),
    new DOMException('This operation was aborted', 'AbortError'),
  ])('is no failure: exit code 130 and how to go on', (error) => {
    const { result, stderr } = report(error)
    expect(result).toBe(130)
    expect(stderr).toMatch(/^Stopped\. .*run the same command again/)
  })
})

describe('a result', () => {
  it('as JSON is one document of printable text that reads back the same', () => {
    const value = { 'näme\u202e': 'a\x1b\x9b\u2028😀', score: Math.fround(0.1), none: null }
    const { stdout, stderr } = capture((output) => printJson(output, value))
    expect(JSON.parse(stdout)).toEqual(value)
    expect(stdout).toContain('"näme\\u202e": "a\\u001b\\u009b\\u2028😀"')
    expect(stderr).toBe('')
  })

  it('as text keeps its lines and nothing that a terminal acts on', () => {
    expect(capture((output) => print(output, 'one\ntwo\x1b[31m')).stdout).toBe(
      'one\ntwo\\u{1b}[31m\n',
    )
  })
})
