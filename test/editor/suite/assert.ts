/** `node:assert/strict` for the web worker: what the suite uses of it. */
export function fail(message?: string): never {
  throw new Error(message ?? 'failed')
}

export function ok(value: unknown, message?: string): asserts value {
  if (!value) fail(message ?? `expected something, got ${String(value)}`)
}

export function equal(actual: unknown, expected: unknown, message?: string): void {
  if (!Object.is(actual, expected)) fail(message ?? `${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`)
}

export function deepEqual(actual: unknown, expected: unknown, message?: string): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) fail(message ?? `${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`)
}

export function match(text: string, pattern: RegExp, message?: string): void {
  if (!pattern.test(text)) fail(message ?? `${JSON.stringify(text)} does not match ${String(pattern)}`)
}
