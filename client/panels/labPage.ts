/**
 * The HTML of the lab. It holds all that its first picture needs: style, script, and the numbers; nothing else has to arrive for it.
 * The one thing that is loaded is the engine's script, afterwards.
 */
import * as vscode from 'vscode'
import type { LabOpening } from '../../server/protocol.ts'

export interface PageParts { readonly script: string; readonly style: string }

export async function readParts(dist: vscode.Uri): Promise<PageParts> {
  const read = async (name: string): Promise<string> => new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(dist, name)))
  const [script, style] = await Promise.all([read('webview.js'), read('webview.css')])
  return { script, style }
}

export function labPage(webview: vscode.Webview, dist: vscode.Uri, { script, style }: PageParts, opening: LabOpening): string {
  const nonce = crypto.randomUUID().replaceAll('-', '')
  const engine = webview.asWebviewUri(vscode.Uri.joinPath(dist, 'lab-engine.js')).toString()
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; worker-src blob:; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Layer lab</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main id="lab"></main>
<script type="application/json" id="opening">${inScript(opening)}</script>
<script nonce="${nonce}" data-engine="${engine}">${script}</script>
</body>
</html>`
}

/** JSON that can't end the element it stands in. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')
