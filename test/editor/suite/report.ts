/** One line per finished test, the same in Electron, in the server's extension host and in a web worker. */
export interface Test { fullTitle(): string; readonly duration?: number }
export interface Runner { on(event: string, heard: (test: Test, error?: Error) => void): unknown }

export function report(runner: Runner): void {
  const say = (result: object): void => console.log(`@@test ${JSON.stringify(result)}`)
  runner.on('pass', test => say({ ok: true, title: test.fullTitle(), ms: test.duration }))
  runner.on('pending', test => say({ ok: false, title: test.fullTitle(), error: 'was skipped' }))
  runner.on('fail', (test, error) => say({ ok: false, title: test.fullTitle(), error: error?.stack ?? String(error) }))
}
