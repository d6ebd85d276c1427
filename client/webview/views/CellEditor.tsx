import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Box } from '../draw/painter.ts'
import { placed } from './style.ts'

/** A number is typed over a cell. Enter and leaving keep it, Escape and what is no number do not. */
export function CellEditor({ box, text, onDone }: { readonly box: Box; readonly text: string; readonly onDone: (value: number | undefined) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const done = useRef(false)
  const finish = (value: string | undefined): void => {
    if (done.current) return
    done.current = true
    const number = value === undefined || value.trim() === '' ? Number.NaN : Number(value.replace('−', '-'))
    onDone(Number.isFinite(number) ? number : undefined)
  }
  useLayoutEffect(() => {
    input.current?.focus()
    input.current?.setSelectionRange(text.length, text.length)
  }, [])
  return (
    <input
      ref={input} class="cell-editor" aria-label="New number" inputMode="decimal" defaultValue={text}
      style={placed({ ...box, width: Math.max(46, box.width), height: Math.max(20, box.height) })}
      onKeyDown={event => {
        event.stopPropagation()
        if (event.key === 'Enter') finish(event.currentTarget.value)
        if (event.key === 'Escape') finish(undefined)
      }}
      onBlur={event => finish(event.currentTarget.value)}
      onPointerMove={event => event.stopPropagation()} onClick={event => event.stopPropagation()} onDblClick={event => event.stopPropagation()}
    />
  )
}
