/** Fulfilled once what was drawn so far has been painted; at once on a page that is hidden and paints nothing. */
export function painted(): Promise<void> {
  if (document.hidden) return Promise.resolve()
  return new Promise(resolve => { requestAnimationFrame(() => { setTimeout(resolve) }) })
}
