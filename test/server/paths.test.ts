import { describe, expect, it } from 'vitest'
import { isBelow, parentOf, pathOf, uriOf } from '../../server/paths.ts'

describe('URIs and paths', () => {
  it('lead to each other', () => {
    for (const uri of [
      'file:///home/me/a%20b/model.py', 'file:///tmp/%C3%A9.py', 'untitled:Untitled-1', 'vscode-vfs://github/owner/repo/model.py', 'vscode-test-web://mount/a/b.py', 'memfs:/x.py',
    ]) expect(uriOf(pathOf(uri))).toBe(uri)
  })

  it('are plain paths for files', () => {
    expect(pathOf('file:///home/me/model.py')).toBe('/home/me/model.py')
  })

  it('know the folder above, up to the top', () => {
    expect(parentOf('/a/b.py')).toBe('/a')
    expect(parentOf('/a')).toBe('/')
    expect(parentOf('/')).toBe('/')
    expect(parentOf('c:/a')).toBe('c:/')
  })

  it('tell what lies below a folder', () => {
    expect(isBelow('/a/b/c.py', '/a/b')).toBe(true)
    expect(isBelow('/a/bc.py', '/a/b')).toBe(false)
    expect(isBelow('/a', '/')).toBe(true)
  })
})
