/** Remembering what a pure function answered. */

/**
 * A memory of at most `limit` answers by key. A full one starts anew: what is still asked for is soon there again, and
 * nothing has to be kept about the order of use.
 */
export class Memo<Value> {
  readonly #limit: number
  #answers = new Map<string, Value>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: string): Value | undefined {
    return this.#answers.get(key)
  }

  set(key: string, value: Value): Value {
    if (this.#answers.size >= this.#limit) this.#answers = new Map()
    this.#answers.set(key, value)
    return value
  }
}
