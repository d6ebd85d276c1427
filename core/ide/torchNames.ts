/** How a file writes torch's names: by what its top level imports. */
import type { Module } from '../syntax/ast.ts'

/**
 * `torch.nn.Upsample` as `nn.Upsample`, `torch.nn.Upsample`, or `Upsample` where it is imported by itself; undefined where no import at the
 * top level leads to it.
 */
export function writtenName(module: Module, dotted: string): string | undefined {
  const found = [...importedNames(module)].flatMap(({ path, name }) => (dotted === path ? [name] : dotted.startsWith(`${path}.`) ? [`${name}${dotted.slice(path.length)}`] : []))
  return found.sort((a, b) => a.length - b.length)[0]
}

function* importedNames(module: Module): Iterable<{ readonly path: string; readonly name: string }> {
  for (const statement of module.body) {
    if (statement.kind === 'Import') for (const { path, asname } of statement.names) {
      if (asname) yield { path: path.join('.'), name: asname.id }
      else yield { path: path[0]!, name: path[0]! }
    }
    if (statement.kind === 'ImportFrom' && statement.level === 0 && statement.names !== '*') for (const { name, asname } of statement.names) yield { path: `${statement.path.join('.')}.${name.id}`, name: (asname ?? name).id }
  }
}
