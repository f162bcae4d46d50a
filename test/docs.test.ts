import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { labelSchema, recipeSchema } from '#contract/bundle.ts'
import { segmentListSchema } from '#contract/results.ts'
import { writeJson } from '#core/export/lists/json.ts'
import { DEFAULT_RULE, importConfigSchema } from '#core/vadclip/import-config.ts'
import { PRESETS, type PresetName } from '#core/vadclip/presets.ts'
import { cliPage, commandsOf, DOCUMENTS, documentedProgram, jsonPage } from '#scripts/make-docs.ts'

const ROOT = join(import.meta.dirname, '..')
const read = (path: string) => readFile(join(ROOT, path), 'utf8')
const FIELDS = importConfigSchema.in.shape
const commands = commandsOf(documentedProgram())

describe('docs/models.md', () => {
  it('has an example that is a complete configuration', async () => {
    const [, example] = (await read('docs/models.md')).match(/```json\n(.*?)```/s)!
    const given = JSON.parse(example!) as Record<string, unknown>
    expect(Object.keys(given)).toEqual(Object.keys(FIELDS))
    expect(importConfigSchema.parse(given).labels.map(({ code }) => code)).toEqual([
      'NO',
      'FI',
      'SH',
      'CA',
    ])
  })

  it('explains every field, and none that does not exist', async () => {
    const text = await read('docs/models.md')
    const rowsAfter = (heading: string) => {
      const [table = ''] = text.split(heading)[1]!.trimStart().split('\n\n')
      return [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, field]) => field)
    }
    expect(rowsAfter('is refused.\n')).toEqual(Object.keys(FIELDS))
    expect(rowsAfter('Parts of `recipe`:\n')).toEqual(Object.keys(recipeSchema.shape))
    expect(rowsAfter('Parts of a label:\n')).toEqual(Object.keys(labelSchema.shape))
  })

  it('names the classes of the presets, and the rule that is used when none is given', async () => {
    const text = await read('docs/models.md')
    const classes = (name: PresetName) => PRESETS[name].labels.slice(1).map(({ id }) => id)
    expect(text).toContain(`| ${classes('ucf').join(', ')} | ${classes('xd').join(', ')} |`)
    const rule = Object.entries(DEFAULT_RULE).map(([key, value]) => `\`${key}\` ${value}`)
    expect(text).toContain(rule.join(', '))
  })
})

describe('generated documents', () => {
  it.each([
    ['docs/cli.md', cliPage],
    ['docs/json.md', jsonPage],
  ])('%s is what `npm run docs` writes', async (path, page) => {
    const stored = await read(path).catch(() => '')
    expect(stored === page(), `${path} is out of date: run "npm run docs"`).toBe(true)
  })

  it.each(commands)(
    'flagreel %s has a section, and every option a description',
    async (name, command) => {
      expect(await read('docs/cli.md')).toContain(`\n## flagreel ${name}\n`)
      expect(command.description()).toMatch(/^[A-Z].*\.$/)
      for (const { description } of [...command.options, ...command.registeredArguments])
        expect(description).toMatch(/\S/)
    },
  )

  it('no line of help is wider than a small terminal', () => {
    const help = cliPage()
      .split('```')
      .filter((_, i) => i % 2 === 1)
    expect(help).toHaveLength(1 + commands.length)
    expect(
      help
        .join('')
        .split('\n')
        .filter((line) => line.length > 80),
    ).toEqual([])
  })

  it('every command with --json has its document, and no other', () => {
    const withJson = commands.flatMap(([name, command]) =>
      command.options.some(({ long }) => long === '--json') ? [name] : [],
    )
    expect(Object.keys(DOCUMENTS).toSorted()).toEqual(
      [...withJson, 'export --format json', 'export …, beside the file'].toSorted(),
    )
  })

  it('the schemas refer only to schemas that are there', () => {
    const page = jsonPage()
    const titles = [...page.matchAll(/^## (\w+)$/gm)].map(([, title]) => `#${title!.toLowerCase()}`)
    const references = [...page.matchAll(/"\$ref": "(.*?)"/g)].map(([, target]) => target)
    expect(references.length).toBeGreaterThan(5)
    expect(titles).toEqual(expect.arrayContaining(references))
  })

  it('the exported document is the documented one', () => {
    const list = segmentListSchema.parse({
      model: { id: 'toy', name: 'Toy', training: 'untrained', note: null },
      mode: 'proposals',
      videos: 2,
      rule: null,
      segments: [],
    })
    const [, schema] = DOCUMENTS['export --format json']!
    const [document] = writeJson({ list, sources: new Map(), exportedAt: new Date(0) })
    expect(schema.parse(JSON.parse(document!.text))).toMatchObject(list)
  })
})
