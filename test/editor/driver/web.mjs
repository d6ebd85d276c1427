// The same workbench without any server or remote extension host: VS Code for the Web, as on vscode.dev.
// @vscode/test-web's app serves the extension, its folder provider and the workbench's files (those of the code-server
// package); the page itself and two replacements in workbench.js are ours, because code-server ties it to its server.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { host, vscodeRoot } from './server.mjs'

const ENTRY = '/static/build/out/vs/code/browser/workbench/workbench'
const escaped = value => JSON.stringify(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;')

export async function startWeb({ extension, tests, folder, settings = {} }) {
  const createApp = createRequire(join(host, 'package.json'))('@vscode/test-web/out/server/app.js').default
  const app = await createApp({ build: { type: 'static', location: vscodeRoot }, extensionDevelopmentPath: extension, folderMountPath: folder, esm: true, printServerLog: false })
  const files = app.callback(), workbench = freeWorkbench()
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://x')
    if (pathname === `${ENTRY}.js`) return response.writeHead(200, { 'content-type': 'text/javascript' }).end(workbench)
    if (pathname !== '/') return files(request, response)
    return response.writeHead(200, { 'content-type': 'text/html' }).end(page(configuration(request.headers.host, tests, settings)))
  })
  await new Promise(listening => server.listen(0, '127.0.0.1', listening))
  return {
    base: `http://localhost:${server.address().port}`,
    stop: () => new Promise(closed => { server.close(closed); server.closeAllConnections() }),
  }
}

function freeWorkbench() {
  const replacements = [
    ['remoteAuthority:location.host', 'remoteAuthority:void 0'],
    [/(get userRoamingDataHome\(\)\{return \w+\(\w+\.file\()this\.userDataPath(\)\.with\(\{scheme:\w+\.)vscodeRemote(\}\),"User"\)\})/, '$1"/"$2vscodeUserData$3'],
  ]
  return replacements.reduce((source, [from, to]) => {
    const changed = source.replace(from, to)
    if (changed === source) throw new Error(`code-server has changed: ${from} is not in its workbench.js`)
    return changed
  }, readFileSync(join(vscodeRoot, 'out/vs/code/browser/workbench/workbench.js'), 'utf8'))
}

function configuration(authority, tests, settings) {
  const here = path => ({ scheme: 'http', authority, path })
  return {
    userDataPath: '/', isEnabledFileDownloads: true, isEnabledFileUploads: true, isEnabledCoderGettingStarted: false, enableWorkspaceTrust: false,
    configurationDefaults: settings,
    // Same origin: below *.localhost the webview's service worker would be a third party, which Chromium refuses.
    webviewEndpoint: `http://${authority}/static/build/out/vs/workbench/contrib/webview/browser/pre`,
    folderUri: { scheme: 'vscode-test-web', authority: 'mount', path: '/' },
    additionalBuiltinExtensions: [here('/static/extensions/fs')],
    developmentOptions: { extensions: [here('/static/devextensions')], ...(tests && { extensionTestsPath: here(`/static/devextensions/${tests}`) }) },
    productConfiguration: {
      enableTelemetry: false, extensionsGallery: undefined,
      extensionEnabledApiProposals: { 'vscode.vscode-test-web-fs': ['fileSearchProvider', 'textSearchProvider'] },
      webEndpointUrlTemplate: `http://{{uuid}}.${authority}/static/build`,
      webviewContentExternalBaseUrlTemplate: `http://{{uuid}}.${authority}/static/build/out/vs/workbench/contrib/webview/browser/pre/`,
    },
  }
}

function page(config) {
  return `<!DOCTYPE html><html><head><meta charset="utf-8">
<meta id="vscode-workbench-web-configuration" data-settings="${escaped(config)}">
<link rel="stylesheet" href="${ENTRY}.css"></head><body aria-label=""></body>
<script>globalThis._VSCODE_FILE_ROOT = new URL('/static/build/out/', location.origin).toString();</script>
<script src="/static/build/out/nls.messages.js"></script><script type="module" src="${ENTRY}.js"></script></html>`
}
