/** What can be done with the layer as a whole. */
import type { LabState } from '../lab/state.ts'
import type { Host } from '../lab/host.ts'
import type { Controller } from '../lab/controller.ts'
import { pngOf, svgOf } from '../lab/scene.ts'
import type { Palette } from '../draw/palette.ts'

interface ToolbarProps { readonly state: LabState; readonly host: Host; readonly controller: Controller; readonly palette: Palette; readonly cell: number }

export function Toolbar({ state, host, controller, palette, cell }: ToolbarProps) {
  const { left, right, model } = state
  if (!left) return null
  const changed = model?.setting !== undefined && JSON.stringify(model.setting.steps.map(argumentsOf)) !== JSON.stringify(left.setting.steps.map(argumentsOf))
  const refused = model?.readOnly.find(reason => reason !== undefined)
  const copyCode = async (): Promise<void> => {
    const answer = await controller.ask('code', { slot: 'left' })
    if (!answer) return
    if ('code' in answer) host.copy(answer.code)
    else controller.set({ notice: { kind: 'problem', text: answer.reason } })
  }
  const picture = Math.max(22, cell)
  return (
    <div class="toolbar" role="toolbar" aria-label="Layer">
      <button type="button" class="primary" disabled={!changed || left.refusal !== undefined} title={refused ?? 'Write the changed arguments into the file'} onClick={() => host.apply(left.setting)}>Apply to code</button>
      {changed && <button type="button" onClick={() => controller.change('left', before => ({ ...before, steps: before.steps.map((step, index) => ({ ...step, arguments: model.setting?.steps[index]?.arguments ?? step.arguments })) }))}>Reset</button>}
      {right
        ? <Menu label="Compare" items={[
          ['keep the first', () => controller.compare(undefined)],
          ['keep the second', () => { controller.compare(undefined); controller.change('left', () => right.setting) }],
        ]} />
        : <Menu label="Compare" items={[
          ['with these settings', () => controller.compare(left.setting)],
          ['with the transposed partner, same weights', () => void controller.comparePartner()],
        ]} />}
      <button type="button" onClick={() => { controller.set({ notice: { kind: 'working', text: 'Running the layer with PyTorch …' } }); host.check(left.setting) }}>Check with PyTorch</button>
      <button type="button" onClick={() => void copyCode()}>Copy as code</button>
      <Menu label="Export" items={[
        ['as SVG', () => { const svg = svgOf(state, 'left', palette, picture); if (svg !== undefined) host.save('layer.svg', svg) }],
        ['as PNG', () => void pngOf(state, 'left', palette, picture).then(png => { if (png) host.save('layer.png', png) })],
      ]} />
    </div>
  )
}

const argumentsOf = (step: { readonly layer: string; readonly arguments: Readonly<Record<string, string>> }): unknown => [step.layer, Object.entries(step.arguments).sort()]

/** A button that opens a short list; it closes when it is left. */
function Menu({ label, items }: { readonly label: string; readonly items: readonly (readonly [string, () => void])[] }) {
  const choose = (event: Event, act: () => void): void => {
    if (event.currentTarget instanceof Element) event.currentTarget.closest('details')?.removeAttribute('open')
    act()
  }
  return (
    <details class="menu" onFocusOut={event => {
      if (event.relatedTarget instanceof Node && !event.currentTarget.contains(event.relatedTarget)) event.currentTarget.removeAttribute('open')
    }} onKeyDown={event => {
      if (event.key === 'Escape') event.currentTarget.removeAttribute('open')
    }}>
      <summary>{label}</summary>
      <div class="items">{items.map(([text, act]) => <button key={text} type="button" onClick={event => choose(event, act)}>{text}</button>)}</div>
    </details>
  )
}
