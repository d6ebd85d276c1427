/** Records by where they belong: a file and a range of its text, in the order in which they were first made. */
import type { Span } from '../syntax/ast.ts'

/** What records are asked for. */
export interface PlacesOf<R> {
  /** The records of a place. The text must not have moved since they were asked first. */
  at(file: string, span: Span): readonly R[]
  /** The records of the places that touch a range of a file. */
  within(file: string, range: Span): readonly R[]
  values(): readonly R[]
  /** As `at`, for a question or two: every record is looked at. */
  search(file: string, span: Span): readonly R[]
}

/** Offsets are below this: the text of a file is. */
const mostOffsets = 2 ** 26

export class Places<R extends { readonly file: string; readonly span: Span }> implements PlacesOf<R> {
  private readonly all: R[] = []
  /** Of the first `indexed` records. A table that nobody asks is not indexed. */
  private files: Map<string, Map<number, R[]>> | undefined
  private indexed = 0

  at(file: string, span: Span): readonly R[] {
    while (this.indexed < this.all.length) this.index(this.all[this.indexed++]!)
    return this.files?.get(file)?.get(numberOf(span)) ?? none
  }

  within(file: string, range: Span): readonly R[] {
    return this.all.filter((record) => record.file === file && record.span.end >= range.start && record.span.start <= range.end)
  }

  search(file: string, { start, end }: Span): readonly R[] {
    let found: R[] | undefined
    for (const record of this.all) if (record.span.start === start && record.span.end === end && record.file === file) (found ??= []).push(record)
    return found ?? none
  }

  add(record: R): void {
    this.all.push(record)
  }

  private index(record: R): void {
    const files = (this.files ??= new Map<string, Map<number, R[]>>())
    let places = files.get(record.file)
    if (!places) files.set(record.file, (places = new Map()))
    const number = numberOf(record.span)
    const here = places.get(number)
    if (here) here.push(record)
    else places.set(number, [record])
  }

  values(): readonly R[] {
    return this.all
  }

  /** The same records once more, each copied, so that changing one leaves the other. */
  copy(copyOf: (record: R) => R): Places<R> {
    const copied = new Places<R>()
    for (const record of this.all) copied.add(copyOf(record))
    return copied
  }
}

const none: readonly never[] = []
const numberOf = ({ start, end }: Span): number => start * mostOffsets + (end - start)
