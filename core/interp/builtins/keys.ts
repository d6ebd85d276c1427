/**
 * Keys of dicts that are not known but are the same wherever they stand: a symbolic size, the text of an unknown device, a
 * tuple of such. What a dict holds under one is known as long as nothing else is entered: any other key may be equal to it.
 */
import { key as dimKey } from '../../dims/index.ts'
import { hashKey, type HashKey, type Value } from '../../values/index.ts'

const places = new WeakMap<object, number>()
let count = 0
function placeOf(object: object): number {
  let place = places.get(object)
  if (place === undefined) places.set(object, (place = count++))
  return place
}

/** The key of a value that has no hash here; undefined: two evaluations of it can't be told to be equal. */
export function symbolicKey(value: Value): HashKey | undefined {
  if (value.kind === 'int') return `dim ${dimKey(value.value)}`
  if (value.kind === 'str') return value.token
  if (value.kind !== 'tuple') return undefined
  const parts: string[] = []
  for (const item of value.items) {
    const part = hashKey(item) ?? symbolicKey(item)
    if (part === undefined) return undefined
    parts.push(typeof part === 'object' ? `object ${placeOf(part)}` : `${typeof part} ${part}`)
  }
  return `symbolic (${parts.join(', ')})`
}
