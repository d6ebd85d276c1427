/** The channel that the client writes its messages to: the setting `trace.server` opens it, whatever the channel's own level is. */
import * as vscode from 'vscode'

export function traceChannel(output: vscode.LogOutputChannel, subscriptions: vscode.Disposable[]): vscode.LogOutputChannel {
  const changed = new vscode.EventEmitter<vscode.LogLevel>()
  const level = (): vscode.LogLevel => (setting() === 'off' ? vscode.LogLevel.Info : vscode.LogLevel.Trace)
  const write = (message: string): void => output.info(message)
  subscriptions.push(changed, vscode.workspace.onDidChangeConfiguration(event => {
    if (event.affectsConfiguration('torchShapeLint.trace.server')) changed.fire(level())
  }))
  return {
    name: output.name,
    get logLevel() { return level() },
    onDidChangeLogLevel: changed.event,
    trace: write, debug: write, info: write, warn: write,
    error: error => output.error(error),
    append: value => output.append(value), appendLine: value => output.appendLine(value), replace: value => output.replace(value),
    clear: () => output.clear(), hide: () => output.hide(), dispose: () => undefined,
    show: () => output.show(),
  }
}

function setting(): string {
  return vscode.workspace.getConfiguration('torchShapeLint').get('trace.server', 'off')
}
