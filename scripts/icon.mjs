// Draws media/icons/icon.png: three sheets of a tensor, the front one with cells, and a squiggle below.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { root } from './lib.mjs'

const SIZE = 256, SAMPLES = 4

const rounded = (x, y, left, top, width, height, radius) => {
  const dx = Math.max(left + radius - x, 0, x - (left + width - radius)), dy = Math.max(top + radius - y, 0, y - (top + height - radius))
  return x >= left && x <= left + width && y >= top && y <= top + height && dx * dx + dy * dy <= radius * radius
}
const CELLS = ['#ee6b3b', '#f4a261', '#f6c9a0', '#f4a261', '#ee6b3b', '#c2502a', '#f6c9a0', '#ee6b3b', '#f4a261']

/** The colour at a point of the 256 × 256 drawing, or nothing outside it. */
function colour(x, y) {
  if (!rounded(x, y, 0, 0, 256, 256, 52)) return undefined
  const wave = 218 + 7 * Math.sin((x - 56) * Math.PI / 12)
  if (x >= 56 && x <= 200 && Math.abs(y - wave) <= 4.2) return '#ff5d5d'
  for (let cell = 0; cell < 9; cell++) {
    if (rounded(x, y, 56 + (cell % 3) * 34, 84 + Math.floor(cell / 3) * 34, 30, 30, 5)) return CELLS[cell]
  }
  if (rounded(x, y, 48, 76, 114, 114, 12)) return '#2d2747'
  if (rounded(x, y, 70, 56, 114, 114, 12)) return '#5b4d8f'
  if (rounded(x, y, 92, 36, 114, 114, 12)) return '#8673c7'
  return '#1e1b2e'
}

function pixel(column, line) {
  const sum = [0, 0, 0, 0]
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const found = colour(column + (i % SAMPLES + 0.5) / SAMPLES, line + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES)
    if (!found) continue
    for (let part = 0; part < 3; part++) sum[part] += parseInt(found.slice(1 + part * 2, 3 + part * 2), 16)
    sum[3]++
  }
  return sum[3] === 0 ? [0, 0, 0, 0] : [...sum.slice(0, 3).map(value => Math.round(value / sum[3])), Math.round(255 * sum[3] / SAMPLES ** 2)]
}

const checksum = bytes => {
  let crc = ~0
  for (const byte of bytes) { crc ^= byte; for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0) }
  return ~crc >>> 0
}
function chunk(name, body) {
  const named = Buffer.concat([Buffer.from(name), body]), size = Buffer.alloc(4), sum = Buffer.alloc(4)
  size.writeUInt32BE(body.length)
  sum.writeUInt32BE(checksum(named))
  return Buffer.concat([size, named, sum])
}

const lines = Array.from({ length: SIZE }, (_, line) => Buffer.from([0, ...Array.from({ length: SIZE }, (__, column) => pixel(column, line)).flat()]))
const header = Buffer.alloc(13)
header.writeUInt32BE(SIZE, 0)
header.writeUInt32BE(SIZE, 4)
header.set([8, 6, 0, 0, 0], 8)
const png = Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(lines), { level: 9 })), chunk('IEND', Buffer.alloc(0))])
writeFileSync(join(root, 'media/icons/icon.png'), png)
console.log(`media/icons/icon.png ${png.length} bytes`)
