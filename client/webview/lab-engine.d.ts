/** The engine's script, which the build puts into the page's bundle as text. */
declare module 'lab-engine' {
  const script: string
  export default script
}
