/**
 * Trees as compact s-expressions: `y = f(x, n=1)` is `(Assign [y] (Call f [x n=1]))`. Fields stand in the order of
 * ast.ts; what is absent or false is left out, what is true shows its name.
 */
export function show(part: unknown): string {
  if (part === undefined || part === false) return ''
  if (typeof part === 'string') return part
  if (Array.isArray(part)) return `[${part.map(item => (typeof item === 'string' ? JSON.stringify(item) : show(item))).join(' ')}]`
  if (typeof part !== 'object' || part === null) return String(part)
  return showNode(part as Part)
}

type Part = Readonly<Record<string, unknown>>

function showNode(part: Part): string {
  switch (part['kind']) {
    case 'Name': return String(part['id']) || '·'
    case 'Number': return part['value'] === undefined ? '(Number ?)' : part['isFloat'] === true && Number.isInteger(part['value']) ? `${Number(part['value'])}.0` : String(part['value'])
    case 'String': return JSON.stringify(part['value'])
    case 'Bytes': return `b${JSON.stringify(part['value'])}`
    case 'Constant': return String(part['value'])
    case 'Expr': return show(part['value'])
    case undefined: break
    default: return `(${[part['kind'], ...fields(part)].join(' ')})`
  }
  if ('star' in part) return `${String(part['star'])}${part['name'] === undefined ? '' : `${show(part['name'])}=`}${show(part['value'])}`
  if ('all' in part) return show(part['all'])
  if ('annotation' in part) return showParameter(part)
  return `(${fields(part).join(' ')})`
}

function showParameter(part: Part): string {
  const type = part['type'] === 'normal' ? '' : part['type'] === 'positional' ? '/' : part['type'] === 'keyword' ? '*,' : String(part['type'])
  const annotation = part['annotation'] === undefined ? '' : `:${show(part['annotation'])}`
  const value = part['default'] === undefined ? '' : `=${show(part['default'])}`
  return `${type}${show(part['name'])}${annotation}${value}`
}

function fields(part: Part): string[] {
  return Object.entries(part)
    .filter(([key]) => key !== 'kind' && key !== 'start' && key !== 'end' && key !== 'code')
    .map(([key, value]) => (value === true ? key : show(value)))
    .filter(shown => shown !== '')
}
