/** Offsets and lines. Lines and columns count from 0; offsets and columns are UTF-16 units unless a name says otherwise. */

export interface Position {
  readonly line: number
  readonly column: number
}

/** Where the lines of a text begin. A line ends with `\n`, `\r\n` or `\r`, which belongs to it. */
export class LineIndex {
  readonly text: string
  private readonly starts: Int32Array

  constructor(text: string) {
    this.text = text
    this.starts = lineStarts(text)
  }

  get lineCount(): number { return this.starts.length }

  /** The offset at which a line begins; the text's length for lines behind the last. */
  lineStart(line: number): number {
    return line < 0 ? 0 : this.starts[line] ?? this.text.length
  }

  /** The offset behind a line's last character, its line break not counted. */
  lineEnd(line: number): number {
    let end = this.lineStart(line + 1)
    const start = this.lineStart(line)
    if (end > start && this.text[end - 1] === '\n') end--
    if (end > start && this.text[end - 1] === '\r') end--
    return end
  }

  /** The line that holds an offset. Offsets outside the text count as its ends. */
  lineAt(offset: number): number {
    let low = 0
    let high = this.starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  positionAt(offset: number): Position {
    const inside = Math.max(0, Math.min(offset, this.text.length))
    const line = this.lineAt(inside)
    return { line, column: inside - this.lineStart(line) }
  }

  /** The offset of a position. A column behind the line's end counts as its end. */
  offsetAt({ line, column }: Position): number {
    if (line >= this.starts.length) return this.text.length
    return Math.min(this.lineStart(line) + Math.max(0, column), this.lineEnd(line))
  }

  /** The offset of a column counted in UTF-8 bytes, as CPython counts. */
  offsetAtUtf8(line: number, byteColumn: number): number {
    const end = this.lineEnd(line)
    let offset = this.lineStart(line)
    for (let bytes = 0; bytes < byteColumn && offset < end;) {
      const code = this.text.codePointAt(offset) ?? 0
      bytes += utf8Length(code)
      offset += code > 0xffff ? 2 : 1
    }
    return offset
  }

  /** The column of an offset in UTF-8 bytes. */
  utf8Column(offset: number): number {
    const end = Math.min(offset, this.text.length)
    let bytes = 0
    for (let at = this.lineStart(this.lineAt(end)); at < end;) {
      const code = this.text.codePointAt(at) ?? 0
      bytes += utf8Length(code)
      at += code > 0xffff ? 2 : 1
    }
    return bytes
  }
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1
  if (codePoint < 0x800) return 2
  return codePoint < 0x10000 ? 3 : 4
}

function lineStarts(text: string): Int32Array {
  const starts = [0]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 13) continue
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1)
  }
  return Int32Array.from(starts)
}
