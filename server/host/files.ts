/** Where the bytes of Python files come from: a disk, or the client's messages. */
export interface Files {
  read(path: string): ReadResult
  isFile(path: string): boolean
  isDirectory(path: string): boolean
  list(path: string): readonly string[]
}

/** The text without its byte order mark, or one sentence that says why there is none. */
export type ReadResult = { readonly text: string } | { readonly error: string }

/** Larger files are not what people write by hand; they are refused with a sentence. */
export const MAX_BYTES = 16 * 1024 * 1024

/** Files of the first source that has them; folders are the union. */
export function layered(upper: Files, lower: Files): Files {
  return {
    read: path => (upper.isFile(path) ? upper : lower).read(path),
    isFile: path => upper.isFile(path) || lower.isFile(path),
    isDirectory: path => upper.isDirectory(path) || lower.isDirectory(path),
    list: path => [...new Set([...upper.list(path), ...lower.list(path)])],
  }
}
