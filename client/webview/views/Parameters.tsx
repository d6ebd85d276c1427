/** The arguments of a layer as fields. A refused one says so in place. */
import { useState } from 'preact/hooks'
import type { LabParameter, LabRefusal, LabStep } from '../../../server/protocol.ts'
import { nudged } from '../lab/settings.ts'
import { IconButton } from './icons.tsx'

interface ParametersProps {
  /** Makes the fields' ids distinct from those of another setting. */
  readonly id: string
  readonly step: LabStep
  readonly parameters: readonly LabParameter[]
  readonly refusal: LabRefusal | undefined
  readonly training: boolean
  readonly onChange: (name: string, text: string) => void
  readonly onTraining: (training: boolean) => void
}

export function Parameters({ id, step, parameters, refusal, training, onChange, onTraining }: ParametersProps) {
  return (
    <div class="parameters" role="group" aria-label="Arguments">
      {parameters.map(parameter => {
        const blamed = refusal?.parameter === parameter.name ? refusal : undefined
        const text = step.arguments[parameter.name]
        return (
          <Field key={parameter.name} id={`${id}-${parameter.name}`} parameter={parameter} text={text} blamed={blamed} onChange={value => onChange(parameter.name, value)} />
        )
      })}
      <div class="field of-flag">
        <label for={`${id}-training`} title="layer.train() or layer.eval()">training</label>
        <input id={`${id}-training`} type="checkbox" checked={training} onChange={event => onTraining(event.currentTarget.checked)} />
      </div>
    </div>
  )
}

interface FieldProps { readonly id: string; readonly parameter: LabParameter; readonly text: string | undefined; readonly blamed: LabRefusal | undefined; readonly onChange: (text: string) => void }

function Field({ id, parameter, text, blamed, onChange }: FieldProps) {
  const problem = blamed && `${id}-problem`
  const changed = text !== undefined && text !== parameter.default
  return (
    <div class={`field of-${parameter.kind}${changed ? ' changed' : ''}`}>
      <label for={id}><code>{parameter.name}</code></label>
      <Control id={id} parameter={parameter} text={text} problem={problem} onChange={onChange} />
      {blamed && <p class="problem" id={problem}>{blamed.message}</p>}
    </div>
  )
}

interface ControlProps { readonly id: string; readonly parameter: LabParameter; readonly text: string | undefined; readonly problem: string | undefined; readonly onChange: (text: string) => void }

function Control({ id, parameter, text, problem, onChange }: ControlProps) {
  const said = { id, 'aria-invalid': problem !== undefined, 'aria-describedby': problem }
  const value = text ?? parameter.default ?? ''
  switch (parameter.kind) {
    case 'flag':
      return <input type="checkbox" {...said} checked={value === 'True'} onChange={event => onChange(event.currentTarget.checked ? 'True' : 'False')} />
    case 'choice':
      return (
        <select {...said} value={value} onChange={event => onChange(event.currentTarget.value)}>
          {[...new Set([value, ...(parameter.choices ?? [])])].map(choice => <option key={choice} value={choice}>{choice.replaceAll(/^'|'$/g, '')}</option>)}
        </select>
      )
    case 'number':
    case 'sizes':
      return (
        <span class="stepped">
          <TextControl {...said} value={value} onChange={onChange} onNudge={by => onChange(nudged(value, by))} />
          <IconButton name="minus" label={`${parameter.name}: one less`} onClick={() => onChange(nudged(value, -1))} />
          <IconButton name="plus" label={`${parameter.name}: one more`} onClick={() => onChange(nudged(value, 1))} />
        </span>
      )
    case 'text': return <TextControl {...said} value={value} onChange={onChange} onNudge={undefined} />
  }
}

type TextControlProps = { readonly id: string; readonly 'aria-invalid': boolean; readonly 'aria-describedby': string | undefined; readonly value: string; readonly onChange: (text: string) => void; readonly onNudge: ((by: number) => void) | undefined }

/** What is being typed stays as it is typed, whatever the layer makes of it. */
function TextControl({ value, onChange, onNudge, ...said }: TextControlProps) {
  const [draft, setDraft] = useState<string>()
  return (
    <input
      type="text" spellcheck={false} autocomplete="off" {...said} value={draft ?? value} size={Math.max(4, Math.min(18, value.length + 1))}
      onInput={event => {
        setDraft(event.currentTarget.value)
        onChange(event.currentTarget.value)
      }}
      onBlur={() => setDraft(undefined)}
      onKeyDown={event => {
        const by = { ArrowUp: 1, ArrowDown: -1 }[event.key]
        if (by === undefined || !onNudge) return
        event.preventDefault()
        setDraft(undefined)
        onNudge(by)
      }}
    />
  )
}
