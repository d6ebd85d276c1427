/** `object.__dict__`: the attributes of an object, as a dict that writes through. */
import { dict, hashKey, str, unknown, type DictValue, type HashKey, type InstanceValue, type Machine, type Value } from '../../values/index.ts'

interface Entry { readonly key: Value; readonly value: Value }

/** Entries that are an object's attributes. A key that is no known string is kept as an entry only. */
class AttributeEntries extends Map<HashKey, Entry> {
  constructor(private readonly machine: Machine, private readonly object: InstanceValue) {
    super()
    for (const [name, value] of object.attributes) {
      const key = str(name), hash = hashKey(key)
      if (hash !== undefined) super.set(hash, { key, value })
    }
  }

  override set(hash: HashKey, entry: Entry): this {
    if (entry.key.kind === 'str' && entry.key.value !== undefined) {
      this.machine.touch(this.object)
      this.object.attributes.set(entry.key.value, entry.value)
    }
    return super.set(hash, entry)
  }

  override delete(hash: HashKey): boolean {
    const key = this.get(hash)?.key
    if (key?.kind === 'str' && key.value !== undefined) {
      this.machine.touch(this.object)
      this.object.attributes.delete(key.value)
    }
    return super.delete(hash)
  }

  override clear(): void {
    this.machine.touch(this.object)
    this.object.attributes.clear()
    super.clear()
  }
}

/** An update whose keys are not known may have changed any attribute, and leaves the object open. */
export function attributeView(machine: Machine, object: InstanceValue): DictValue {
  let open = object.open
  return {
    ...dict([]),
    entries: new AttributeEntries(machine, object),
    get open() { return open || object.open },
    set open(value) {
      open = value
      if (!value || object.open) return
      machine.touch(object)
      object.open = true
      for (const name of object.attributes.keys()) object.attributes.set(name, unknown('an attribute that an update of __dict__ may have set'))
    },
  }
}
