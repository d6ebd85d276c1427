/** A picture from disk as numbers. */
import type { DataSource } from '../../../server/protocol.ts'

/** No sample needs more pixels along a side; a larger picture is made smaller first. */
const MOST = 512

export async function pictureSource(file: Blob): Promise<Extract<DataSource, { kind: 'picture' }> | { readonly reason: string }> {
  const bitmap = await createImageBitmap(file).catch(() => undefined)
  if (!bitmap) return { reason: 'This file is not a picture that can be read here (PNG, JPEG, GIF, WebP and BMP can).' }
  const scale = Math.min(1, MOST / Math.max(bitmap.width, bitmap.height))
  const width = Math.max(1, Math.round(bitmap.width * scale)), height = Math.max(1, Math.round(bitmap.height * scale))
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return { reason: 'This editor gives pages no canvas to read pictures with.' }
  context.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  return { kind: 'picture', width, height, rgba: context.getImageData(0, 0, width, height).data }
}
