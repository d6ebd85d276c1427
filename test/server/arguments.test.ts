import { describe, expect, it } from 'vitest'
import { isInput, parseCommand } from '../../server/cli/arguments.ts'

describe('the command line', () => {
  it('checks the current folder unless told otherwise', () => {
    expect(parseCommand(['check'])).toMatchObject({ name: 'check', paths: ['.'], format: 'text' })
    expect(parseCommand(['check', 'a.py', 'b', '--format', 'sarif', '--threads', '2'])).toMatchObject({ paths: ['a.py', 'b'], format: 'sarif', threads: 2 })
  })

  it('takes options before and after, and some of them repeatedly', () => {
    expect(parseCommand(['trace', '--search-path', 'a', 'x.py', '--search-path=b', '--input', 'x=[1, 3, H, 224]', '--python', 'p', '--explain'])).toEqual({
      name: 'trace', file: 'x.py', format: 'text', explain: true, common: { searchPaths: ['a', 'b'], python: 'p', inputs: ['x=[1, 3, H, 224]'] },
    })
  })

  it.each([
    [[], 'a command is missing'],
    [['summary', 'x.py', 'A()', 'B()'], 'summary takes one file and at most one expression'],
    [['chekc'], 'there is no command "chekc"'],
    [['check', '--format', 'xml'], 'check has no format "xml"'],
    [['trace', 'x.py', '--format', 'sarif'], 'trace has no format "sarif"'],
    [['trace'], 'trace takes one file'],
    [['trace', 'a.py', 'b.py'], 'trace takes one file'],
    [['check', '--explain'], 'check has no option --explain'],
    [['check', '--colour'], 'Unknown option \'--colour\''],
    [['check', '--threads', 'many'], '--threads "many" is no number of threads'],
    [['check', '--threads', '0'], '--threads "0" is no number of threads'],
    [['check', '--format'], 'Option \'--format <value>\' argument missing'],
    [['check', '--input', 'x=3'], 'is no shape like'],
    [['lsp'], 'lsp --stdio'],
  ])('says what is wrong with %j', (words, sentence) => {
    const command = parseCommand(words)
    expect(command.name).toBe('misuse')
    expect(command).toHaveProperty('message', expect.stringContaining(sentence))
  })

  it('knows a shape when it sees one', () => {
    for (const shape of ['x=[1, 3, H, 224]', '[1, 3, 224, 224]', 'x = [N, 2*H, W // 2,]', '[]', '[1, ?, 3]', '[...]']) expect(isInput(shape), shape).toBe(true)
    for (const other of ['x', '1, 3', 'x=(1, 3)', 'x=[1', '[1,,2]', '[1; 2]']) expect(isInput(other), other).toBe(false)
  })
})
