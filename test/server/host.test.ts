import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diskFiles } from '../../server/host/disk.ts'
import { createHost } from '../../server/host/host.ts'
import { memoryFiles } from '../../server/host/memory.ts'
import { layered } from '../../server/host/files.ts'
import { folderWith } from './support.ts'

describe('files on a disk', () => {
  it('say why they can\'t be read', () => {
    const folder = folderWith({ 'a.py': 'x = 1' })
    const files = diskFiles()
    expect(files.read(join(folder, 'a.py'))).toEqual({ text: 'x = 1' })
    expect(files.read(join(folder, 'b.py'))).toEqual({ error: 'does not exist' })
    expect(files.read(folder)).toEqual({ error: 'is a folder, not a file' })
  })
})

describe('files that a client sent', () => {
  it('make up folders, and unmake them', () => {
    const files = memoryFiles()
    files.put('/.uri/x/-/pkg/a.py', '\ufeffx = 1')
    expect(files.read('/.uri/x/-/pkg/a.py')).toEqual({ text: 'x = 1' })
    expect(files.list('/.uri/x/-')).toEqual(['pkg'])
    expect(files.isDirectory('/.uri/x/-/pkg')).toBe(true)
    files.remove('/.uri/x/-/pkg/a.py')
    expect(files.isDirectory('/.uri/x/-/pkg')).toBe(false)
  })

  it('lie above those on the disk', () => {
    const folder = folderWith({ 'a.py': 'disk', 'b.py': 'disk' })
    const given = memoryFiles()
    given.put(`${folder}/a.py`, 'given')
    const files = layered(given, diskFiles())
    expect(files.read(`${folder}/a.py`)).toEqual({ text: 'given' })
    expect(files.read(`${folder}/b.py`)).toEqual({ text: 'disk' })
    expect([...files.list(folder)].sort()).toEqual(['a.py', 'b.py'])
  })
})

describe('the search path of an import', () => {
  it('begins where the file\'s own package lies, then the workspace, then what is installed', () => {
    const folder = folderWith({ 'src/pkg/__init__.py': '', 'src/pkg/sub/__init__.py': '', 'src/pkg/sub/model.py': '', 'site/torchvision/__init__.py': '' })
    const host = createHost(diskFiles(), { roots: [folder], extra: [], packages: [`${folder}/site`] })
    expect(host.searchPath(`${folder}/src/pkg/sub/model.py`)).toEqual([`${folder}/src`, folder, `${folder}/src/pkg/sub`, `${folder}/site`])
  })

  it('does not hold an installed file\'s own folder, which could hide other modules', () => {
    const folder = folderWith({ 'work/train.py': '', 'site/timm/models/types.py': '' })
    const host = createHost(diskFiles(), { roots: [`${folder}/work`], extra: [], packages: [`${folder}/site`] })
    expect(host.searchPath(`${folder}/site/timm/models/types.py`)).toEqual([`${folder}/work`, `${folder}/site`])
  })
})

describe('the user\'s files', () => {
  const host = createHost(memoryFiles(), { roots: ['/work', '/venv/lib/site-packages/timm'], extra: ['/work/libs', '/elsewhere'], packages: ['/work/.venv/lib/python3.11/site-packages', '/venv/lib/site-packages'] })

  it('are those below the workspace folders', () => {
    expect(host.isWorkspaceFile('/work/model.py')).toBe(true)
    expect(host.isWorkspaceFile('/work/libs/x.py')).toBe(true)
    expect(host.isWorkspaceFile('/elsewhere/x.py')).toBe(false)
  })

  it('are not the packages installed there', () => {
    expect(host.isWorkspaceFile('/work/.venv/lib/python3.11/site-packages/torchvision/x.py')).toBe(false)
    expect(host.isWorkspaceFile('/work/other/site-packages/x.py')).toBe(false)
  })

  it('are those of an installed package where that is what is open', () => {
    expect(host.isWorkspaceFile('/venv/lib/site-packages/timm/layers.py')).toBe(true)
  })
})
