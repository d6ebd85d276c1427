/** The text of a part of a file, read by the positions of the whole. */
export class SourceText {
  private readonly text: string
  private readonly origin: number

  /** `origin`: the position of the text's first character. */
  constructor(text: string, origin: number) {
    this.text = text
    this.origin = origin
  }

  get end(): number { return this.origin + this.text.length }
  at(position: number): string { return this.text[position - this.origin] ?? '' }
  slice(start: number, end: number): string { return this.text.slice(Math.max(0, start - this.origin), Math.max(0, end - this.origin)) }
  startsWith(search: string, position: number): boolean { return this.text.startsWith(search, position - this.origin) }
}

/** A part of a whole text, which it does not keep alive. */
export const cutOut = (whole: string, start: number, end: number): SourceText => new SourceText(detached(whole.slice(start, end)), start)

/** A copy that does not keep the whole text alive that it was cut from, as slices do. */
function detached(text: string): string {
  const separator = text.includes('\n') ? '\n' : ''
  return text.split(separator).join(separator)
}
