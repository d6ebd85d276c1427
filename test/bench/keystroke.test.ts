/** A keystroke costs what it changes: CPU time, with limits that only a lost incrementality exceeds. `npm run bench` measures properly. */
import { beforeAll, expect, test } from 'vitest'
import { loadParser, mainFile, openSession } from '../oracle/support/analyse.ts'
import { modelFile } from './models.ts'
import { forwardOf } from './typing.ts'
import { quantile } from './statistics.ts'

beforeAll(loadParser)

/** CPU times, in milliseconds, of opening a file and of typing into one method of it. */
function timesOf(lines: number, cls: string): { readonly opening: number; readonly keystrokes: readonly number[] } {
  const { text } = modelFile(lines)
  const { project } = openSession(undefined)
  const timeOf = (text: string): number => {
    const before = process.cpuUsage()
    project.setText(mainFile, text)
    project.problems(mainFile)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
  const opening = timeOf(text)
  const at = text.split('\n').slice(0, forwardOf(text, cls)).join('\n').length + 1
  const keystrokes = [...'        extra = torch.relu(x)'].map((_, index, line) => timeOf(`${text.slice(0, at)}${line.slice(0, index + 1).join('')}\n${text.slice(at)}`))
  return { opening, keystrokes }
}

test('typing into one method of a long file takes a fraction of analysing it', () => {
  timesOf(250, 'ResNet_0')
  const { opening, keystrokes } = timesOf(2000, 'UNet_9')
  expect(quantile(keystrokes, 0.5)).toBeLessThan(opening / 3)
}, 120_000)

test('typing into one method costs about the same in a file that is four times as long', () => {
  const short = timesOf(500, 'ResNet_0'), long = timesOf(2000, 'ResNet_0')
  expect(quantile(long.keystrokes, 0.5)).toBeLessThan(3 * quantile(short.keystrokes, 0.5) + 10)
}, 120_000)
