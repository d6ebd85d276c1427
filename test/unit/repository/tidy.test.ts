/** Habits that a reader can rely on, in every source file. */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import manifest from '../../../package.json'
import { codeOf, root, sourceFiles, textOf } from './sources.ts'

const sources = sourceFiles('core', 'server', 'client', 'scripts', 'test').filter(file => !/^test\/editor\/(host|out)\//.test(file))
const code = sources.filter(file => file.endsWith('.ts'))
/** This file names what it forbids. */
const self = 'test/unit/repository/tidy.test.ts'

describe('source files', () => {
  it('have at most 450 lines', () => {
    const long = sources.filter(file => !/generated/.test(file)).map(file => [file, textOf(file).trimEnd().split('\n').length] as const).filter(([, lines]) => lines > 450)
    expect(long).toEqual([])
  })

  it('hold no `any` and silence no checker', () => {
    const wrong = code.filter(file => file !== self).filter(file => /\bas any\b|: any\b|<any>/.test(codeOf(file)) || /@ts-(ignore|nocheck|expect-error)|oxlint-disable|eslint-disable/.test(textOf(file)))
    expect(wrong).toEqual([])
  })

  it('skip no test and leave none alone', () => {
    const wrong = code.filter(file => file.startsWith('test/') && file !== self).filter(file => /\b(it|test|describe)\.(skip|only|todo|skipIf|runIf|fails)\b|\b(xit|xdescribe|fit|fdescribe)\(/.test(textOf(file)))
    expect(wrong).toEqual([])
  })

  it('leave nothing open in the text', () => {
    const wrong = sourceFiles('core', 'server', 'client').filter(file => /\b(TODO|FIXME|XXX)\b/.test(textOf(file)))
    expect(wrong).toEqual([])
  })

  it('end with a line break and have no blanks at a line\'s end', () => {
    const wrong = sources.filter(file => !/generated/.test(file)).filter(file => !textOf(file).endsWith('\n') || /[ \t]+$/m.test(textOf(file)))
    expect(wrong).toEqual([])
  })
})

describe('the manifest', () => {
  const { contributes } = manifest
  const program = sourceFiles('server', 'client').map(textOf).join('\n')

  it('declares only settings that the code reads', () => {
    const unread = Object.keys(contributes.configuration.properties).map(name => name.replace(/^torchShapeLint\./, '')).filter(name => {
      const asPath = name.split('.').map(part => `'${part}'`).join(', ')
      return !program.includes(`'${name}'`) && !program.includes(asPath)
    })
    expect(unread).toEqual([])
  })

  it('describes every setting, and names all of them in the README', () => {
    for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
      expect(setting.markdownDescription.length, name).toBeGreaterThan(40)
      expect(setting, name).toHaveProperty('default')
      expect(textOf('README.md')).toContain(name)
    }
  })

  it('declares exactly the commands that the client registers', () => {
    const declared = contributes.commands.map(({ command }) => command).sort()
    const registered = [...program.matchAll(/registerCommand\('([^']+)'/g)].map(match => match[1]).sort()
    expect(declared).toEqual(registered)
  })

  it('names files that are there, and a bundle that the build makes', () => {
    const files = [manifest.icon, ...contributes.walkthroughs.flatMap(walkthrough => walkthrough.steps.map(step => step.media.markdown))]
    expect(files.filter(file => !existsSync(join(root, file)))).toEqual([])
    const build = textOf('scripts/build.mjs')
    for (const bundle of [manifest.main, manifest.browser, manifest.bin['torch-shape-lint']]) expect(build).toContain(bundle.replace(/^\.\//, ''))
  })

  it('pins every dependency exactly', () => {
    expect(Object.entries(manifest.devDependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })

  it('has a script for continuous integration that can be run', () => {
    expect(statSync(join(root, '.ci/run')).mode & 0o111).not.toBe(0)
  })
})
