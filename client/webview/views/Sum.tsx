/** The cell that is looked at in words: its sum, or where it goes. */
import type { LabCell, LabReach, LabStepResult } from '../../../server/protocol.ts'
import { leadingOf, type InputDrawing } from '../lab/boards.ts'
import { markedCell, termsShown, type CellPlace, type NumberedTerm, type Story } from '../lab/highlights.ts'
import { brief, sentence, sliceName, termText } from '../lab/words.ts'
import { Formula } from './Formula.tsx'

/** Terms that are written out; of more the rest is counted. */
const MOST_TERMS = 64

interface SumProps {
  readonly step: LabStepResult
  readonly story: Story | undefined
  readonly named: boolean
  readonly drawing: InputDrawing
  readonly term: number | undefined
  /** The slice of the input on show: its terms are written out. */
  readonly input: readonly number[]
  readonly onTerm: (term: number | undefined) => void
  /** A part of the cell, or of the part opened at this depth, is looked into. */
  readonly onPart: (depth: number, term: number) => void
  readonly onSlice: (indices: readonly number[]) => void
}

export function Sum({ step, story, named, drawing, term, input, onTerm, onPart, onSlice }: SumProps) {
  if (!step.followed) return <p class="note">The numbers of this layer can't be followed one by one; its input, weights and output are shown.</p>
  return (
    <div class="sum">
      {story === undefined && <p class="note">Point at a cell of the output to see its sum, at one of the input to see where it goes. A click pins it.</p>}
      {story?.kind === 'cell' && isFormula(story.cell) && <Formulas story={story} name={step.outputs[story.of.number]?.name ?? 'output'} named={named} term={term} onTerm={onTerm} onPart={onPart} />}
      {story?.kind === 'cell' && !isFormula(story.cell) && <CellSum step={step} cell={story.cell} named={named} drawing={drawing} term={term} input={input} onTerm={onTerm} onSlice={onSlice} />}
      {story?.kind === 'reach' && <Reach step={step} of={story.of} reach={story.reach} />}
      <p class="spoken" aria-live="polite">{story?.kind === 'cell' ? sentence(markedCell(story), named) : story ? reachSentence(story.of, story.reach) : ''}</p>
    </div>
  )
}

/** Sums of elements alone are written slice by slice; everything else as a formula. */
const isFormula = ({ form, terms }: LabCell): boolean => form !== 'sum' || terms.some(({ from }) => from.kind === 'part')

/** The cell's formula, and below it those of the parts that are looked into. Terms of the last one can be pointed at. */
function Formulas({ story, name, named, term, onTerm, onPart }: Pick<SumProps, 'named' | 'term' | 'onTerm' | 'onPart'> & { readonly story: Extract<Story, { readonly kind: 'cell' }>; readonly name: string }) {
  const cells = [story.cell, ...story.opened.map(({ cell }) => cell)]
  return (
    <div class="formulas">
      {cells.map((cell, depth) => {
        const isLast = depth === cells.length - 1
        return <Formula key={depth} cell={cell} name={name} named={named} pointed={isLast ? term : undefined} opened={story.opened[depth]?.term} onTerm={isLast ? onTerm : undefined} onPart={part => onPart(depth, part)} />
      })}
    </div>
  )
}

function CellSum({ step, cell, named, drawing, term, input, onTerm, onSlice }: Pick<SumProps, 'step' | 'named' | 'drawing' | 'term' | 'input' | 'onTerm' | 'onSlice'> & { readonly cell: LabCell }) {
  const head = <><code class="result">{`${step.outputs[0]?.name ?? 'output'}[${cell.index.join(', ')}]`}</code> = </>
  const spatial = step.geometry?.kernel_size.length ?? 0
  const groups = grouped(termsShown(step, cell, drawing))
  const sliced = groups.length > 1
  const nameOf = (slice: readonly number[]): string => sliceName(step, step.inputs[0] ?? { shape: [] }, slice)
  const shown = String(leadingOf(step.inputs[0]?.shape ?? [], input))
  const here = groups.find(({ slice }) => String(slice) === shown) ?? groups[0]
  return (
    <div>
      <p class="terms">
        {head}
        {cell.bias && <><code>{named ? 'b' : brief(cell.bias.value)}</code><span class="remark"> (bias)</span>{cell.terms.length > 0 && ' + '}</>}
        {!sliced && here && <Terms terms={here.terms} named={named} spatial={spatial} pointed={term} onTerm={onTerm} />}
        {sliced && groups.map(({ slice, total }, index) => (
          <span key={String(slice)}>{index > 0 && ' + '}
            <button type="button" class="part" aria-pressed={String(slice) === String(here?.slice)} title={`What ${nameOf(slice)} adds`} onClick={() => onSlice(slice)}>{brief(total)}</button>
          </span>
        ))}
        {' = '}<code class="result">{brief(cell.value)}</code>
      </p>
      {sliced && here && (
        <p class="terms slice"><span class="remark">{nameOf(here.slice)}: </span>
          <Terms terms={here.terms} named={named} spatial={spatial} pointed={term} onTerm={onTerm} /> = <code>{brief(here.total)}</code>
        </p>
      )}
    </div>
  )
}

function Terms({ terms, named, spatial, pointed, onTerm }: { readonly terms: readonly NumberedTerm[]; readonly named: boolean; readonly spatial: number; readonly pointed: number | undefined; readonly onTerm: SumProps['onTerm'] }) {
  const shown = terms.slice(0, MOST_TERMS)
  return (
    <span class="written" onPointerLeave={() => onTerm(undefined)}>
      {terms.length === 0 && <code>0</code>}
      {shown.map(({ term, number }, index) => (
        <span key={number}>{index > 0 && ' + '}
          <code class={`term ${term.from.kind}${number === pointed ? ' pointed' : ''}`} onPointerEnter={() => onTerm(number)}>{termText(term, named, spatial)}</code>
        </span>
      ))}
      {terms.length > shown.length && <span class="remark"> + {terms.length - shown.length} more</span>}
    </span>
  )
}

function Reach({ step, of, reach }: { readonly step: LabStepResult; readonly of: CellPlace; readonly reach: readonly LabReach[] }) {
  const array = step.inputs[of.number]
  const outputs = new Set(reach.map(({ output, index }) => `${output}:${String(index)}`)).size
  return (
    <p class="terms"><code class="source">{`${array?.name ?? 'input'}[${of.index.join(', ')}]`}</code>
      {outputs === 0 ? ' is read by no output cell.' : <> goes to <strong>{outputs}</strong> output {outputs === 1 ? 'cell' : 'cells'}{reach.length <= 12 && reach.every(({ factor }) => factor !== undefined) && <>, times {reach.map(({ factor }, index) => <span key={index}>{index > 0 && ', '}<code>{brief(factor ?? 1)}</code></span>)}</>}.</>}
    </p>
  )
}

const reachSentence = (of: CellPlace, reach: readonly LabReach[]): string => `input[${of.index.join(', ')}] takes part in ${reach.length} output cells`

interface Group { readonly slice: readonly number[]; readonly terms: readonly NumberedTerm[]; readonly total: number }

/** The terms by the slice of the input that they read. Padding stands with the slice of the terms around it, or at a depth of its own. */
function grouped(terms: readonly NumberedTerm[]): readonly Group[] {
  const groups = new Map<string, { slice: readonly number[]; terms: NumberedTerm[]; total: number }>()
  let last = terms.flatMap(({ term: { from } }) => (from.kind === 'input' ? [from.index.slice(0, -2)] : []))[0] ?? []
  for (const { term, number } of terms) {
    const { from } = term
    last = from.kind === 'input' ? from.index.slice(0, -2) : from.kind !== 'part' && from.position.length > 2 ? [...last.slice(0, -1), from.position.at(-3)!] : last
    const group = groups.get(String(last)) ?? { slice: last, terms: [], total: 0 }
    group.terms.push({ term, number })
    group.total += term.product
    groups.set(String(last), group)
  }
  return [...groups.values()]
}
