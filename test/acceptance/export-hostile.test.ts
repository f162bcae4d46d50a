import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HOSTILE } from '#test/support/export-samples.ts'
import { flagreel } from '#test/support/run-flagreel.ts'
import { makeSyntheticLibrary } from '#test/support/synthetic-library.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const folder = tempFolder()
const scoreOf = (snippet: number) => (snippet % 10 < 4 ? 0.8 : 0.05)

describe('hostile names and notes', () => {
  const python = spawnSync('python3', ['--version']).status === 0

  it.skipIf(!python)(
    "come back from Python's readers as they went in (python3 is needed)",
    async () => {
      const other = join(folder.path, 'hostile')
      await makeSyntheticLibrary(
        other,
        HOSTILE.filter((name) => !/[\0\ud800/]/u.test(name)).map((name) => ({
          ...{ name: `x${name}.mp4`, snippets: 10, scoreOf },
        })),
      )
      const out = (format: string) => join(folder.path, `hostile.${format}`)
      for (const format of ['csv', 'json', 'fcpxml'])
        expect(
          await flagreel(other, 'export', '--format', format, '--out', out(format)),
        ).toMatchObject({
          exitCode: 0,
        })
      const script = `
import csv, json, re, sys
import xml.etree.ElementTree as tree
with open(sys.argv[1], newline='', encoding='utf-8') as file:
    rows = list(csv.DictReader(file, strict=True))
with open(sys.argv[2], encoding='utf-8') as file:
    segments = json.load(file)['segments']
keywords = tree.parse(sys.argv[3]).getroot().iter('keyword')
shown = lambda name: re.sub(r'\\\\u\\{([0-9a-f]+)\\}', lambda found: chr(int(found[1], 16)), name)
print(json.dumps([[shown(row['file']), row['start_frame'], row['start_timecode']] for row in rows]))
print(json.dumps([[each['file'], str(each['startFrame'])] for each in segments]))
print(len(list(keywords)))`
      const { stdout, stderr } = spawnSync(
        'python3',
        ['-c', script, out('csv'), out('json'), out('fcpxml')],
        { encoding: 'utf8', env: { ...process.env, PYTHONIOENCODING: 'utf-8' } },
      )
      expect(stderr).toBe('')
      const [rows, segments, keywords] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
      expect(rows.map((row: string[]) => row.slice(0, 2))).toEqual(segments)
      expect(rows.every((row: string[]) => /^\d\d:\d\d:\d\d[:;]\d\d$/.test(row[2]!))).toBe(true)
      expect(keywords).toBe(rows.length)
      expect(rows.length).toBeGreaterThan(6)
    },
  )
})
