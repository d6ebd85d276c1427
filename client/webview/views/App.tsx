/** The whole page. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Palette } from '../draw/palette.ts'
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

interface AppProps { readonly state: LabState; readonly controller: Controller; readonly host: Host; readonly palette: Palette }

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
      {step?.followed && <Transport positions={positions(state)} walk={state.walk} playing={state.playing} speed={state.speed} text={place ? `${place.role} ${place.index.join(', ')}` : ''}
        onMove={controller.moveTo} onStep={controller.stepBy} onPlay={controller.play} onSpeed={speed => controller.set({ speed })} onWalk={controller.walk} />}
      {step && left && (
        <section class="below">
          <div class="tabs" role="tablist" aria-label="Ways to look at it" onKeyDown={event => {
            const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
            if (by === undefined) return
            const at = TABS.findIndex(([tab]) => tab === state.tab)
            const next = TABS[(at + by + TABS.length) % TABS.length]!
            controller.showTab(next[0])
            document.getElementById(`tab-${next[0]}`)?.focus()
          }}>
            {TABS.map(([tab, name]) => <button key={tab} id={`tab-${tab}`} type="button" role="tab" aria-selected={state.tab === tab} aria-controls="tab-panel" tabIndex={state.tab === tab ? 0 : -1} onClick={() => controller.showTab(tab)}>{name}</button>)}
          </div>
          <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${state.tab}`}>
            {state.tab === 'sum' && <Sum step={step} story={left.story} named={state.named} drawing={state.drawing} term={state.term} input={inputSlice(step, left.story, state.picked.input)}
              onTerm={controller.pointAtTerm} onSlice={slice => controller.pick({ role: 'input', number: 0 }, slice)} onNamed={named => controller.set({ named })} />}
            {state.tab === 'matrix' && <MatrixView step={step} matrix={left.matrix} palette={palette} width={full} looked={place}
              onPoint={at => controller.point(at && { slot: 'left', ...at })} onPin={at => controller.pin({ slot: 'left', ...at })} />}
            {state.tab === 'overlap' && <OverlapView overlap={left.overlap} palette={palette} width={full} />}
          </div>
        </section>
      )}
      {step?.notes.map(note => <p key={note} class="note">{note}</p>)}
    </div>
  )
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
