/** Entry for the extension host in a web worker: the same suite under Mocha's browser build. */
import 'mocha/mocha.js'
import { report, type Runner } from './report.ts'

interface BrowserMocha { setup(options: object): void; run(done: (failures: number) => void): Runner }

export async function run(): Promise<void> {
  const { mocha } = globalThis as unknown as { readonly mocha: BrowserMocha }
  mocha.setup({ ui: 'bdd', timeout: 30_000, color: false, reporter: class {} })
  await import('./extension.suite.ts')
  const failures = await new Promise<number>(done => report(mocha.run(done)))
  if (failures > 0) throw new Error(`${failures} failed`)
}
