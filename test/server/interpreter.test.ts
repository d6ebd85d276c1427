import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageFolders } from '../../server/host/interpreter.ts'
import { folderWith } from './support.ts'

const SITE = 'lib/python3.11/site-packages'

describe('the package folders of a Python', () => {
  it('come from the interpreter that is named', () => {
    const folder = folderWith({ 'env/pyvenv.cfg': '', 'env/bin/python': '', [`env/${SITE}/x.py`]: '' })
    expect(packageFolders({ python: join(folder, 'env/bin/python'), roots: [], environment: {} })).toEqual([join(folder, 'env', SITE)])
    expect(packageFolders({ python: join(folder, 'env'), roots: [], environment: {} })).toEqual([join(folder, 'env', SITE)])
  })

  it('come from an active environment before the workspace\'s own', () => {
    const folder = folderWith({ [`active/${SITE}/x.py`]: '', [`work/.venv/${SITE}/x.py`]: '' })
    const roots = [join(folder, 'work')]
    expect(packageFolders({ python: undefined, roots, environment: { VIRTUAL_ENV: join(folder, 'active') } })).toEqual([join(folder, 'active', SITE)])
    expect(packageFolders({ python: undefined, roots, environment: {} })).toEqual([join(folder, 'work/.venv', SITE)])
  })

  it('come from the PATH at last, through pyenv\'s scripts too', () => {
    const folder = folderWith({
      'usr/bin/python3': '', [`usr/${SITE}/x.py`]: '',
      'pyenv/shims/python3': '#!/bin/sh', 'pyenv/version': '3.12.1\n', 'pyenv/versions/3.12.1/lib/python3.12/site-packages/x.py': '',
    })
    expect(packageFolders({ python: undefined, roots: [], environment: { PATH: join(folder, 'usr/bin') } })).toEqual([join(folder, 'usr', SITE)])
    expect(packageFolders({ python: undefined, roots: [], environment: { PATH: `${join(folder, 'pyenv/shims')}:${join(folder, 'usr/bin')}` } }))
      .toEqual([join(folder, 'pyenv/versions/3.12.1/lib/python3.12/site-packages')])
  })

  it('include editable installs, but run nothing', () => {
    const folder = folderWith({
      'code/src/mine/__init__.py': '', [`env/${SITE}/a.pth`]: '../../../../code/src\nimport os; os.abort()\n# a comment\nmissing\n',
    })
    expect(packageFolders({ python: join(folder, 'env'), roots: [], environment: {} })).toEqual([join(folder, 'env', SITE), join(folder, 'code/src')])
  })

  it('are those of the newest version where several lie side by side', () => {
    const folder = folderWith({ 'env/lib/python3.9/site-packages/x.py': '', 'env/lib/python3.12/site-packages/x.py': '' })
    expect(packageFolders({ python: join(folder, 'env'), roots: [], environment: {} })).toEqual([join(folder, 'env/lib/python3.12/site-packages')])
  })

  it('are none where there is no Python', () => {
    expect(packageFolders({ python: undefined, roots: [], environment: {} })).toEqual([])
  })
})
