/** Entry for the extension host in Node: both @vscode/test-electron and the code-server driver call `run`. */
import Mocha from 'mocha'
import { report, type Runner } from './report.ts'

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, color: false, reporter: class {} as unknown as Mocha.ReporterConstructor })
  mocha.suite.emit('pre-require', globalThis, '', mocha)
  await import('./extension.suite.ts')
  const failures = await new Promise<number>(done => report(mocha.run(done) as Runner))
  if (failures > 0) throw new Error(`${failures} failed`)
}
