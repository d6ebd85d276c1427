import { useCallback, useRef } from 'preact/hooks'

/** A function that is the same value on every draw and does what the newest draw meant: what is given to large parts need not draw them again. */
export function useStable<Given extends readonly unknown[], Answer>(act: (...given: Given) => Answer): (...given: Given) => Answer {
  const newest = useRef(act)
  newest.current = act
  return useCallback((...given: Given) => newest.current(...given), [])
}
