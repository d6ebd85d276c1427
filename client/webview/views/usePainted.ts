import { useEffect, useState } from 'preact/hooks'
import { painted } from '../painted.ts'

/** Whether the view was painted before. */
export function usePainted(): boolean {
  const [isPainted, setIsPainted] = useState(false)
  useEffect(() => { void painted().then(() => setIsPainted(true)) }, [])
  return isPainted
}
