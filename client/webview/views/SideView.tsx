/** One setting: its arguments, its size formula, and its arrays as boards. */
import { useCallback, useMemo, useState } from 'preact/hooks'
import type { DataSource, LabData, LabRefusal, LabSlot, LabStepResult } from '../../../server/protocol.ts'
import { nextZoom } from '../draw/board.ts'
import type { Palette } from '../draw/palette.ts'
import { arrayAt, boardOf, type ArrayPlace } from '../lab/boards.ts'
import type { Controller } from '../lab/controller.ts'
import { markedCell, type CellPlace } from '../lab/highlights.ts'
import { filledOf } from '../lab/filling.ts'
import { slicesOf } from '../lab/scene.ts'
import { initial, parseShape, withArgument, withInputSource, withShape, withWeightSource } from '../lab/settings.ts'
import { stepOf, type LabState, type Side } from '../lab/state.ts'
import { nestedText } from '../lab/words.ts'
import { DataChooser } from './DataChooser.tsx'
import { Legend } from './Legend.tsx'
import { Pane } from './Pane.tsx'
import { Parameters } from './Parameters.tsx'
import { Sizes } from './Sizes.tsx'

interface SideViewProps { readonly state: LabState; readonly slot: LabSlot; readonly side: Side; readonly palette: Palette; readonly cell: number; readonly controller: Controller }

export function SideView({ state, slot, side, palette, cell, controller }: SideViewProps) {
  const { setting, refusal } = side
  const index = Math.min(state.step, setting.steps.length - 1)
  const settingStep = setting.steps[index]
  const step = stepOf(state, slot)
  // What the constructor is given as a tensor stands among the weights.
  const parameters = settingStep && state.parameters[settingStep.layer]?.filter(({ name }) => settingStep.tensors?.[name] === undefined)
  const blamed = refusal?.step === index ? refusal : undefined
  const isPlaced = blamed?.parameter !== undefined && (parameters?.some(({ name }) => name === blamed.parameter) === true || isData(blamed, step))
  return (
    <section class="side" aria-label={state.right ? (slot === 'left' ? 'First setting' : 'Second setting') : 'Setting'}>
      {settingStep && parameters && <Parameters id={`${slot}-${index}`} step={settingStep} parameters={parameters} refusal={blamed} training={setting.training}
        onChange={(name, text) => controller.change(slot, before => withArgument(before, index, name, text))} onTraining={training => controller.change(slot, before => ({ ...before, training }))} />}
      {!step && setting.inputs.map((input, number) => <ShapeField key={number} shape={input.shape} label={input.name ?? 'input'} onChange={shape => controller.change(slot, before => withShape(before, number, shape))} />)}
      {refusal && !isPlaced && <Refusal refusal={refusal} layer={setting.steps[refusal.step]?.layer} />}
      {side.progress && <Progress done={side.progress.done} onCancel={() => controller.cancel()} />}
      {step && <Sizes step={step} />}
      {step && <p class="figures">{counted(step.parameters, 'parameter')}{step.multiplyAdds !== undefined && `, ${counted(step.multiplyAdds, 'multiplication')} and as many additions`}</p>}
      {step && <Boards state={state} slot={slot} side={side} step={step} palette={palette} cell={cell} controller={controller} />}
    </section>
  )
}

function Boards({ state, slot, side, step, palette, cell, controller }: SideViewProps & { readonly step: LabStepResult }) {
  const { setting, story, refusal } = side
  const index = Math.min(state.step, setting.steps.length - 1)
  const point = useCallback((place: CellPlace | undefined) => controller.point(place && { slot, ...place }), [slot])
  const pin = useCallback((place: CellPlace) => controller.pin({ slot, ...place }), [slot])
  const type = useCallback((place: CellPlace, value: number) => controller.type({ slot, ...place }, value), [slot])
  const pointAtWeight = useCallback((place: CellPlace | undefined) => {
    const name = place && step.weights[place.number]?.name
    const terms = story?.kind === 'cell' ? markedCell(story).terms : []
    const found = terms.findIndex(({ weight }) => weight !== undefined && weight.name === name && String(weight.index) === String(place?.index))
    controller.pointAtTerm(found < 0 ? undefined : found)
  }, [step, story])
  const shown = slicesOf(state, slot, step)
  const keys = shown.map(({ picked }) => picked.join()).join(';')
  const boards = useMemo(() => shown.flatMap(({ place, picked }) => boardOf(step, place, picked, state.drawing) ?? []), [step, keys, state.drawing])
  const gaps = step.geometry?.dilation.some((each, dim) => each > 1 && step.geometry!.kernel_size[dim]! > 1) === true
  return (
    <>
      <div class={`boards${refusal ? ' stale' : ''}`}>
        {ROLES.map(role => shown.some(({ place }) => place.role === role) && (
          <div key={role} class="column">
            {shown.filter(({ place }) => place.role === role).map(({ place, picked }) => {
              const editable = role === 'weight' || (role === 'input' && index === 0)
              return (
                <Pane
                  key={place.number} step={step} slot={slot} place={place} picked={picked} drawing={state.drawing} filled={filledOf(state, slot, step, place, picked)} cell={cell} palette={palette} story={story} term={state.term} pin={state.pinned}
                  onPick={indices => controller.pick(place, indices)} onPoint={role === 'weight' ? pointAtWeight : point} onPin={role === 'weight' ? ignore : pin}
                  onZoom={by => controller.set({ zoom: nextZoom(cell, by) })} onPaste={editable ? text => changeSource(controller, slot, step, index, place, { kind: 'typed', text }) : undefined}
                  onType={editable ? type : undefined}
                >
                  {editable && <Source state={state} slot={slot} side={side} step={step} place={place} index={index} controller={controller} />}
                </Pane>
              )
            })}
          </div>
        ))}
      </div>
      <Legend boards={boards} gaps={gaps} />
    </>
  )
}

/** Where an array's numbers come from, and the input's shape. */
function Source({ slot, side, step, place, index, controller }: Omit<SideViewProps, 'palette' | 'cell'> & { readonly step: LabStepResult; readonly place: ArrayPlace; readonly index: number }) {
  const { setting, refusal } = side
  const array = arrayAt(step, place)
  if (!array) return null
  const data: LabData = (place.role === 'input' ? setting.inputs[place.number]?.data : setting.steps[index]?.weights[array.name]) ?? initial
  const blamed = refusal?.step === index && refusal.parameter === array.name ? refusal : undefined
  return (
    <>
      {place.role === 'input' && <ShapeField shape={setting.inputs[place.number]?.shape ?? array.shape} label={array.name} onChange={shape => controller.change(slot, before => withShape(before, place.number, shape))} />}
      <DataChooser
        id={`${slot}-${place.role}-${place.number}`} label={array.name} role={place.role === 'input' ? 'input' : 'weight'} source={data.source} refusal={blamed} fitted={step.fitted[array.name]}
        current={() => nestedText(array.shape.slice(-2), array.data)} onChange={source => changeSource(controller, slot, step, index, place, source)} onPicture={file => void controller.loadPicture(slot, place.number, file)}
      />
    </>
  )
}

function changeSource(controller: Controller, slot: LabSlot, step: LabStepResult, index: number, { role, number }: ArrayPlace, source: DataSource): void {
  if (role === 'input' && source.kind === 'typed') void controller.typeInput(slot, number, source.text)
  else controller.change(slot, before => (role === 'input' ? withInputSource(before, number, source) : withWeightSource(before, index, step.weights[number]?.name ?? '', source)))
}

function ShapeField({ shape, label, onChange }: { readonly shape: readonly number[]; readonly label: string; readonly onChange: (shape: readonly number[]) => void }) {
  const [draft, setDraft] = useState<string>()
  const written = `[${shape.join(', ')}]`
  return (
    <label class="shape-field">shape <input
      type="text" spellcheck={false} value={draft ?? written} size={Math.max(8, written.length)} aria-label={`${label}: shape`} aria-invalid={draft !== undefined && parseShape(draft) === undefined}
      onInput={event => {
        setDraft(event.currentTarget.value)
        const parsed = parseShape(event.currentTarget.value)
        if (parsed) onChange(parsed)
      }}
      onBlur={() => setDraft(undefined)}
    /></label>
  )
}

function Refusal({ refusal, layer }: { readonly refusal: LabRefusal; readonly layer: string | undefined }) {
  return (
    <div class="refusal" role="alert">
      <strong>{refusal.by === 'pytorch' ? `PyTorch refuses this${layer === undefined ? '' : ` ${layer.split('.').at(-1)}`}: ` : 'This can\'t be run here: '}</strong>{refusal.message}
    </div>
  )
}

function Progress({ done, onCancel }: { readonly done: number; readonly onCancel: () => void }) {
  return <p class="progress"><progress value={done} max={1} aria-label="Running" /> <button type="button" onClick={onCancel}>Cancel</button></p>
}

const ROLES = ['input', 'weight', 'output'] as const
const ignore = (): void => undefined
const counted = (count: number, what: string): string => `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`
const isData = ({ parameter }: LabRefusal, step: LabStepResult | undefined): boolean => step !== undefined && [...step.inputs, ...step.weights].some(({ name }) => name === parameter)
