/** Standard output and standard error, with colours only where a person looks. */
export interface Console {
  print(text: string): void
  /** One clear line on standard error; returns the exit code for it. */
  fail(message: string): 2
  /** What is going on, for a person who waits; the next text stands in its place. */
  progress(text: string): void
  readonly style: Style
}

export interface Style {
  bold(text: string): string
  faint(text: string): string
  red(text: string): string
  yellow(text: string): string
  blue(text: string): string
}

export const processConsole: Console = {
  print: text => { process.stdout.write(text) },
  fail(message) {
    process.stderr.write(`torch-shape-lint: ${message.replaceAll(/\s*[\r\n]+\s*/g, ' ')}\n`)
    return 2
  },
  progress: text => { if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`) },
  style: styleFor(process.stdout.isTTY && process.env['NO_COLOR'] === undefined ? 'colours' : 'plain'),
}

export function styleFor(kind: 'colours' | 'plain'): Style {
  const escape = (open: number, close: number) => (text: string): string => (kind === 'plain' ? text : `\u001b[${open}m${text}\u001b[${close}m`)
  return { bold: escape(1, 22), faint: escape(2, 22), red: escape(31, 39), yellow: escape(33, 39), blue: escape(34, 39) }
}
