/** Models of torchvision, analysed from the sources in its wheel, against every call that PyTorch was recorded to make. */
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { checkDriver } from '../oracle/accuracy.ts'
import { loadParser, openSession } from '../oracle/support/analyse.ts'
import { readRecorded, type PackageDriver } from '../oracle/support/data.ts'

// scripts/packages.mjs puts the wheels' contents there and scripts/test.mjs says where.
const site = join(process.env['PACKAGES_FOLDER'] ?? '.cache/packages', 'torchvision-0.29.2')
const drivers = readRecorded<PackageDriver[]>('packages.json.gz')

beforeAll(loadParser)

it.each(['resnet18', 'vgg11_bn', 'fcn_resnet50'])('%s: every recorded shape, and no problem', name => {
  const driver = drivers.find(each => each.package === 'torchvision' && each.name === name)
  if (!driver) throw new Error(`no recorded driver ${name}`)
  const { total, exact, wrong, falseAlarms, complete } = checkDriver(driver, openSession(site), site)
  expect({ wrong, falseAlarms, complete }).toEqual({ wrong: [], falseAlarms: [], complete: true })
  expect(total).toBeGreaterThan(5)
  expect(exact).toBe(total)
})
