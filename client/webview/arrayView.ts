/** One array as a table of numbers with a colour behind each, and pickers for the dims that a page can't show at once. */
import type { NamedArray } from '../../server/protocol.ts'
import { element } from './dom.ts'
import { axisName, decimals, grid, leading, showNumber } from './slices.ts'

/** Larger grids are cut: a page of ten thousand cells helps nobody. */
const MOST_ROWS = 32
const MOST_COLUMNS = 32
/** Colours of the scale, in steps to each side of zero; the stylesheet names them. */
const STEPS = 6

/** `kind` is the section: input, weights or output. */
export function arrayView(array: NamedArray, kind: string): Node {
  const axis = (index: number): string => axisName(array.shape, index, kind)
  const picked = leading(array.shape).map(() => 0)
  const holder = element('div', { class: 'grid-holder' })
  const digits = decimals(array.data)
  const extent = array.data.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0)
  const draw = (): void => holder.replaceChildren(...gridTable(array, picked, value => cell(value, extent, digits), axis))
  const pickers = leading(array.shape).flatMap((size, index) => (size > 1 ? [picker(array.name, axis(index), size, chosen => { picked[index] = chosen; draw() })] : []))
  draw()
  const name = element('figcaption', {}, element('code', { class: 'name' }, array.name), ' ', element('code', { class: 'shape' }, `[${array.shape.join(', ')}]`))
  return element('figure', { class: 'array', 'data-name': array.name }, name, ...(pickers.length > 0 ? [element('div', { class: 'pickers' }, ...pickers)] : []), holder)
}

function picker(array: string, name: string, size: number, pick: (index: number) => void): Node {
  const select = element('select', { 'aria-label': `${array}: ${name}` }, ...Array.from({ length: size }, (_, index) => element('option', { value: String(index) }, String(index))))
  select.addEventListener('change', () => pick(Number(select.value)))
  return element('label', {}, `${name} `, select, ` of ${size}`)
}

function gridTable(array: NamedArray, picked: readonly number[], draw: (value: number) => Node, axis: (index: number) => string): readonly Node[] {
  const { rows, columns, cells } = grid(array, picked)
  if (rows * columns === 0) return [element('p', { class: 'note' }, 'This array has no elements.')]
  const shownRows = Math.min(rows, MOST_ROWS), shownColumns = Math.min(columns, MOST_COLUMNS)
  const head = element('thead', {}, element('tr', {}, element('td', {}), ...indices(shownColumns).map(column => element('th', { scope: 'col' }, String(column)))))
  const body = element('tbody', {}, ...indices(shownRows).map(row => element('tr', {},
    element('th', { scope: 'row' }, String(row)),
    ...indices(shownColumns).map(column => draw(cells[row * columns + column] ?? Number.NaN)))))
  const where = leading(array.shape).map((_, index) => `${axis(index)} ${picked[index] ?? 0}`).join(', ')
  const table = element('table', { class: 'grid', 'aria-label': [array.name, where].filter(Boolean).join(', ') }, head, body)
  const cut = shownRows < rows || shownColumns < columns ? [element('p', { class: 'note' }, `The first ${shownRows} × ${shownColumns} of ${rows} × ${columns} are shown.`)] : []
  return [element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': `${array.name}, numbers` }, table), ...cut]
}

function cell(value: number, extent: number, digits: number): Node {
  const step = extent === 0 || !Number.isFinite(value) ? 0 : Math.round((Math.abs(value) / extent) * STEPS)
  const tone = step === 0 ? 'zero' : `${value < 0 ? 'negative' : 'positive'}-${step}`
  return element('td', { class: tone, title: String(value) }, showNumber(value, digits))
}

function indices(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index)
}
