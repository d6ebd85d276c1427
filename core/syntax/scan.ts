/**
 * Text to logical lines: what ends a statement, without knowing statements. Joins physical lines inside brackets, after
 * a backslash and inside triple-quoted strings, and sets comments aside.
 *
 * Text that is not Python still gives lines that make sense one by one. Inside an open bracket no line of Python can begin
 * with a statement's keyword (`def`, `return`, …); where one does, the bracket was never closed, and the lines since
 * are told apart by their indentation and by how they end. Where triple quotes do not match up, a
 * string that reaches the end of the text or holds a definition further left than itself ends on its first line.
 */
import type { Comment, SyntaxProblem } from './ast.ts'
import { type StringEnd, endOfString, isStringPrefix } from './quotes.ts'

export interface LogicalLine {
  /** The first character of code. */
  readonly start: number
  /** Behind the last character of code: comments, spaces and a semicolon at the end do not count. */
  readonly end: number
  /** Columns of white space before it; a tab reaches to the next multiple of eight. */
  readonly indent: number
  /** An open bracket or string that the line never closes. */
  readonly fault: SyntaxProblem | undefined
}

export interface ScannedText {
  readonly lines: readonly LogicalLine[]
  readonly comments: readonly Comment[]
  /** Triple quotes that do not match up: lines were told by other means than quotes. */
  readonly quotesMismatch: boolean
}

export function scanText(text: string): ScannedText {
  const trusting = new Scanner(text, false)
  trusting.scan()
  if (!trusting.quotesMismatch) return trusting
  const wary = new Scanner(text, true)
  wary.scan()
  return { lines: wary.lines, comments: wary.comments, quotesMismatch: true }
}

/**
 * The lines of a part of a text, which begins where a line does and ends before another. Undefined: they can't be told without the rest, or the rest not
 * without them, because a bracket or a string of theirs is open beyond its end.
 */
export function scanRange(text: string, from: number, to: number): ScannedText | undefined {
  const scanner = new Scanner(text, false)
  return scanner.scan(from, to) && !scanner.quotesMismatch ? scanner : undefined
}

/** The comments of a text, in order. A parsed module has them, too. */
export function commentsOf(text: string): readonly Comment[] {
  return scanText(text).comments
}

/** The characters that would close the brackets and the string left open in a line's code. */
export function closersOf(code: string): string {
  const scanner = new Scanner(code, false)
  scanner.readLine(0)
  const brackets = scanner.brackets.map(({ closer }) => closer).reverse().join('')
  return scanner.openQuote + brackets
}

/** Keywords that begin a statement and that no expression contains. */
const statementKeyword = /(?:def|class|return|import|while|try|raise|assert|del|global|nonlocal|pass|break|continue|with|except|finally|elif|async\s+(?:def|with))(?![\w])|from\s+[\w.]+\s+import(?!\w)/y
/** A line that assigns, rather than one argument of several. */
const assignment = /[A-Za-z_][\w.]*(?:\s*,\s*[A-Za-z_][\w.]*)*\s+=\s+(?:[^#\r\n]*[^,\s#])?\s*(?:#.*)?$/my
/** The beginning of a line that goes on with an expression. */
const continuation = /[)\]}"'.*/%|&^<>=,:+@-]|(?:for|if|else|and|or|in|not|is|async)(?!\w)/y
const definition = /^([ \t]*)(?:async[ \t]+def|def|class)[ \t]+\w+[ \t]*[([:]/gm

const enum Char { Tab = 9, Newline = 10, FormFeed = 12, Return = 13, Space = 32, DoubleQuote = 34, Hash = 35, Quote = 39, Semicolon = 59, Backslash = 92, ByteOrderMark = 0xfeff }

interface Bracket { readonly at: number; readonly closer: string }

class Scanner {
  readonly lines: LogicalLine[] = []
  readonly comments: Comment[] = []
  /** Brackets open at the end of the line read last. */
  brackets: Bracket[] = []
  /** The quote of a string still open at the end of the line read last, or `''`. */
  openQuote = ''
  /** A triple-quoted string reaches the end of the text, or such quotes lie in a string that is never closed. */
  quotesMismatch = false

  private readonly text: string
  private readonly distrustsStrings: boolean
  private at = 0
  /** Lines that begin before this offset end where indentation says so, brackets or not. */
  private waryUntil = 0
  private lineStart = 0
  /** Where the white space before the code read last begins. */
  private physicalStart = 0
  private lineIndent = 0
  private codeEnd = 0
  private fault: SyntaxProblem | undefined

  constructor(text: string, distrustsStrings: boolean) {
    this.text = text
    this.distrustsStrings = distrustsStrings
  }

  /** False: the last line, or what was found of an open bracket, reaches beyond `to`. */
  scan(from = 0, to = this.text.length): boolean {
    const { text } = this
    this.at = from
    while (this.at < to) {
      const indent = this.readIndent()
      const code = text.charCodeAt(this.at)
      if (this.at >= to) break
      if (code === Char.Newline || code === Char.Return) this.at++
      else if (code === Char.Hash) this.readComment(true)
      else this.scanLine(indent)
    }
    return this.waryUntil <= to && (this.lines.at(-1)?.end ?? from) <= to && this.at <= to
  }

  private scanLine(indent: number): void {
    const start = this.at
    const comments = this.comments.length
    const brokenAt = this.readLine(indent)
    if (brokenAt !== undefined && start >= this.waryUntil) {
      this.waryUntil = brokenAt
      this.comments.length = comments
      this.at = start
      this.readLine(indent)
    }
    this.lines.push({ start, end: Math.max(this.codeEnd, start + 1), indent, fault: this.fault })
  }

  /**
   * Reads one logical line from `at`. The result is where the text shows that a bracket of the line was never closed.
   */
  readLine(indent: number): number | undefined {
    const { text } = this
    this.lineStart = this.at
    this.lineIndent = indent
    this.codeEnd = this.at
    this.brackets = []
    this.openQuote = ''
    this.fault = undefined
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at)
      if (isWordCode(code)) this.readWord()
      else if (code === Char.Space || code === Char.Tab || code === Char.FormFeed) this.at++
      else if (code === Char.Newline || code === Char.Return) {
        if (this.brackets.length === 0) return undefined
        const next = this.nextCode()
        if (this.isKeywordAt(next.at)) return this.leaveOpen(next.at)
        if (this.lineStart < this.waryUntil && this.beginsStatement(next)) return this.leaveOpen(next.at)
        this.at = next.at
      } else if (code === Char.Hash) this.readComment(false)
      else if (code === Char.Quote || code === Char.DoubleQuote) this.readString('')
      else if (code === Char.Backslash && this.isNewline(this.at + 1)) this.at += text.startsWith('\r\n', this.at + 1) ? 3 : 2
      else this.readPunctuation(code)
    }
    this.physicalStart = text.length
    return this.brackets.length === 0 ? undefined : this.leaveOpen(text.length)
  }

  private readPunctuation(code: number): void {
    this.at++
    if (code !== Char.Semicolon) this.codeEnd = this.at
    switch (code) {
      case 40: this.brackets.push({ at: this.at - 1, closer: ')' }); break
      case 91: this.brackets.push({ at: this.at - 1, closer: ']' }); break
      case 123: this.brackets.push({ at: this.at - 1, closer: '}' }); break
      case 41: this.close(')'); break
      case 93: this.close(']'); break
      case 125: this.close('}'); break
    }
  }

  /** A closing bracket closes what was opened since its partner, too. Without a partner it closes nothing. */
  private close(closer: string): void {
    for (let depth = this.brackets.length - 1; depth >= 0; depth--) {
      const bracket = this.brackets[depth]
      if (bracket?.closer !== closer) continue
      this.brackets.length = depth
      return
    }
  }

  private leaveOpen(at: number): number {
    this.at = this.physicalStart
    const bracket = this.brackets.at(-1)
    if (bracket !== undefined) this.fault ??= { start: bracket.at, end: bracket.at + 1, message: `'${this.text[bracket.at] ?? ''}' was never closed` }
    return at
  }

  private readWord(): void {
    const { text } = this
    const start = this.at
    while (this.at < text.length && isWordCode(text.charCodeAt(this.at))) this.at++
    const code = text.charCodeAt(this.at)
    this.codeEnd = this.at
    if (code !== Char.Quote && code !== Char.DoubleQuote) return
    const prefix = text.slice(start, this.at).toLowerCase()
    this.readString(isStringPrefix(prefix) ? prefix : '')
  }

  private readString(prefix: string): void {
    const start = this.at
    const end = endOfString(this.text, start, prefix)
    if (end.isTriple && (!end.isClosed || this.swallowsDefinition(start, end))) {
      if (!end.isClosed) this.quotesMismatch = true
      this.leaveStringOpen(start, this.distrustsStrings ? this.endOfLine(start) : this.text.length, 'unterminated triple-quoted string literal')
    } else if (!end.isClosed) {
      if (/"{3}|'{3}/.test(this.text.slice(start + 1, end.at))) this.quotesMismatch = true
      this.leaveStringOpen(start, end.at, 'unterminated string literal')
    } else {
      this.at = end.at
    }
    this.codeEnd = this.at
  }

  private leaveStringOpen(start: number, end: number, message: string): void {
    this.fault ??= { start, end, message }
    this.openQuote = this.text.startsWith((this.text[start] ?? '').repeat(3), start) ? this.text.slice(start, start + 3) : this.text[start] ?? ''
    this.at = end
  }

  /** In a text whose quotes do not match up: whether a string runs over a definition that must lie outside it. */
  private swallowsDefinition(start: number, end: StringEnd): boolean {
    if (!this.distrustsStrings) return false
    for (const match of this.text.slice(start, end.at).matchAll(definition)) {
      if (match.index > 0 && widthOf(match[1] ?? '') <= this.lineIndent) return true
    }
    return false
  }

  private readComment(ownLine: boolean): void {
    const start = this.at
    this.at = this.endOfLine(start)
    this.comments.push({ start, end: this.at, text: this.text.slice(start, this.at), ownLine })
  }

  private endOfLine(from: number): number {
    let at = from
    while (at < this.text.length && !this.isNewline(at)) at++
    return at
  }

  private isNewline(at: number): boolean {
    const code = this.text.charCodeAt(at)
    return code === Char.Newline || code === Char.Return
  }

  /** Moves over white space at the beginning of a line and measures it. */
  private readIndent(): number {
    this.physicalStart = this.at
    let indent = 0
    for (; ; this.at++) {
      const code = this.text.charCodeAt(this.at)
      if (code === Char.Space) indent++
      else if (code === Char.Tab) indent += 8 - indent % 8
      else if (code === Char.FormFeed) indent = 0
      else if (code !== Char.ByteOrderMark) return indent
    }
  }

  /** The next code after a line break inside brackets: comments on the way are recorded. */
  private nextCode(): { readonly at: number; readonly indent: number } {
    for (;;) {
      const indent = this.readIndent()
      const code = this.text.charCodeAt(this.at)
      if (code === Char.Newline || code === Char.Return) this.at++
      else if (code === Char.Hash) this.readComment(true)
      else return { at: this.at, indent }
    }
  }

  private isKeywordAt(at: number): boolean {
    statementKeyword.lastIndex = at
    return statementKeyword.test(this.text)
  }

  /** Whether a line inside a bracket that is never closed begins a statement of its own. */
  private beginsStatement(next: { readonly at: number; readonly indent: number }): boolean {
    const { text } = this
    continuation.lastIndex = next.at
    if (/[)\]}]/.test(text[next.at] ?? '')) return false
    if (next.indent <= this.lineIndent) return true
    if (/[,([{=+\-*/%|&<>.:\\]/.test(text[this.codeEnd - 1] ?? '')) {
      assignment.lastIndex = next.at
      return assignment.test(text)
    }
    return !continuation.test(text)
  }
}

/** Letters, digits, underscores, and everything outside ASCII. */
export function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || (code > 127 && code !== Char.ByteOrderMark)
}

function widthOf(space: string): number {
  let width = 0
  for (const character of space) width += character === '\t' ? 8 - width % 8 : 1
  return width
}
