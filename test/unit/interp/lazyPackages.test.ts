/** A package that finds its names when they are asked for is looked up in the texts of its files: in those that the editor holds, and anew when one changes. */
import { beforeAll, expect, test } from 'vitest'
import { createProject, type Project } from '../../../core/index.ts'
import { hostOf, loadParser } from '../../oracle/support/analyse.ts'

beforeAll(loadParser)

const main = '/w/main.py', wide = '/w/pkg/wide.py', narrow = '/w/pkg/narrow.py'
const folders: Readonly<Record<string, readonly string[]>> = { '/w': ['main.py', 'pkg'], '/w/pkg': ['__init__.py', 'wide.py', 'narrow.py'] }

function open(texts: Readonly<Record<string, string>>): { readonly project: Project; readonly files: Map<string, string> } {
  const files = new Map(Object.entries({ [main]: 'import torch\nimport pkg\nx = torch.zeros(1, pkg.WIDTH)\n', '/w/pkg/__init__.py': 'from elsewhere import find\n\ndef __getattr__(name):\n    return find(name)\n', ...texts }))
  const host = { ...hostOf(files, undefined), searchPath: () => ['/w'], isDirectory: (path: string) => path in folders, listDirectory: (path: string) => (folders[path] ?? []).filter((name) => files.has(`${path}/${name}`) || `${path}/${name}` in folders) }
  const project = createProject(host)
  project.setText(main, files.get(main)!)
  return { project, files }
}
const shape = (project: Project): unknown => project.trace(main).globals['x']?.shape

test('a file that was searched and not imported changes', () => {
  const { project, files } = open({ [wide]: 'HEIGHT = 1\n', [narrow]: 'WIDTH = 3\n' })
  expect(shape(project)).toEqual([1, 3])
  // Two files define the name now: which of them is meant is not known.
  files.set(wide, 'HEIGHT = 1\nWIDTH = 8\n')
  project.invalidate(wide)
  expect(shape(project)).toEqual([1, null])
  files.set(narrow, 'LENGTH = 3\n')
  project.invalidate(narrow)
  expect(shape(project)).toEqual([1, 8])
  files.delete(wide)
  project.invalidate(wide)
  expect(shape(project)).not.toEqual([1, 8])
})

test('a file that the editor holds is read as it is there', () => {
  const { project } = open({ [wide]: 'HEIGHT = 1\n', [narrow]: 'LENGTH = 3\n' })
  expect(shape(project)).not.toEqual([1, 5])
  project.setText(wide, 'WIDTH = 5\n')
  expect(shape(project)).toEqual([1, 5])
  project.setText(wide, undefined)
  expect(shape(project)).not.toEqual([1, 5])
})
