import { beforeAll, expect, test } from 'vitest'
import { loadParser } from './support/analyse.ts'
import { layerCases, printTable, reaches, runCases, table, type Row } from './layers.ts'

let rows: readonly Row[] = []
beforeAll(async () => {
  await loadParser()
  rows = table(runCases(layerCases()))
}, 120_000)

test('every layer answers what PyTorch answered, to the goals', () => {
  const total = rows.at(-1)!
  expect(reaches(total), `\n${printTable(rows.filter((row) => !reaches(row)))}`).toBe(true)
})
