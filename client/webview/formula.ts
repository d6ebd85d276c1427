import type { HoverLine } from '../../server/protocol.ts'
import { element } from './dom.ts'

/** The formula's rows, each with its label in front and its remark behind. */
export function formulaTable(lines: readonly HoverLine[]): Node {
  const rows = lines.map(({ label, text, comment }) => element('tr', {},
    element('th', { scope: 'row' }, element('code', {}, label === '' || label.endsWith(':') || label.includes('(') ? label : `${label}:`)), element('td', {}, element('code', {}, text)), element('td', { class: 'comment' }, comment ?? '')))
  return element('table', { class: 'formula', 'aria-label': 'Formula' }, element('tbody', {}, ...rows))
}
