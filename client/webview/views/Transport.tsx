/** The slider through the positions, with its buttons: steps, plays forwards and backwards at any speed. */
import type { Positions, Walk } from '../lab/state.ts'
import { Icon, IconButton } from './icons.tsx'

const SPEEDS = [1, 2, 4, 8, 16, 32, 64, 128]

interface TransportProps {
  readonly positions: Positions
  readonly walk: Walk
  readonly playing: -1 | 0 | 1
  readonly speed: number
  /** The output is shown as far as the slider is. */
  readonly filling: boolean
  /** The input is laid down on the output, kernel by kernel. */
  readonly stamps: boolean
  /** Says where the slider is: the cell's name. */
  readonly text: string
  readonly onMove: (position: number) => void
  readonly onStep: (by: number) => void
  readonly onPlay: (direction: -1 | 0 | 1) => void
  readonly onSpeed: (speed: number) => void
  readonly onWalk: (through: Walk) => void
  readonly onFill: (on: boolean) => void
}

export function Transport({ positions: { count, at }, walk, playing, speed, filling, stamps, text, onMove, onStep, onPlay, onSpeed, onWalk, onFill }: TransportProps) {
  if (count < 2) return null
  return (
    <div class="transport" role="group" aria-label="Positions">
      <IconButton name="first" label="First position" onClick={() => onMove(0)} />
      <PlayButton direction={-1} playing={playing} onPlay={onPlay} />
      <IconButton name="previous" label="One back" onClick={() => onStep(-1)} />
      <input type="range" min={0} max={count - 1} value={at} aria-label="Position" aria-valuetext={text} onInput={event => onMove(event.currentTarget.valueAsNumber)} />
      <IconButton name="next" label="One on" onClick={() => onStep(1)} />
      <PlayButton direction={1} playing={playing} onPlay={onPlay} />
      <IconButton name="last" label="Last position" onClick={() => onMove(count - 1)} />
      <span class="position">{at + 1} of {count}</span>
      <label>through <select value={walk} aria-label="What the slider runs through" onChange={event => onWalk(event.currentTarget.value === 'input' ? 'input' : 'output')}>
        <option value="output">output cells</option>
        <option value="input">input cells{stamps ? ' as stamps' : ''}</option>
      </select></label>
      <label class="check"><input type="checkbox" checked={filling} onChange={event => onFill(event.currentTarget.checked)} /> fill step by step</label>
      <label>speed <select value={speed} aria-label="Positions per second" onChange={event => onSpeed(Number(event.currentTarget.value))}>
        {SPEEDS.map(each => <option key={each} value={each}>{each}/s</option>)}
      </select></label>
    </div>
  )
}

/** Where the reader asked for less motion nothing plays by itself; single steps go on. */
function PlayButton({ direction, playing, onPlay }: { readonly direction: -1 | 1; readonly playing: -1 | 0 | 1; readonly onPlay: (direction: -1 | 0 | 1) => void }) {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  const label = playing === direction ? 'Pause' : direction === 1 ? 'Play' : 'Play backwards'
  return (
    <button type="button" class="icon-button" aria-label={label} title={still ? `${label}: off, because this system asks for reduced motion` : label} disabled={still} onClick={() => onPlay(playing === direction ? 0 : direction)}>
      <Icon name={playing === direction ? 'pause' : direction === 1 ? 'play' : 'playBack'} />
    </button>
  )
}
