/** The HTML of the lab: nothing may be loaded but the extension's own script and style, and the worker that the script makes itself. */
import * as vscode from 'vscode'

export function labPage(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = crypto.randomUUID().replaceAll('-', '')
  const source = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString()
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; worker-src blob:; style-src ${webview.cspSource}`
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${source('webview.css')}">
<title>Layer lab</title>
</head>
<body>
<main id="lab"><p class="waiting">Running the layer…</p></main>
<script nonce="${nonce}" src="${source('webview.js')}"></script>
</body>
</html>`
}
