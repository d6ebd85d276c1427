/** Comparing with PyTorch: the generated program, and what is made of its answer. */
import { describe, expect, test } from 'vitest'
import { checkPlan, type CheckPlan, type LabSetting } from '../../../core/exec/lab/index.ts'
import { runPython } from '../../../server/host/runPython.ts'

const setting: LabSetting = {
  steps: [{ layer: 'torch.nn.MaxPool2d', arguments: { kernel_size: '2' }, weights: {} }],
  inputs: [{ shape: [1, 1, 2, 4], dtype: 'float32', data: { source: { kind: 'ramp' } } }], training: true,
}
function planOf(given: LabSetting): CheckPlan {
  const plan = checkPlan(given)
  if ('reason' in plan) throw new Error(plan.reason)
  return plan
}
const answer = (shape: readonly number[], data: readonly string[]): string => JSON.stringify({ torch: '2.15.0', outputs: [{ shape, data }] })

describe('the program', () => {
  test('builds the layer from literals and reads the numbers from its input', () => {
    const { program, input } = planOf(setting)
    expect(program).toContain('layer0 = nn.MaxPool2d(kernel_size=2)')
    expect(JSON.parse(input)).toEqual({ inputs: [{ shape: [1, 1, 2, 4], data: [0, 1, 2, 3, 4, 5, 6, 7] }], weights: [{}] })
  })

  test('is none for a setting that is refused', () => {
    expect(checkPlan({ ...setting, steps: [{ ...setting.steps[0]!, arguments: { kernel_size: '__import__("os")' } }] })).toMatchObject({ reason: expect.stringContaining('is not a literal') })
    expect(checkPlan({ ...setting, steps: [{ ...setting.steps[0]!, arguments: { kernel_size: '9' } }] })).toMatchObject({ reason: expect.stringContaining('Output size is too small') })
  })
})

describe('the answer', () => {
  const { judge } = planOf(setting)
  test('is equal', () => { expect(judge(answer([1, 1, 1, 2], ['5.0', '7.0']), 'python3')).toEqual({ ok: true, difference: 0, outputs: [{ shape: [1, 1, 1, 2], difference: 0, at: [0, 0, 0, 0] }], torch: '2.15.0', python: 'python3' }) })
  test('differs, and where', () => { expect(judge(answer([1, 1, 1, 2], ['5.0', '6.5']), 'python3')).toMatchObject({ ok: true, difference: 0.5, outputs: [{ at: [0, 0, 0, 1] }] }) })
  test('differs where only one of them is not a number', () => { expect(judge(answer([1, 1, 1, 2], ['nan', '7.0']), 'python3')).toMatchObject({ ok: true, difference: Infinity }) })
  test('has another shape', () => { expect(judge(answer([1, 2], ['5.0', '7.0']), 'python3')).toEqual({ ok: false, message: 'PyTorch returned the shape [1,2], the lab [1, 1, 1, 2].' }) })
  test('is none', () => { expect(judge('Segmentation fault', 'python3')).toEqual({ ok: false, message: 'python3 printed something that is no result.' }) })
})

describe('an interpreter', () => {
  test('that is gone is named', async () => {
    expect(await runPython({ python: '/nowhere/bin/python', roots: [], program: '', input: '' })).toEqual({ message: 'There is no Python interpreter at /nowhere/bin/python any more. Choose another one in the setting torchShapeLint.python.' })
  })

  // A shell takes a program behind -c as Python does.
  const python = '/bin/sh'
  test('gets the program and its input, and what it prints is read', async () => {
    expect(await runPython({ python, roots: [], program: 'echo "in $(ls | wc -l) files:"; cat', input: 'numbers' })).toEqual({ printed: 'in 0 files:\nnumbers', python })
  })

  test('that fails is reported with its last words', async () => {
    expect(await runPython({ python, roots: [], program: 'echo "Traceback" >&2; echo "RuntimeError: too large" >&2; exit 1', input: '' })).toEqual({ message: 'PyTorch refuses this: RuntimeError: too large' })
    expect(await runPython({ python, roots: [], program: `echo "ModuleNotFoundError: No module named 'torch'" >&2; exit 1`, input: '' })).toMatchObject({ message: expect.stringContaining('PyTorch is not installed for /bin/sh.') })
  })

  test('that hangs is stopped', async () => {
    expect(await runPython({ python, roots: [], program: 'sleep 30', input: '' }, 200)).toEqual({ message: '/bin/sh took longer than 0.2 seconds and was stopped.' })
  })
})
