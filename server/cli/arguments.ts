/** The command line's words, decoded once. What can't be understood is one sentence. */
import { parseArgs } from 'node:util'

export interface Common {
  readonly searchPaths: readonly string[]
  readonly python: string | undefined
  readonly inputs: readonly string[]
}
export type CheckFormat = 'text' | 'json' | 'sarif' | 'github'
export type TextFormat = 'text' | 'json'
export type Command =
  | { readonly name: 'help' | 'version' | 'lsp' }
  /** `threads`: how many at most; undefined: as many as the machine has processors. */
  | { readonly name: 'check'; readonly paths: readonly string[]; readonly format: CheckFormat; readonly threads: number | undefined; readonly common: Common }
  | { readonly name: 'trace'; readonly file: string; readonly format: TextFormat; readonly explain: boolean; readonly common: Common }
  | { readonly name: 'summary'; readonly file: string; readonly expression: string | undefined; readonly format: TextFormat; readonly explain: boolean; readonly common: Common }
  | { readonly name: 'misuse'; readonly message: string }

export const USAGE = `torch-shape-lint: the tensor shapes of PyTorch code, without running it

  torch-shape-lint check [PATH…]     problems of files and folders (default: this folder)
  torch-shape-lint trace FILE        every tensor-valued call that FILE reaches as the main script
  torch-shape-lint summary FILE [EXPR]
                                     a model without running it: which input sizes it accepts, what it returns, its layers and
                                     their parameters. EXPR: a class of FILE, or what builds one, "UNet(3, 2)"; default: every model
  torch-shape-lint lsp --stdio       the language server, for any editor

  --format text|json                 check also: sarif, github
  --search-path DIR                  where imported modules are looked for, before the interpreter's packages; repeatable
  --python FILE                      the interpreter whose installed packages are read (it is never run)
  --input "x=[1, 3, H, 224]"         the shape of an input that no call gives; letters are any size; without a name: the first
  --threads N                        check: work in so many threads at most (default: one for each processor)
  --explain                          trace and summary: also where knowledge was lost, and why
  --version, --help

Exit codes: 0 nothing at error severity, 1 problems, 2 bad usage or unreadable input.
Text shows columns from 1, as editors do; JSON counts them from 0, in UTF-16 units.
`

const OPTIONS = {
  'format': { type: 'string' }, 'search-path': { type: 'string', multiple: true }, 'python': { type: 'string' }, 'input': { type: 'string', multiple: true }, 'threads': { type: 'string' },
  'explain': { type: 'boolean' }, 'stdio': { type: 'boolean' }, 'version': { type: 'boolean' }, 'help': { type: 'boolean', short: 'h' },
} as const

/** The options that each command knows. */
const KNOWN = {
  check: ['format', 'search-path', 'python', 'input', 'threads'],
  trace: ['format', 'search-path', 'python', 'input', 'explain'],
  summary: ['format', 'search-path', 'python', 'input', 'explain'],
  lsp: ['stdio'],
} as const

export function parseCommand(words: readonly string[]): Command {
  let parsed
  try {
    parsed = parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    return misuse(error instanceof Error ? error.message.replace(/\. To specify.*$/s, '') : String(error))
  }
  const { values, positionals: [name, ...operands] } = parsed
  if (values.help) return { name: 'help' }
  if (values.version) return { name: 'version' }
  if (name === undefined) return misuse('a command is missing: check, trace, summary or lsp')
  if (name !== 'check' && name !== 'trace' && name !== 'summary' && name !== 'lsp') return misuse(`there is no command ${JSON.stringify(name)}; there are check, trace, summary and lsp`)
  const foreign = Object.keys(values).find(option => !(KNOWN[name] as readonly string[]).includes(option))
  if (foreign !== undefined) return misuse(`${name} has no option --${foreign}`)
  const wrongInput = values.input?.find(input => !isInput(input))
  if (wrongInput !== undefined) return misuse(`--input ${JSON.stringify(wrongInput)} is no shape like "x=[1, 3, H, 224]"`)
  const threads = values.threads === undefined ? undefined : Number(values.threads)
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) return misuse(`--threads ${JSON.stringify(values.threads)} is no number of threads`)
  const common = { searchPaths: values['search-path'] ?? [], python: values.python, inputs: values.input ?? [] }
  const format = values.format ?? 'text'
  switch (name) {
    case 'lsp':
      if (!values.stdio) return misuse('the language server speaks over standard input and output only: lsp --stdio')
      return operands.length > 0 ? misuse(`lsp takes no ${JSON.stringify(operands[0])}`) : { name: 'lsp' }
    case 'check':
      if (format !== 'text' && format !== 'json' && format !== 'sarif' && format !== 'github') return misuse(`check has no format ${JSON.stringify(format)}; there are text, json, sarif and github`)
      return { name, paths: operands.length > 0 ? operands : ['.'], format, threads, common }
    case 'trace': case 'summary': {
      const [file, expression, more] = operands
      if (format !== 'text' && format !== 'json') return misuse(`${name} has no format ${JSON.stringify(format)}; there are text and json`)
      const explain = values.explain === true
      if (name === 'trace') return file === undefined || expression !== undefined ? misuse('trace takes one file') : { name, file, format, explain, common }
      return file === undefined || more !== undefined ? misuse('summary takes one file and at most one expression') : { name, file, expression, format, explain, common }
    }
  }
}

/** `[name=][dims]`, where a dim is an integer, a symbol, arithmetic of both, `?` or `...`. */
export function isInput(input: string): boolean {
  const dims = /^\s*(?:[A-Za-z_]\w*\s*=\s*)?\[(.*)\]\s*$/.exec(input)?.[1]
  if (dims === undefined) return false
  return dims.trim() === '' || dims.replace(/,\s*$/, '').split(',').every(dim => /^\s*(\?|\.\.\.|[\w+\-*/%()\s]*\w[\w+\-*/%()\s]*)\s*$/.test(dim))
}

function misuse(message: string): Command {
  return { name: 'misuse', message }
}
