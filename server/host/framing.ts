/** Follows the frames of the messages on a stream. After one that says nothing of its length, or nonsense, nobody knows where the next begins. */
import { constants } from 'node:buffer'

/** Headers have a few words. */
const longestHeader = 8192
const endOfHeader = '\r\n\r\n'

/** Listens to a stream before anybody else does. `broken` is told once, in a sentence, and before the message is read. */
export function watchFrames(input: NodeJS.ReadableStream, broken: (reason: string) => void): void {
  let header = ''
  let bodyLeft = 0
  const read = (chunk: Buffer): void => {
    for (let at = 0; at < chunk.length;) {
      if (bodyLeft > 0) {
        const taken = Math.min(bodyLeft, chunk.length - at)
        bodyLeft -= taken
        at += taken
        continue
      }
      const before = header.length
      header += chunk.toString('latin1', at, at + longestHeader)
      const end = header.indexOf(endOfHeader)
      const length = end < 0 ? undefined : lengthIn(header.slice(0, end))
      if (end < 0 && header.length < longestHeader) return
      if (length === undefined) {
        input.removeListener('data', read)
        broken(`A message begins with ${JSON.stringify(header.slice(0, end < 0 ? 80 : Math.min(end, 80)))}, which does not say how long it is.`)
        return
      }
      at += end + endOfHeader.length - before
      header = ''
      bodyLeft = length
    }
  }
  input.on('data', read)
}

/** Bytes of the body. Undefined: the header does not say, or names more than any text can have. */
function lengthIn(header: string): number | undefined {
  const stated = header.split('\r\n').findLast((line) => /^content-length:/i.test(line))
  const digits = stated && /^content-length:[ \t]*(\d+)[ \t]*$/i.exec(stated)?.[1]
  const length = digits ? Number(digits) : undefined
  return length !== undefined && length <= constants.MAX_STRING_LENGTH ? length : undefined
}
