import { type Command, Option } from 'commander'
import { path } from '#cli/argument-parsers.ts'
import { type Context, jsonOption, withCore } from '#cli/context.ts'
import { note, print, printJson } from '#cli/output.ts'
import { formatTable } from '#cli/table.ts'

const LIST_HELP = `
The model with the * is the one that scans use. TRAINING says what to think of
its scores: "trained" learned from real footage, "untrained" has random weights
and its scores mean nothing.`

const IMPORT_HELP = `
A checkpoint is read, never executed. PyTorch's .pth files (both layouts) and
.safetensors are known. What the tensors do not say comes from --preset, for the
models that the VadCLIP authors released, or from --config. A checkpoint of CLIP
alone becomes a zero-shot model. docs/models.md explains all of it.

Examples:
  flagreel models import model_ucf.pth --preset ucf
  flagreel models import model_xd.pth --preset xd --name "XD, our copy"
  flagreel models import my.pth --config my.json --vocab vocab.txt.gz`

const VERIFY_HELP = `
Compares every file of the model with its SHA-256, then runs the image tower,
the text tower and the detector once. The exit code is 1 when a check fails.`

interface ImportOptions {
  readonly preset?: 'ucf' | 'xd'
  readonly config?: string
  readonly vocab?: string
  readonly name?: string
  readonly json?: boolean
}

export function registerModels(program: Command, context: Context): void {
  const models = program.command('models').description('Lists, imports, checks and chooses models.')
  registerList(models, context)
  registerImport(models, context)
  registerVerify(models, context)
  registerChoice(models, context, 'remove')
  registerChoice(models, context, 'default')
}

function registerList(models: Command, context: Context): void {
  const list = models.command('list').description('Lists the models that can be used.')
  list.addHelpText('after', LIST_HELP)
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
  const command = models.command('import').description('Makes a model from a checkpoint.')
  command
    .argument('<file>', 'the checkpoint', path)
    .addOption(
      new Option('--preset <name>', 'which released VadCLIP model it is: UCF-Crime or XD-Violence')
        .choices(['ucf', 'xd'])
        .conflicts('config'),
    )
    .option('--config <file>', 'JSON with what the checkpoint does not say', path)
    .option(
      '--vocab <file>',
      "CLIP's BPE vocabulary, for prompts without token ids (default: the one beside the checkpoint, if it is there)",
      path,
    )
    .option('--name <name>', 'how the model is called')
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
  const command = models.command('verify').description('Checks that a model is whole and runs.')
  command
    .addHelpText('after', VERIFY_HELP)
    .argument('<id>', 'id of the model, as in "models list"')
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
    description: 'Deletes an imported model. Its scores stay in the library.',
    done: 'Removed',
  },
  default: { description: 'Chooses the model that scans use.', done: 'Default is now' },
} as const

function registerChoice(models: Command, context: Context, verb: keyof typeof CHOICES): void {
  const { description, done } = CHOICES[verb]
  const command = models.command(verb).description(description)
  command.argument('<id>', 'id of the model, as in "models list"').action(async (model: string) => {
    await withCore(context, command, async (core) => {
      const { id } = await core.call(`models.${verb}`, { model })
      print(context.output, `${done} ${id}.`)
    })
  })
}
