/** A cell's formula in pieces: terms that can be pointed at, and parts that can be looked into. */
import type { LabCell, LabToken } from '../../../server/protocol.ts'

interface FormulaProps {
  readonly cell: LabCell
  /** What an element of the output is called. */
  readonly name: string
  readonly named: boolean
  readonly pointed: number | undefined
  /** The part that is looked into. */
  readonly opened: number | undefined
  readonly onTerm: ((term: number | undefined) => void) | undefined
  readonly onPart: (term: number) => void
}

export function Formula({ cell, name, named, pointed, opened, onTerm, onPart }: FormulaProps) {
  const piece = ({ text, term }: LabToken) => {
    const from = term === undefined ? undefined : cell.terms[term]?.from
    if (term === undefined || !from) return <code>{text}</code>
    const point = () => onTerm?.(term)
    if (from.kind === 'part') return <button type="button" class={`part${term === pointed ? ' pointed' : ''}`} aria-expanded={term === opened} title={`What ${from.name} is made of`} onPointerEnter={point} onClick={() => onPart(term)}>{text}</button>
    return <code class={`term ${from.kind}${term === pointed ? ' pointed' : ''}`} onPointerEnter={point}>{text}</code>
  }
  return (
    <p class="terms" onPointerLeave={() => onTerm?.(undefined)}>
      <code class="result">{cell.part !== undefined && cell.index.length === 0 ? cell.part : `${cell.part ?? name}[${cell.index.join(', ')}]`}</code> = {(named ? cell.names : cell.numbers).map((token, index) => <span key={index}>{piece(token)}</span>)}
    </p>
  )
}
