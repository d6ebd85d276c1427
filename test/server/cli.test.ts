/** The command line as a program: what it prints, where, and how it ends. */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseCommand } from '../../server/cli/arguments.ts'
import { check } from '../../server/cli/check.ts'
import { styleFor, type Console } from '../../server/cli/console.ts'
import { trace } from '../../server/cli/trace.ts'
import { folderWith, startParser } from './support.ts'

const MISTAKE = `import torch
from torch import nn

up = nn.ConvTranspose2d(16, 16, 3, stride=1, padding=1, output_padding=1)
y = up(torch.randn(1, 16, 12, 12))
`
const FINE = 'import torch\nx = torch.randn(2, 3)\ny = x.view(3, 2)\n'
const REFUSED = 'output padding must be smaller than either stride or dilation'

beforeAll(startParser)

describe('check', () => {
  it('ends with 0 where nothing is wrong, and says how much it saw', () => {
    const { code, out } = cli('check', join(folderWith({ 'fine.py': FINE }), 'fine.py'))
    expect(code).toBe(0)
    expect(out).toBe('No problems in 1 file; 2 of 2 tensor calls known.\n')
  })

  it('shows the place, PyTorch\'s sentence and the source line, and ends with 1', () => {
    const folder = folderWith({ 'mistake.py': MISTAKE })
    const { code, out } = cli('check', folder)
    expect(code).toBe(1)
    expect(out).toContain(`${folder}/mistake.py:4:57 error ${REFUSED}`)
    expect(out).toContain('  4 │ up = nn.ConvTranspose2d(16, 16, 3, stride=1, padding=1, output_padding=1)\n'
      + '    │                                                         ^^^^^^^^^^^^^^^^')
    expect(out).toContain('1 error in 1 file')
  })

  it('counts lines from 1 and columns from 0 in JSON', () => {
    const folder = folderWith({ 'mistake.py': `s = "😀"; ${MISTAKE}` })
    const { out, code } = cli('check', '--format', 'json', folder)
    const report = JSON.parse(out) as { readonly problems: readonly { readonly file: string; readonly range: readonly number[]; readonly code: string; readonly severity: string }[] }
    expect(code).toBe(1)
    expect(report).toMatchObject({ version: 1, complete: true, files: [{ file: `${folder}/mistake.py` }] })
    expect(report.problems).toHaveLength(1)
    expect(report.problems[0]).toMatchObject({ file: `${folder}/mistake.py`, range: [4, 56, 4, 72], code: 'output-padding', severity: 'error' })
  })

  it('speaks SARIF with columns from 1', () => {
    const { out } = cli('check', '--format', 'sarif', folderWith({ 'mistake.py': MISTAKE }))
    const report = JSON.parse(out) as { readonly runs: readonly { readonly results: readonly object[] }[] }
    expect(report).toMatchObject({ version: '2.1.0', runs: [{ columnKind: 'utf16CodeUnits', invocations: [{ executionSuccessful: true }] }] })
    expect(report.runs[0]?.results[0]).toMatchObject({
      ruleId: 'output-padding', level: 'error',
      locations: [{ physicalLocation: { region: { startLine: 4, startColumn: 57, endLine: 4, endColumn: 73 } } }],
    })
  })

  it('annotates a GitHub workflow', () => {
    const folder = folderWith({ 'mistake.py': MISTAKE })
    const { out } = cli('check', '--format', 'github', folder)
    expect(out).toMatch(/^::error file=.*mistake\.py,line=4,endLine=4,col=57,endColumn=72,title=torch-shape-lint\(output-padding\)::output padding must/)
    expect(out).not.toMatch(/::.*\n(?!::)./)
  })

  it('walks folders, and leaves out what is not the user\'s', () => {
    const folder = folderWith({
      'a.py': FINE, 'pkg/b.py': FINE, 'pkg/notes.txt': '', '.git/c.py': FINE, 'node_modules/d.py': FINE, '__pycache__/e.py': FINE,
      'env/pyvenv.cfg': '', 'env/lib/python3.11/site-packages/f.py': FINE, '.venv/g.py': FINE,
    })
    const { out } = cli('check', '--format', 'json', folder)
    expect((JSON.parse(out) as { readonly files: readonly { readonly file: string }[] }).files.map(({ file }) => file)).toEqual([`${folder}/a.py`, `${folder}/pkg/b.py`])
  })

  it('says what it can\'t read in one line each, checks the rest, and ends with 2', () => {
    const folder = folderWith({ 'fine.py': FINE, 'latin.py': Uint8Array.of(0x78, 0xe9), 'wide.py': Uint8Array.of(0xff, 0xfe, 0x78, 0) })
    const { code, out, err } = cli('check', folder, join(folder, 'gone.py'))
    expect(code).toBe(2)
    expect(err.sort()).toEqual([
      `${folder}/gone.py does not exist`,
      `${folder}/latin.py is not encoded in UTF-8 and declares no other encoding`,
      `${folder}/wide.py is encoded in UTF-16, which Python does not read`,
    ])
    expect(out).toContain('in 1 file')
  })

  it('takes nothing for clean that it did not understand', () => {
    const folder = folderWith({ 'odd.py': 'import torch\nfrom somewhere import load\nx = load(torch.randn(2, 3))\ny = torch.cat([x, x])\n' })
    expect(cli('check', folder).out).toContain('Not checked in full:')
    expect(cli('check', '--format', 'github', folder).out).toContain('::notice file=')
  })

  it('survives an empty file, half-typed code, tabs and every kind of line break', () => {
    const folder = folderWith({ 'empty.py': '', 'half.py': 'from torch import nn\nclass A(nn.Module:\n  def f(self', 'tabs.py': 'if True:\n\timport torch\n', 'breaks.py': FINE.replaceAll('\n', '\r\n'), 'old.py': FINE.replaceAll('\n', '\r') })
    const { code, err } = cli('check', folder)
    expect(err).toEqual([])
    expect(code).toBe(0)
  })

  it('ends with 2 where there is nothing to check', () => {
    const folder = folderWith({ 'notes.txt': '' })
    expect(cli('check', folder)).toMatchObject({ code: 2, err: [`there is no Python file in ${folder}`] })
  })

  it('refuses an interpreter and a search path that are not there', () => {
    const folder = folderWith({ 'fine.py': FINE })
    expect(cli('check', folder, '--python', join(folder, 'no'))).toMatchObject({ code: 2, err: [`--python ${folder}/no does not exist`] })
    expect(cli('check', folder, '--search-path', join(folder, 'no'))).toMatchObject({ code: 2, err: [`--search-path ${folder}/no is no folder`] })
  })
})

describe('trace', () => {
  it('lists every tensor-valued call with its shape', () => {
    const folder = folderWith({ 'fine.py': FINE })
    const { code, out } = cli('trace', join(folder, 'fine.py'), '--format', 'json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      version: 1, problems: [], complete: true, calls: [
        { file: `${folder}/fine.py`, range: [2, 4, 2, 21], callee: 'torch.randn', kind: 'fn', shapes: [[2, 3]], count: 1 },
        { file: `${folder}/fine.py`, range: [3, 4, 3, 16], callee: 'torch.Tensor.view', kind: 'method', shapes: [[3, 2]], count: 1 },
      ],
    })
  })

  it('is readable too', () => {
    const { out } = cli('trace', join(folderWith({ 'fine.py': FINE }), 'fine.py'))
    expect(out).toMatch(/2:5 {2}\[2, 3\] {2}torch\.randn +torch\.randn\(2, 3\)\n {2}3:5 {2}\[3, 2\]/)
    expect(out).toContain('No problems; 2 tensor calls, 2 with a known shape.')
  })

  it('says where knowledge was lost when asked', () => {
    const folder = folderWith({ 'odd.py': 'from somewhere import load\nx = load()\n' })
    expect(JSON.parse(cli('trace', join(folder, 'odd.py'), '--format', 'json').out)).not.toHaveProperty('losses')
    expect(JSON.parse(cli('trace', join(folder, 'odd.py'), '--format', 'json', '--explain').out)).toHaveProperty('losses')
  })

  it('refuses a folder and a file that is gone', () => {
    const folder = folderWith({})
    expect(cli('trace', folder)).toMatchObject({ code: 2, out: '', err: [`${folder} is a folder, not a file`] })
    expect(cli('trace', join(folder, 'gone.py'))).toMatchObject({ code: 2, out: '', err: [`${folder}/gone.py does not exist`] })
  })
})

function cli(...words: readonly string[]): { readonly code: number; readonly out: string; readonly err: string[] } {
  let out = ''
  const err: string[] = []
  const console: Console = { print: text => { out += text }, fail: message => { err.push(message); return 2 }, progress: () => {}, style: styleFor('plain') }
  const command = parseCommand(words)
  const code = command.name === 'check' ? check(command, console) : command.name === 'trace' ? trace(command, console) : console.fail('unexpected')
  return { code, out, err }
}
