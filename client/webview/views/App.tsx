/** The whole page. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { LabSlot } from '../../../server/protocol.ts'
import type { Palette } from '../draw/palette.ts'
import { canSpread } from '../lab/boards.ts'
import type { Controller } from '../lab/controller.ts'
import type { Host } from '../lab/host.ts'
import { inputSlice } from '../lab/highlights.ts'
import { cellSize } from '../lab/scene.ts'
import { looked, positions, stepOf, type LabState, type Tab } from '../lab/state.ts'
import { Chain } from './Chain.tsx'
import { MatrixView } from './MatrixView.tsx'
import { OverlapView } from './OverlapView.tsx'
import { SideView } from './SideView.tsx'
import { Sum } from './Sum.tsx'
import { Toolbar } from './Toolbar.tsx'
import { Transport } from './Transport.tsx'
import { Zoom } from './Zoom.tsx'

interface AppProps { readonly state: LabState; readonly controller: Controller; readonly host: Host; readonly palette: Palette }

const SLOTS = ['left', 'right'] as const
const TABS: readonly (readonly [Tab, string])[] = [['sum', 'Sum'], ['matrix', 'Matrix'], ['overlap', 'Overlap']]

export function App({ state, controller, host, palette }: AppProps) {
  const page = useRef<HTMLDivElement>(null)
  const full = useWidth(page)
  const { model, left, right } = state
  const step = stepOf(state, 'left')
  const width = right ? Math.max(200, (full - 32) / 2) : full
  const cell = cellSize(state, width)
  const place = looked(state)
  return (
    <div class="page" ref={page}>
      {model && (
        <header>
          <h1 id="title">{model.title}</h1>
          <code id="call">{model.call}</code>
          <nav aria-label="Places">
            <button type="button" class="link" onClick={() => host.reveal()}>Show in the file</button>
            {(step?.manual ?? model.manual) !== undefined && <button type="button" class="link" onClick={() => host.openManual()}>Manual</button>}
            <label class="check"><input type="checkbox" checked={state.following} onChange={event => {
              controller.set({ following: event.currentTarget.checked })
              host.follow(event.currentTarget.checked)
            }} /> follow the cursor</label>
            <Zoom zoom={state.zoom} cell={cell} onZoom={zoom => controller.set({ zoom })} />
          </nav>
        </header>
      )}
      {state.reason !== undefined && <p class="waiting" role="status">{state.reason}</p>}
      {!model && state.reason === undefined && <p class="waiting" role="status">Running the layer …</p>}
      {left && <Toolbar state={state} host={host} controller={controller} palette={palette} cell={cell} />}
      <p class={`notice ${state.notice?.kind ?? 'none'}`} role="status">{state.notice?.text}</p>
      {model?.sample !== undefined && <p class="note sample">{model.sample}</p>}
      {left && <Chain setting={left.setting} steps={left.result?.steps ?? []} shown={state.step} refused={left.refusal?.step} onShow={controller.showStep} />}
      <div class={right ? 'sides two' : 'sides'}>
        {left && <SideView state={state} slot="left" side={left} palette={palette} cell={cell} controller={controller} />}
        {right && <SideView state={state} slot="right" side={right} palette={palette} cell={cell} controller={controller} />}
      </div>
      {step && canSpread(step) && <label class="check"><input type="checkbox" checked={state.drawing === 'spread'} onChange={event => controller.set({ drawing: event.currentTarget.checked ? 'spread' : 'plain' })} /> draw the input as the convolution that answers the same reads it</label>}
      {step?.followed && <Transport positions={positions(state)} walk={state.walk} playing={state.playing} speed={state.speed} filling={state.filling} stamps={step.geometry?.slides === 'output'} text={place ? `${place.role} ${place.index.join(', ')}` : ''}
        onMove={controller.moveTo} onStep={controller.stepBy} onPlay={controller.play} onSpeed={speed => controller.set({ speed })} onWalk={controller.walk} onFill={controller.fill} />}
      {step && left && (
        <section class="below">
          <div class="tabs">
            <div role="tablist" aria-label="Ways to look at it" onKeyDown={event => {
              const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
              if (by === undefined) return
              const at = TABS.findIndex(([tab]) => tab === state.tab)
              const next = TABS[(at + by + TABS.length) % TABS.length]!
              controller.showTab(next[0])
              document.getElementById(`tab-${next[0]}`)?.focus()
            }}>
              {TABS.map(([tab, name]) => <button key={tab} id={`tab-${tab}`} type="button" role="tab" aria-selected={state.tab === tab} aria-controls="tab-panel" tabIndex={state.tab === tab ? 0 : -1} onClick={() => controller.showTab(tab)}>{name}</button>)}
            </div>
            {state.tab === 'sum' && <label class="check names"><input type="checkbox" checked={state.named} onChange={event => controller.set({ named: event.currentTarget.checked })} /> with names</label>}
          </div>
          <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${state.tab}`} class={right ? 'sides two' : 'sides'}>
            {SLOTS.map(slot => <Below key={slot} slot={slot} state={state} controller={controller} palette={palette} width={width} />)}
          </div>
        </section>
      )}
      {step?.notes.map(note => <p key={note} class="note">{note}</p>)}
    </div>
  )
}

/** What the open tab says of one side. */
function Below({ slot, state, controller, palette, width }: Omit<AppProps, 'host'> & { readonly slot: LabSlot; readonly width: number }) {
  const side = state[slot], step = stepOf(state, slot)
  if (!side || !step) return null
  switch (state.tab) {
    case 'sum': return (
      <Sum step={step} story={side.story} named={state.named} drawing={state.drawing} term={state.term} input={inputSlice(step, side.story, state.picked.input)}
        onTerm={controller.pointAtTerm} onPart={(depth, part) => controller.lookInto(slot, depth, part)} onSlice={slice => controller.pick({ role: 'input', number: 0 }, slice)} />
    )
    case 'matrix': return (
      <MatrixView step={step} matrix={side.matrix} palette={palette} width={width} looked={looked(state)}
        onPoint={at => controller.point(at && { slot, ...at })} onPin={at => controller.pin({ slot, ...at })} />
    )
    case 'overlap': return <OverlapView overlap={side.overlap} palette={palette} width={width} />
  }
}

/** The width that an element has now. */
function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(() => document.body.clientWidth - 40)
  useEffect(() => {
    if (!element.current) return undefined
    const observer = new ResizeObserver(([entry]) => { if (entry) setWidth(Math.floor(entry.contentRect.width)) })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return width
}
