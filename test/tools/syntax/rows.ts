/** Our trees as CPython's `ast` would list them: one row for each node that has a range there. */

export type Detail = string | number | null
export type Row = readonly [kind: string, start: number, end: number, detail: Detail]

/** Fields with a range of their own for which `ast` has no node. */
const namesOnly: ReadonlySet<string> = new Set(['attr', 'name', 'asname'])

/** Rows of a tree, a list of trees, or any part of one. Insides of f-strings are left out, as in dump.py. */
export function rowsOf(part: unknown): Row[] {
  if (Array.isArray(part)) return part.flatMap(rowsOf)
  if (typeof part !== 'object' || part === null) return []
  const own = rowOf(part)
  if (own?.[0] === 'FString') return [own]
  const below = Object.entries(part).filter(([key]) => !namesOnly.has(key)).flatMap(([, value]) => rowsOf(value))
  return own === undefined ? below : [own, ...below]
}

function rowOf(part: object): Row | undefined {
  const node = part as Readonly<Record<string, unknown>> & { start?: number; end?: number; kind?: string; name?: { id: string } }
  if (node.start === undefined || node.end === undefined) return undefined
  const row = (kind: string, detail: Detail = null): Row => [kind, node.start ?? 0, node.end ?? 0, detail]
  if (node.kind === undefined) {
    if ('star' in node) return node['star'] === '*' ? row('Starred') : node['star'] === '**' || node.name !== undefined ? row('keyword', node.name?.id ?? null) : undefined
    if ('annotation' in node) return row('arg', node.name?.id ?? null)
    if ('asname' in node) return row('alias')
    return 'type' in node ? row('ExceptHandler') : undefined
  }
  switch (node.kind) {
    case 'ImportFrom': return row(node.kind)
    case 'BinOp': case 'UnaryOp': case 'BoolOp': case 'AugAssign': return row(node.kind, node['op'] as string)
    case 'Compare': return row(node.kind, (node['rest'] as { op: string }[]).map(({ op }) => op).join(' '))
    case 'Name': return row(node.kind, node['id'] as string)
    case 'Attribute': return row(node.kind, (node['attr'] as { id: string }).id)
    case 'String': return row(node.kind, (node['value'] as string).includes('\ufffd') ? null : node['value'] as string)
    case 'Number': case 'Constant': return row(node.kind, (node['value'] as Detail | undefined) ?? null)
    case 'FunctionDef': case 'ClassDef': return row(node.kind, node.name?.id ?? null)
  }
  return row(node.kind)
}
