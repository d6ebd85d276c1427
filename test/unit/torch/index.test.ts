/** The catalogue is complete and unambiguous: every file is in the index, every name means one entry, every signature can be read. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { indexes, pathOf, render } from '../../../scripts/generate-index.mjs'
import { allEntries, namesOf, wholeCatalogue } from '../../../core/torch/library/catalogue.ts'
import { torchLibrary } from '../../../core/torch/index.ts'
import { builtinClass } from '../../../core/interp/builtins/index.ts'

const entries = allEntries()

test.each(indexes)('$target is up to date', (index) => {
  expect(readFileSync(pathOf(index), 'utf8')).toBe(render(index))
})

test('a name means one entry', () => {
  const names = entries.flatMap(namesOf)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('every signature and every default can be read', () => {
  for (const entry of entries) {
    const signatures = entry.entry === 'operation' ? entry.overloads.map((each) => each.signature)
      : entry.entry === 'layer' ? [entry.init, entry.forward, ...(entry.methods ?? [])].flatMap((each) => (each ? [each.signature] : [])) : []
    for (const { parameters } of signatures) for (const parameter of parameters) expect(() => parameter.default?.(), parameter.text).not.toThrow()
  }
})

/** In-place variants are stated for whole families; PyTorch has not all of them. */
test('every entry has a name that PyTorch has', () => {
  const { byName } = wholeCatalogue()
  expect(entries.map(namesOf).filter((names) => !names.every((name) => name.endsWith('_')) && !names.some((name) => byName.has(name)))).toEqual([])
})

test('a name that PyTorch lacks is missing, and one that the catalogue lacks is unknown', () => {
  const library = torchLibrary(builtinClass)
  const nn = library.namespace('torch.nn')
  expect(nn?.get('Conv2d')?.kind).toBe('class')
  expect(nn?.get('Conv2D')).toBeUndefined()
  expect(nn?.get('quantizable')?.kind).toBe('unknown')
  expect(nn?.open).toBe(false)
  expect(library.namespace('torch.optim')?.get('Adam')?.kind).toBe('unknown')
  expect(library.namespace('torch.nn.Conv2d')).toBeUndefined()
  expect(library.tensorHas('numpy')).toBe(true)
  expect(library.tensorHas('shap')).toBe(false)
})

test('a class has one value under all of its names', () => {
  const library = torchLibrary(builtinClass)
  expect(library.find('torch.nn.modules.conv.Conv2d')).toBe(library.find('torch.nn.Conv2d'))
  expect(library.find('torch.nn.modules.Conv2d')).toBe(library.nativeClass('torch.nn.Conv2d'))
})
