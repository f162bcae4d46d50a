import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { builtinModules, createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '#test/support/temp-folder.ts'

const root = join(import.meta.dirname, '..')
const folder = tempFolder()
const require = createRequire(import.meta.url)

/** Which imports Biome refuses in a file of ours, under our configuration. */
function refused(file: string, specifiers: readonly string[]): readonly string[] {
  const biome = join(dirname(require.resolve('@biomejs/biome/package.json')), 'bin/biome')
  const code = specifiers.map((name) => `export * from '${name}'\n`).join('')
  mkdirSync(dirname(join(folder.path, file)), { recursive: true })
  folder.save(code, file)
  copyFileSync(join(root, 'biome.json'), join(folder.path, 'biome.json'))
  const args = ['lint', '--only=style/noRestrictedImports', '--max-diagnostics=none']
  const { stdout } = spawnSync(
    process.execPath,
    [biome, ...args, '--vcs-enabled=false', '--reporter=json', file],
    { cwd: folder.path, encoding: 'utf8' },
  )
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] }
  const lines = diagnostics.map(({ location }) => location.start.line)
  return specifiers.filter((_, index) => lines.includes(index + 1))
}

interface Diagnostic {
  readonly location: { readonly start: { readonly line: number } }
}

const NODE = builtinModules.flatMap((name) =>
  name.startsWith('node:') ? [name] : [name, `node:${name}`],
)
const HOSTS = [
  '../../core/app/create-core.ts',
  'commander',
  'ffmpeg-static',
  '#core/app/create-core.ts',
  '#web/headers.ts',
  '#main/menu.ts',
  '#cli/main.ts',
]

describe('what runs in a page', () => {
  it.each(['src/renderer/app/probe.ts', 'src/preload/probe.ts', 'src/contract/probe.ts'])(
    'imports nothing of Node and of the hosts: %s',
    (file) => {
      const all = [...NODE, ...HOSTS]
      expect(refused(file, all)).toEqual(all)
      expect(refused(file, ['#contract/api.ts', '#contract/events.ts'])).toEqual([])
    },
  )

  it('has no Node in its types either', () => {
    // Packages are found beside the configuration.
    symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'), 'junction')
    for (const project of ['tsconfig.web.json', 'tsconfig.contract.json'])
      expect(problems(project), project).toEqual([])
  })
})

/** What the compiler says of a project with one more file, in which every use of a global of Node must be an error. */
function problems(project: string): readonly string[] {
  const names = ['process', 'Buffer', 'require', 'global', '__dirname', 'setImmediate']
  const uses = names.map((name) => `// @ts-expect-error: of Node\n${name}\n`)
  const probe = folder.save(`${uses.join('')}export {}\n`, `${project}.probe.ts`)
  const { include, exclude } = JSON.parse(readFileSync(join(root, project), 'utf8'))
  const here = (paths: readonly string[] = []) => paths.map((path) => join(root, path))
  const config = {
    extends: join(root, project),
    compilerOptions: { composite: false, emitDeclarationOnly: false, noEmit: true, rootDir: '/' },
    include: [...here(include), probe],
    exclude: here(exclude),
  }
  const file = folder.save(JSON.stringify(config), `${project}.probe.json`)
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', file], { cwd: root, encoding: 'utf8' })
  return stdout.split('\n').filter(Boolean)
}
