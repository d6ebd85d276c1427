import { expect, it } from 'vitest'
import { documentFor, toDiagnostic } from '../../server/convert.ts'
import { decodeSettings } from '../../server/settings.ts'
import type { Problem } from '../../core/ide/types.ts'

const REMARK: Problem = { file: '/a.py', range: { start: 0, end: 1 }, code: 'remark', severity: 'hint', message: 'Is this meant?', related: [], fixes: [] }

it.each([['off', undefined], ['hint', 4], ['information', 3], ['warning', 2], [undefined, 4], [17, 4]])('shows a remark as the setting %s says', (hintSeverity, severity) => {
  const diagnostic = toDiagnostic(documentFor('/a.py', 'x'), REMARK, () => undefined, decodeSettings({ hintSeverity }, undefined))
  expect(diagnostic?.severity).toBe(severity)
})

it('shows an error as an error, whatever the setting says', () => {
  expect(toDiagnostic(documentFor('/a.py', 'x'), { ...REMARK, severity: 'error' }, () => undefined, decodeSettings({ hintSeverity: 'off' }, undefined))?.severity).toBe(1)
})

it('takes settings of the wrong type for not set', () => {
  expect(decodeSettings({ enable: 'yes', inputs: 'x', searchPaths: [1, '', 'a'], python: 3 }, { defaultInterpreterPath: 'python' })).toEqual({
    enable: true, inlayHints: true, hintSeverity: 'hint', inputs: [], searchPaths: ['a'], python: undefined,
  })
  expect(decodeSettings({ python: '' }, { defaultInterpreterPath: '/usr/bin/python3' }).python).toBe('/usr/bin/python3')
})
