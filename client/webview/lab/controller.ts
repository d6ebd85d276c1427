/** What the page does when it is used: changes the state, and asks the engine for what the new state needs. */
import type { LabBuilt, LabCheck, LabFirst, LabModel, LabQuestion, LabQuestions, LabProgress, LabSetting, LabSlot, LabStepResult } from '../../../server/protocol.ts'
import { pictureSource } from './picture.ts'
import { outputSlice, type CellPlace, type Story } from './highlights.ts'
import { centred, looked, movedTo, opened, pickedSlice, pinned, positions, ran, samePlace, sideOf, stepOf, withSide, type LabState, type Pointed, type Tab, type Walk } from './state.ts'
import { withEdit, withInputSource, withTyped } from './settings.ts'
import type { Store } from './store.ts'
import { leadingOf, type ArrayPlace } from './boards.ts'
import { checkNotice } from './words.ts'

/** The engine, wherever it runs. */
export interface Engine {
  /** Rejects with an error named `Cancelled` when it is stopped. */
  ask<Q extends LabQuestion>(question: Q, params: LabQuestions[Q]['params'], progress?: (done: LabProgress) => void): Promise<LabQuestions[Q]['result']>
  /** Ends what is under way. The next question starts an engine anew, which knows no runs. */
  cancel(): void
}

export type Controller = ReturnType<typeof createController>

const SLOTS: readonly LabSlot[] = ['left', 'right']

export function createController(store: Store<LabState>, engine: Engine) {
  const { update } = store
  const running = new Set<LabSlot>()

  const failed = (problem: unknown): undefined => {
    if (problem instanceof Error && problem.name !== 'Cancelled') update(state => ({ ...state, notice: { kind: 'problem', text: `The lab made a mistake: ${problem.message.split('\n')[0]}` } }))
    return undefined
  }
  /** Undefined where the engine was stopped or failed. */
  const ask = <Q extends LabQuestion>(question: Q, params: LabQuestions[Q]['params']): Promise<LabQuestions[Q]['result'] | undefined> => engine.ask(question, params).catch(failed)
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The parts that are looked into within a cell: each is the number of a term in the one before. */
  let within: { readonly place: Pointed; readonly path: readonly number[] } | undefined
  /** Counts how often playing began: a play that another one followed ends. */
  let round = 0

  /** Runs what a side's controls say. Changes that come while a run is under way are run together when it ends. */
  async function run(slot: LabSlot): Promise<void> {
    const side = store.state[slot]
    if (!side || running.has(slot)) return
    running.add(slot)
    const { setting } = side
    const answer = await engine.ask('run', { slot, setting }, progress => update(state => withSide(state, slot, each => ({ ...each, progress })))).catch(failed)
    running.delete(slot)
    if (store.state[slot] && store.state[slot].setting !== setting) return run(slot)
    if (!answer) return
    update(state => ran(state, slot, answer))
    await Promise.all([tell(), showOpenTab()])
  }

  /** Asks for the story of the cell that is looked at, on both sides. */
  async function tell(): Promise<void> {
    const place = looked(store.state)
    await Promise.all(SLOTS.map(async slot => {
      const step = stepOf(store.state, slot)
      if (!step) return
      const story = place && step.followed ? await storyOf(slot, place) : undefined
      const built = await builtOf(slot, step, story)
      if (samePlace(looked(store.state), place)) update(state => withSide(state, slot, side => ({ ...side, story, built })))
    }))
  }

  /** The output as far as the slider has filled it from the input. */
  async function builtOf(slot: LabSlot, { outputs }: LabStepResult, story: Story | undefined): Promise<LabBuilt | undefined> {
    const { filling, walk, pinned: at, picked, step } = store.state
    const shape = outputs[0]?.shape
    if (!filling || walk !== 'input' || at?.role !== 'input' || at.number > 0 || !shape) return undefined
    return await ask('built', { slot, step, leading: leadingOf(shape, outputSlice(shape, story, picked.output)), upTo: at.index }) ?? undefined
  }

  async function storyOf(slot: LabSlot, { role, number, index }: CellPlace) {
    const { step } = store.state
    const of = { role, number, index }
    if (role === 'output') {
      const path = within && samePlace(within.place, { slot, ...of }) ? within.path : []
      const asked = { slot, step, output: number, index }
      const [cell, ...parts] = await Promise.all([ask('cell', asked), ...path.map((_, depth) => ask('cell', { ...asked, within: path.slice(0, depth + 1) }))])
      const known = parts.findIndex(part => !part)
      return cell ? { kind: 'cell' as const, of, cell, opened: (known < 0 ? parts : parts.slice(0, known)).map((part, depth) => ({ term: path[depth]!, cell: part! })) } : undefined
    }
    const reach = role === 'input' ? await ask('scatter', { slot, step, input: number, index }) : null
    return reach ? { kind: 'reach' as const, of, reach } : undefined
  }

  /** Asks for what the open tab shows. */
  async function showOpenTab(): Promise<void> {
    const { tab: shown, step } = store.state
    await Promise.all(SLOTS.map(async slot => {
      const side = store.state[slot]
      if (!side?.result) return
      if (shown === 'matrix' && !side.matrix) {
        const matrix = await ask('matrix', { slot, step })
        update(state => withSide(state, slot, each => ({ ...each, matrix: matrix ?? undefined })))
      }
      if (shown === 'overlap' && side.overlap === undefined) {
        const overlap = await ask('overlap', { slot, step })
        update(state => withSide(state, slot, each => ({ ...each, overlap })))
      }
    }))
  }

  async function learnParameters(setting: LabSetting): Promise<void> {
    const layers = new Set(setting.steps.map(({ layer }) => layer))
    for (const layer of layers) {
      if (store.state.parameters[layer]) continue
      const parameters = await ask('parameters', { layer })
      if (parameters) update(state => ({ ...state, parameters: { ...state.parameters, [layer]: parameters } }))
    }
  }

  /** Playing fills the output from its beginning to where the slider is. */
  function play(direction: -1 | 0 | 1): void {
    clearTimeout(timer)
    update(state => ({ ...state, playing: direction, filling: state.filling || direction !== 0 }))
    if (direction !== 0) tick(++round, performance.now())
  }

  /** The next position is taken when the one before is told, and not before its time. */
  function tick(mine: number, last: number): void {
    timer = setTimeout(() => {
      const { playing, speed } = store.state
      if (playing === 0) return
      const now = performance.now()
      // Faster than the screen shows, several positions are taken at once.
      const stride = Math.max(1, Math.round(speed / 30))
      update(state => movedTo(state, positions(state).at + playing * stride))
      void tell().then(() => { if (mine === round && store.state.playing !== 0) tick(mine, now) })
    }, Math.max(0, last + Math.max(1000 / 30, 1000 / store.state.speed) - performance.now()))
  }

  function stepBy(by: number): void {
    update(state => movedTo(state, positions(state).at + by))
    void tell()
  }

  /** Changes follow one another, also where the page has not drawn the one before. */
  function change(slot: LabSlot, to: (setting: LabSetting) => LabSetting): void {
    update(state => withSide({ ...state, notice: undefined }, slot, side => ({ ...side, setting: to(side.setting) })))
    void run(slot)
  }

  return {
    /** The first picture stands in for the engine's answer to what the layer is opened with, until that comes. */
    open(model: LabModel, cause: 'opened' | 'edited', first?: LabFirst): void {
      clearTimeout(timer)
      update(state => {
        const before = opened(state, model, cause)
        if (!first || before.left?.setting !== model.setting) return before
        return ran({ ...before, parameters: { ...before.parameters, ...first.parameters } }, 'left', first.run)
      })
      if (!model.setting) return
      void run('left')
      void run('right')
      void learnParameters(model.setting)
    },
    /** The layer is no longer in the code: what is shown stays. */
    lost(reason: string): void { update(state => (state.left ? { ...state, notice: { kind: 'problem', text: reason } } : { ...state, reason })) },
    /** What PyTorch answered to a check. */
    checked(check: LabCheck): void { update(state => ({ ...state, notice: checkNotice(check) })) },
    change,
    /** Stops the run under way and goes back to the settings whose numbers are on show; the engine runs them anew. */
    cancel(): void {
      engine.cancel()
      update(state => SLOTS.reduce((each, slot) => withSide(each, slot, side => ({ ...side, progress: undefined, setting: side.ran ?? side.setting })), state))
      for (const slot of SLOTS) if (store.state[slot]?.ran) void run(slot)
    },
    /** The pointer is on a cell, or on none. */
    point(place: Pointed | undefined): void {
      if (samePlace(store.state.pointed, place)) return
      update(state => ({ ...state, pointed: place, term: undefined }))
      void tell()
    },
    pin(place: Pointed): void {
      clearTimeout(timer)
      update(state => pinned(state, place))
      void tell()
    },
    /** Looks into a part of the cell, or of the part at a depth that is looked into already; a second time closes it. */
    lookInto(slot: LabSlot, depth: number, term: number): void {
      const story = store.state[slot]?.story
      if (story?.kind !== 'cell') return
      const before = story.opened.map(each => each.term)
      within = { place: { slot, ...story.of }, path: [...before.slice(0, depth), ...(before[depth] === term ? [] : [term])] }
      update(state => ({ ...state, term: undefined }))
      void tell()
    },
    pointAtTerm(term: number | undefined): void { update(state => (state.term === term ? state : { ...state, term })) },
    moveTo(position: number): void {
      clearTimeout(timer)
      update(state => ({ ...movedTo(state, position), playing: 0 }))
      void tell()
    },
    stepBy(by: number): void {
      clearTimeout(timer)
      update(state => ({ ...state, playing: 0 }))
      stepBy(by)
    },
    play,
    /** Shows the output as far as the slider is, or whole. */
    fill(on: boolean): void {
      clearTimeout(timer)
      update(state => {
        const filling = { ...state, filling: on, playing: 0 as const }
        return on && state.pinned?.role !== state.walk ? centred(filling) : filling
      })
      void tell()
    },
    walk(through: Walk): void {
      clearTimeout(timer)
      update(state => centred({ ...state, walk: through, playing: 0 }))
      void tell()
    },
    pick(place: ArrayPlace, indices: readonly number[]): void {
      update(state => pickedSlice(state, place, indices))
      void tell()
    },
    showStep(step: number): void {
      update(state => ({ ...state, step, pinned: undefined, pointed: undefined, picked: { input: [], output: [], weights: {} }, left: state.left && { ...state.left, matrix: undefined, overlap: undefined }, right: state.right && { ...state.right, matrix: undefined, overlap: undefined } }))
      update(centred)
      void tell()
      void showOpenTab()
    },
    showTab(shown: Tab): void {
      update(state => ({ ...state, tab: shown }))
      void showOpenTab()
    },
    set(part: Partial<Pick<LabState, 'zoom' | 'drawing' | 'named' | 'speed' | 'notice' | 'following'>>): void { update(state => ({ ...state, ...part })) },
    /** A number typed into a cell. */
    type(place: Pointed, value: number): void {
      const name = stepOf(store.state, place.slot)?.weights[place.number]?.name ?? ''
      change(place.slot, setting => withEdit(setting, store.state.step, place, name, value))
    },
    /** Numbers typed or pasted for an input. */
    async typeInput(slot: LabSlot, input: number, text: string): Promise<void> {
      const parsed = await ask('parse', { text })
      change(slot, setting => withTyped(setting, input, text, parsed?.ok ? parsed.shape : undefined))
    },
    async loadPicture(slot: LabSlot, input: number, file: Blob): Promise<void> {
      const source = await pictureSource(file)
      if ('reason' in source) update(state => ({ ...state, notice: { kind: 'problem', text: source.reason } }))
      else change(slot, setting => withInputSource(setting, input, source))
    },
    /** Holds a second setting beside the first, or lets it go. */
    compare(setting: LabSetting | undefined): void {
      update(state => ({ ...state, right: setting && sideOf(setting) }))
      if (setting) void run('right')
    },
    async comparePartner(): Promise<void> {
      const answer = await ask('partner', { slot: 'left', step: store.state.step })
      if (!answer) return
      if ('reason' in answer) update(state => ({ ...state, notice: { kind: 'problem', text: answer.reason } }))
      else {
        update(state => ({ ...state, right: sideOf(answer.setting) }))
        void learnParameters(answer.setting)
        void run('right')
      }
    },
    ask,
  }
}
