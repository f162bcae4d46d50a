import { describe, expect, it } from 'vitest'
import { runTool, toolEnvironment } from './run-tool.ts'

const limits = { timeoutMs: 20_000, maxOutputBytes: 1_000_000 }
const node = (script: string, options: Partial<Parameters<typeof runTool>[2]> = {}) =>
  runTool(process.execPath, ['-e', script], { ...limits, ...options })

describe('runTool', () => {
  it('returns what a tool said and how it ended', async () => {
    const output = await node('console.log("out"); console.error("err"); process.exitCode = 3')
    expect(output).toEqual({
      code: 3,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
      stopped: undefined,
    })
  })

  it('passes arguments as they are, without a shell', async () => {
    const odd = ['a b', '"', "'", '$HOME', '`id`', 'new\nline', '😀', '\\', '*', '-x']
    const args = ['-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...odd]
    const output = await runTool(process.execPath, args, limits)
    expect(JSON.parse(output.stdout)).toEqual(odd)
  })

  it('ends a tool that takes too long', async () => {
    const output = await node('setInterval(() => {}, 1000)', { timeoutMs: 300 })
    expect(output).toMatchObject({ signal: 'SIGKILL', stopped: 'time' })
  })

  it('ends a tool that says too much and keeps what fits', async () => {
    const output = await node('setInterval(() => console.log("x".repeat(5000)), 1)', {
      maxOutputBytes: 20_000,
    })
    expect(output.stopped).toBe('output')
    expect(output.stdout).toHaveLength(20_000)
  })

  it('does not keep what a tool complains beyond the limit, nor end it for that', async () => {
    const output = await node('process.stderr.write("e".repeat(3e6)); console.log("done")')
    expect(output).toMatchObject({ code: 0, stdout: 'done\n' })
    expect(output.stderr).toHaveLength(1_000_000)
  })

  it('ends with the signal of its caller', async () => {
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 200)
    const running = node('setInterval(() => {}, 1000)', { signal: abort.signal })
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    const late = node('0', { signal: abort.signal })
    await expect(late).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('says which tool is missing', async () => {
    const running = runTool('/nonexistent/ffmpeg', [], limits)
    await expect(running).rejects.toMatchObject({
      code: 'missing-tool',
      message: expect.stringContaining('/nonexistent/ffmpeg'),
    })
  })

  it('gives tools none of the variables that change what they print or write', () => {
    const env = toolEnvironment({ PATH: '/bin', FFREPORT: 'file=/tmp/x', AV_LOG_FORCE_COLOR: '1' })
    expect(env).toMatchObject({ PATH: '/bin', AV_LOG_FORCE_NOCOLOR: '1', LC_ALL: 'C' })
    expect(env).not.toHaveProperty('FFREPORT')
    expect(env).not.toHaveProperty('AV_LOG_FORCE_COLOR')
  })
})
