/** Where the numbers of an array come from. */
import { useState } from 'preact/hooks'
import type { DataSource, LabRefusal } from '../../../server/protocol.ts'

type Kind = DataSource['kind']

const NAMES: Readonly<Record<Kind, string>> = {
  ramp: 'ramp', impulse: 'impulse', checkerboard: 'checkerboard', constant: 'constant', random: 'random', uniform: '0 to 1', signs: '1 and −1', pooled: 'maxima of random', framed: 'random, framed',
  typed: 'typed in', picture: 'picture …', given: 'as given', initialised: 'as PyTorch', bilinear: 'bilinear',
}
const FOR_INPUTS: readonly Kind[] = ['random', 'uniform', 'signs', 'ramp', 'impulse', 'checkerboard', 'constant', 'framed', 'typed', 'picture']
const FOR_WEIGHTS: readonly Kind[] = ['initialised', 'constant', 'random', 'ramp', 'impulse', 'bilinear', 'typed']

interface DataChooserProps {
  readonly id: string
  readonly label: string
  readonly role: 'input' | 'weight'
  readonly source: DataSource
  /** Numbers with which typing begins. */
  readonly current: () => string
  readonly refusal: LabRefusal | undefined
  /** How the numbers were made to fit. */
  readonly fitted: string | undefined
  readonly onChange: (source: DataSource) => void
  readonly onPicture: (file: Blob) => void
}

export function DataChooser({ id, label, role, source, current, refusal, fitted, onChange, onPicture }: DataChooserProps) {
  const kinds = role === 'input' ? FOR_INPUTS : FOR_WEIGHTS
  const choose = (kind: Kind): void => {
    if (kind === 'picture') document.getElementById(`${id}-file`)?.click()
    else onChange(startOf(kind, source, current))
  }
  return (
    <div class="data">
      <select aria-label={`${label}: where its numbers come from`} value={source.kind} onChange={event => {
        const kind = [...kinds, source.kind].find(each => each === event.currentTarget.value)
        if (kind) choose(kind)
      }}>
        {[...new Set([source.kind, ...kinds])].map(kind => <option key={kind} value={kind}>{NAMES[kind]}</option>)}
      </select>
      <Details source={source} label={label} problem={refusal && `${id}-problem`} onChange={onChange} />
      {role === 'input' && <input id={`${id}-file`} class="hidden-file" type="file" accept="image/*" tabIndex={-1} aria-hidden="true" onChange={event => {
        const file = event.currentTarget.files?.[0]
        if (file) onPicture(file)
        event.currentTarget.value = ''
      }} />}
      {!refusal && fitted !== undefined && <p class="remark" role="status">{fitted}</p>}
      {refusal && <p class="problem" id={`${id}-problem`} role="alert">{refusal.message}</p>}
    </div>
  )
}

function startOf(kind: Exclude<Kind, 'picture'>, before: DataSource, current: () => string): DataSource {
  const seed = 'seed' in before ? before.seed : 1
  switch (kind) {
    case 'constant': return { kind, value: 1 }
    case 'random':
    case 'uniform':
    case 'signs':
    case 'pooled':
    case 'initialised': return { kind, seed }
    case 'framed': return { kind, seed, border: 1 }
    case 'typed': return { kind, text: current() }
    case 'given': return before.kind === 'given' ? before : { kind: 'ramp' }
    case 'ramp':
    case 'impulse':
    case 'checkerboard':
    case 'bilinear': return { kind }
  }
}

/** What a source leaves to choose. */
function Details({ source, label, problem, onChange }: { readonly source: DataSource; readonly label: string; readonly problem: string | undefined; readonly onChange: (source: DataSource) => void }) {
  switch (source.kind) {
    case 'constant': return <NumberField name="value" label={label} value={source.value} step="any" onChange={value => onChange({ kind: 'constant', value })} />
    case 'random':
    case 'uniform':
    case 'signs':
    case 'pooled':
    case 'initialised': return <NumberField name="seed" label={label} value={source.seed} step={1} onChange={seed => onChange({ kind: source.kind, seed })} />
    case 'framed': return <>
      <NumberField name="seed" label={label} value={source.seed} step={1} onChange={seed => onChange({ ...source, seed })} />
      <NumberField name="border" label={label} value={source.border} step={1} onChange={border => onChange({ ...source, border: Math.max(0, border) })} />
    </>
    case 'typed': return <TypedField text={source.text} label={label} problem={problem} onChange={text => onChange({ kind: 'typed', text })} />
    case 'picture': return <span class="remark">{source.width} × {source.height} pixels</span>
    default: return null
  }
}

function NumberField({ name, label, value, step, onChange }: { readonly name: string; readonly label: string; readonly value: number; readonly step: number | 'any'; readonly onChange: (value: number) => void }) {
  return (
    <label>{name} <input type="number" class="short" value={value} step={step} aria-label={`${label}: ${name}`} onInput={event => {
      const number = event.currentTarget.valueAsNumber
      if (Number.isFinite(number)) onChange(number)
    }} /></label>
  )
}

function TypedField({ text, label, problem, onChange }: { readonly text: string; readonly label: string; readonly problem: string | undefined; readonly onChange: (text: string) => void }) {
  const [draft, setDraft] = useState<string>()
  return (
    <textarea
      rows={4} cols={26} spellcheck={false} aria-label={`${label}: numbers, such as [[0, 1], [2, 3]]`} aria-invalid={problem !== undefined} aria-describedby={problem} value={draft ?? text}
      onInput={event => {
        setDraft(event.currentTarget.value)
        onChange(event.currentTarget.value)
      }}
      onBlur={() => setDraft(undefined)}
    />
  )
}
