/** The engine's script, which the build puts into a bundle as text. */
declare module 'lab-engine' {
  const script: string
  export default script
}

/** Left by the script that carries it. */
interface Window { torchShapeLabScript?: string }
