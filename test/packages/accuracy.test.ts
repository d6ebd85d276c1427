/** Models of published packages, analysed from the sources in their wheels, against every call that PyTorch was recorded to make. */
import { beforeAll, expect, it } from 'vitest'
import { printScores, runDrivers, scores } from '../oracle/accuracy.ts'
import { loadParser } from '../oracle/support/analyse.ts'

// scripts/packages.mjs puts the wheels' contents there and scripts/test.mjs says where.
const site = process.env['PACKAGES_FOLDER'] ?? ''

beforeAll(loadParser)

/**
 * What a detector keeps depends on its random weights: numbers of boxes are unknown here and plain numbers in the record. `npm run accuracy`
 * holds detection to its goal; the suite holds it to what is known for sure.
 */
const dependsOnData = 'torchvision, detection'
const knownOfDetection = 0.55

it('every package reaches its goal, with no wrong shape and no false alarm', () => {
  const results = [...runDrivers(site)]
  const all = scores(results)
  console.log(printScores(all))
  expect(results.flatMap(({ driver, result }) => [...result.wrong, ...result.falseAlarms].map((each) => `${driver.package}/${driver.name} ${each}`))).toEqual([])
  expect(all.filter((score) => !score.reached && score.part !== dependsOnData).map((score) => score.part)).toEqual([])
  const detection = all.find((score) => score.part === dependsOnData)!
  expect(detection.exact / detection.total).toBeGreaterThan(knownOfDetection)
}, 300_000)

it.each(['torchvision/resnet18', 'torchvision/vgg11_bn', 'torchvision/fcn_resnet50'])('%s: every recorded shape, and no problem', (name) => {
  for (const { result } of runDrivers(site, name)) {
    expect({ wrong: result.wrong, falseAlarms: result.falseAlarms, missing: result.missing, complete: result.complete }).toEqual({ wrong: [], falseAlarms: [], missing: [], complete: true })
    expect(result.total).toBeGreaterThan(5)
  }
}, 60_000)
