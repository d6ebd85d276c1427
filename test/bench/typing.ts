/** A person who types a line into a method, character by character, and takes it out again. */
import type { Position } from 'vscode-languageserver/node'
import type { Client } from './client.ts'
import type { Timings } from './statistics.ts'

/** Valid Python when it is finished, and half-typed most of the time. */
const line = '        extra = torch.relu(x)'

/** The line at which the body of a class's `forward` begins. */
export function forwardOf(text: string, cls: string): number {
  const lines = text.split('\n')
  const start = lines.findIndex((each) => each.startsWith(`class ${cls}(`))
  return lines.findIndex((each, index) => index > start && each.startsWith('    def forward(')) + 1
}

/** `cpu`: CPU time of the server for each keystroke, with its part of the hovers, on average. */
export interface Typed { readonly keystrokes: Timings; readonly hovers: Timings; readonly cpu: number | undefined }

/** `hoverAt`: where the mouse rests after each line, in the file that `watched` names. */
export async function typeLines(client: Client, file: string, at: number, keystrokes: number, hoverAt: { readonly file: string; readonly position: Position } | undefined): Promise<Typed> {
  const typed: number[] = [], hovers: number[] = [], before = client.cpuTime()
  await client.type(file, { line: at, character: 0 }, '\n')
  while (typed.length < keystrokes) {
    let column = 0
    for (; column < line.length && typed.length < keystrokes; column++) {
      typed.push(await client.type(file, { line: at, character: column }, line[column]!))
      if (hoverAt && column % 4 === 0) hovers.push(await client.hover(hoverAt.file, hoverAt.position))
    }
    typed.push(await client.type(file, { line: at, character: 0 }, '', column))
  }
  return { keystrokes: typed, hovers, cpu: before === undefined ? undefined : (client.cpuTime()! - before) / typed.length }
}
