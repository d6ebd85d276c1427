/**
 * Bytes of a Python file to text, as Python reads them: UTF-8 unless a coding comment in the first two lines says
 * otherwise (PEP 263). A byte order mark is dropped. What Python refuses is refused.
 */
import type { ReadResult } from './files.ts'

const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/

export function decodePython(bytes: Uint8Array): ReadResult {
  if (starts(bytes, [0xff, 0xfe]) || starts(bytes, [0xfe, 0xff])) return { error: 'is encoded in UTF-16, which Python does not read' }
  if (bytes.includes(0)) return { error: 'holds null bytes, so it is no Python source' }
  const body = starts(bytes, [0xef, 0xbb, 0xbf]) ? bytes.subarray(3) : bytes
  const declared = declaredEncoding(body)
  try {
    return { text: new TextDecoder(label(declared), { fatal: true, ignoreBOM: true }).decode(body) }
  } catch (error) {
    if (error instanceof RangeError) return { error: `declares the encoding ${declared}, which is not known here` }
    return { error: declared === 'utf-8' ? 'is not encoded in UTF-8 and declares no other encoding' : `is not encoded in ${declared}, as it declares` }
  }
}

function declaredEncoding(bytes: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024)).split(/\r\n|\r|\n/, 2)
  const [first = '', second = ''] = head
  const found = COOKIE.exec(first) ?? (/^[ \t\f]*(#.*)?$/.test(first) ? COOKIE.exec(second) : null)
  return found?.[1]?.toLowerCase() ?? 'utf-8'
}

/** Python's names for encodings that the Encoding Standard calls something else. */
function label(encoding: string): string {
  const plain = encoding.replaceAll('_', '-')
  if (/^(utf-?8(-.*)?|u8|cp65001)$/.test(plain)) return 'utf-8'
  if (/^(latin-?1|iso-?8859-1|iso-latin-1|l1)(-.*)?$/.test(plain)) return 'latin1'
  const codePage = /^cp(125[0-8]|866|874)$/.exec(plain)?.[1]
  if (codePage !== undefined) return codePage === '866' ? 'ibm866' : `windows-${codePage}`
  return plain
}

function starts(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte)
}
