import { describe, expect, it } from 'vitest'
import { decodePython } from '../../server/host/decode.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('bytes of a Python file', () => {
  it('are UTF-8, with or without a byte order mark', () => {
    expect(decodePython(bytes('x = "é"'))).toEqual({ text: 'x = "é"' })
    expect(decodePython(bytes('\ufeffx = 1'))).toEqual({ text: 'x = 1' })
    expect(decodePython(bytes(''))).toEqual({ text: '' })
  })

  it('keep their line breaks', () => {
    expect(decodePython(bytes('a\r\nb\rc\n'))).toEqual({ text: 'a\r\nb\rc\n' })
  })

  it('may declare another encoding in one of the first two lines', () => {
    const latin = Uint8Array.of(...bytes('#!/usr/bin/python\n# -*- coding: latin-1 -*-\nx = "'), 0xe9, ...bytes('"'))
    expect(decodePython(latin)).toEqual({ text: '#!/usr/bin/python\n# -*- coding: latin-1 -*-\nx = "é"' })
    const late = Uint8Array.of(...bytes('x = 1\n# coding: latin-1\ny = "'), 0xe9)
    expect(decodePython(late)).toEqual({ error: 'is not encoded in UTF-8 and declares no other encoding' })
  })

  it('are refused where Python refuses them', () => {
    expect(decodePython(Uint8Array.of(0xff, 0xfe, 0x78, 0))).toEqual({ error: 'is encoded in UTF-16, which Python does not read' })
    expect(decodePython(bytes('x = "\0"'))).toEqual({ error: 'holds null bytes, so it is no Python source' })
    expect(decodePython(Uint8Array.of(0x78, 0xe9))).toEqual({ error: 'is not encoded in UTF-8 and declares no other encoding' })
    expect(decodePython(bytes('# coding: klingon\n'))).toEqual({ error: 'declares the encoding klingon, which is not known here' })
  })
})
