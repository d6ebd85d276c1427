/** The user's settings, decoded once at the edge. What has the wrong type counts as not set. */
export interface Settings {
  readonly enable: boolean
  readonly inlayHints: boolean
  readonly hintSeverity: 'off' | 'hint' | 'information' | 'warning'
  readonly inputs: readonly string[]
  readonly searchPaths: readonly string[]
  /** The interpreter whose packages are read; undefined looks for one. */
  readonly python: string | undefined
}

/** Takes the sections `torchShapeLint` and `python` of VS Code's settings. */
export function decodeSettings(own: unknown, python: unknown): Settings {
  const severity = at(own, 'hintSeverity')
  return {
    enable: at(own, 'enable') !== false,
    inlayHints: at(own, 'inlayHints', 'enable') !== false,
    hintSeverity: severity === 'off' || severity === 'information' || severity === 'warning' ? severity : 'hint',
    inputs: strings(at(own, 'inputs')),
    searchPaths: strings(at(own, 'searchPaths')),
    python: interpreter(at(own, 'python')) ?? interpreter(at(python, 'defaultInterpreterPath')),
  }
}

/** VS Code's own default is the bare word `python`, which names nothing in particular. */
function interpreter(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' && value !== 'python' ? value.trim() : undefined
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string' && item.trim() !== '') : []
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  let here = value
  for (const key of keys) {
    if (typeof here !== 'object' || here === null) return undefined
    here = (here as Readonly<Record<string, unknown>>)[key]
  }
  return here
}
