/** Small pictures on buttons; the button's label says what they mean. */
const PATHS = {
  play: 'M4 2.5v11l9-5.5z',
  playBack: 'M12 2.5v11L3 8z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  next: 'M6 3l5 5-5 5-1.2-1.2L8.6 8 4.8 4.2z',
  previous: 'M10 3L5 8l5 5 1.2-1.2L7.4 8l3.8-3.8z',
  first: 'M3 3h1.6v10H3zM12.5 3v10L5.5 8z',
  last: 'M11.4 3H13v10h-1.6zM3.5 3v10l7-5z',
  plus: 'M7.2 3h1.6v4.2H13v1.6H8.8V13H7.2V8.8H3V7.2h4.2z',
  minus: 'M3 7.2h10v1.6H3z',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name }: { readonly name: IconName }) {
  return <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d={PATHS[name]} fill="currentColor" /></svg>
}

/** A button with a picture alone. */
export function IconButton({ name, label, onClick }: { readonly name: IconName; readonly label: string; readonly onClick: () => void }) {
  return <button type="button" class="icon-button" title={label} aria-label={label} onClick={onClick}><Icon name={name} /></button>
}
