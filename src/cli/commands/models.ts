import { type Command, Option } from 'commander'
import { type Context, jsonOption, withCore } from '#cli/context.ts'
import { note, print, printJson } from '#cli/output.ts'
import { formatTable } from '#cli/table.ts'

const IMPORT_HELP = `
A checkpoint is read, never executed: PyTorch's .pth in both layouts, and .safetensors. What its tensors do not say comes
from a preset (the authors' released models) or a configuration file (docs/models.md). A checkpoint of CLIP alone becomes
a zero-shot model.

Examples:
  flagreel models import model_ucf.pth --preset ucf
  flagreel models import my.pth --config my.json --vocab bpe_simple_vocab_16e6.txt.gz`

interface ImportOptions {
  readonly preset?: 'ucf' | 'xd'
  readonly config?: string
  readonly vocab?: string
  readonly name?: string
  readonly json?: boolean
}

export function registerModels(program: Command, context: Context): void {
  const models = program.command('models').description('Installed models ("bundles").')
  registerList(models, context)
  registerImport(models, context)
  registerVerify(models, context)
  registerChoice(models, context, 'remove')
  registerChoice(models, context, 'default')
}

function registerList(models: Command, context: Context): void {
  const list = models.command('list').description('Lists the models that can be used.')
  list.addOption(jsonOption()).action(async (options: { json?: boolean }) => {
    await withCore(context, list, async (core) => {
      const rows = await core.call('models.list', {})
      if (options.json) return printJson(context.output, rows)
      print(
        context.output,
        formatTable(rows, [
          { title: '', value: (row) => (row.isDefault ? '*' : ' ') },
          { title: 'ID', value: (row) => row.id },
          { title: 'NAME', value: (row) => row.name },
          { title: 'KIND', value: (row) => row.kind },
          { title: 'TRAINING', value: (row) => row.training },
          { title: 'CLASSES', align: 'right', value: (row) => String(row.labels.length) },
          { title: 'ORIGIN', value: (row) => row.origin },
        ]),
      )
      for (const row of rows) if (row.problem) note(context.output, `${row.id}: ${row.problem}`)
    })
  })
}

function registerImport(models: Command, context: Context): void {
  const command = models.command('import').description('Makes a model of a checkpoint.')
  command
    .argument('<file>', 'the checkpoint')
    .addOption(
      new Option('--preset <name>', "the authors' released model it is")
        .choices(['ucf', 'xd'])
        .conflicts('config'),
    )
    .option('--config <file>', 'JSON with what the checkpoint does not say')
    .option('--vocab <file>', "CLIP's BPE vocabulary, for prompts without token ids")
    .option('--name <name>', 'name of the model')
    .addOption(jsonOption())
    .addHelpText('after', IMPORT_HELP)
    .action(async (file: string, options: ImportOptions) => {
      await withCore(context, command, async (core) => {
        const { preset, config, vocab, name } = options
        const input = { file, preset, config, vocabulary: vocab, name }
        const model = await core.call('models.import', input, { signal: context.signal })
        if (options.json) return printJson(context.output, model)
        print(context.output, `Imported ${model.id}: ${model.name} (${model.training}).`)
        if (!model.isDefault)
          note(context.output, `To scan with it from now on: flagreel models default ${model.id}`)
      })
    })
}

function registerVerify(models: Command, context: Context): void {
  const command = models.command('verify').description('Checks a model from its hashes to a run.')
  command
    .argument('<id>', 'the model')
    .addOption(jsonOption())
    .action(async (model: string, options: { json?: boolean }) => {
      await withCore(context, command, async (core) => {
        const result = await core.call('models.verify', { model }, { signal: context.signal })
        if (options.json) printJson(context.output, result)
        else
          for (const check of result.checks)
            print(
              context.output,
              `${check.ok ? 'ok    ' : 'FAILED'}  ${check.name}: ${check.detail}`,
            )
        if (!result.ok) context.status.exitCode = 1
      })
    })
}

const CHOICES = {
  remove: {
    description: 'Deletes an installed model. Scores that it gave stay in the library.',
    done: 'Removed',
  },
  default: { description: 'Chooses the model that scans use.', done: 'Default is now' },
} as const

function registerChoice(models: Command, context: Context, verb: keyof typeof CHOICES): void {
  const { description, done } = CHOICES[verb]
  const command = models.command(verb).description(description)
  command.argument('<id>', 'the model').action(async (model: string) => {
    await withCore(context, command, async (core) => {
      const { id } = await core.call(`models.${verb}`, { model })
      print(context.output, `${done} ${id}.`)
    })
  })
}
