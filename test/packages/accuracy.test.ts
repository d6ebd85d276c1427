/** Models of published packages, analysed from the sources in their wheels, against every call that PyTorch was recorded to make. */
import { beforeAll, expect, it } from 'vitest'
import { printScores, runDrivers, scores } from '../oracle/accuracy.ts'
import { loadParser } from '../oracle/support/analyse.ts'

// scripts/packages.mjs puts the wheels' contents there and scripts/test.mjs says where.
const site = process.env['PACKAGES_FOLDER'] ?? ''

beforeAll(loadParser)

it('every package reaches its goal, with no wrong shape and no false alarm', () => {
  const results = [...runDrivers(site)]
  const all = scores(results)
  console.log(printScores(all))
  expect(results.flatMap(({ driver, result }) => [...result.wrong, ...result.falseAlarms].map((each) => `${driver.package}/${driver.name} ${each}`))).toEqual([])
  expect(all.filter((score) => !score.reached).map((score) => score.part)).toEqual([])
}, 300_000)

it.each(['torchvision/resnet18', 'torchvision/vgg11_bn', 'torchvision/fcn_resnet50'])('%s: every recorded shape, and no problem', (name) => {
  for (const { result } of runDrivers(site, name)) {
    expect({ wrong: result.wrong, falseAlarms: result.falseAlarms, missing: result.missing, complete: result.complete }).toEqual({ wrong: [], falseAlarms: [], missing: [], complete: true })
    expect(result.total).toBeGreaterThan(5)
  }
}, 60_000)
