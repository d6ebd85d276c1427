// The least that an extension can do to show a page: an empty one, made by a command that asks nobody.
const vscode = require('vscode')

const PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-floor'">
<title>Floor</title>
</head>
<body>
<main>empty</main>
<script nonce="floor">requestAnimationFrame(() => { setTimeout(() => { performance.mark('lab:painted') }) })</script>
</body>
</html>`

exports.activate = context => {
  context.subscriptions.push(vscode.commands.registerCommand('floor.open', () => {
    const panel = vscode.window.createWebviewPanel('floor', 'Floor', { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, { enableScripts: true })
    panel.webview.html = PAGE
  }))
}
