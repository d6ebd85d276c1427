// Bundles everything that runs into dist/. `node scripts/build.mjs --suite` bundles the editor tests as well.
import { build } from 'esbuild'
import { chmodSync, copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './lib.mjs'

const shared = { bundle: true, minify: true, legalComments: 'none', logLevel: 'warning', absWorkingDir: root, metafile: true }
const node = { ...shared, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'], alias: { 'web-tree-sitter': './node_modules/web-tree-sitter/web-tree-sitter.cjs' } }
// The parser's runtime asks for Node's modules only where it finds itself in Node, and builds an address for its WebAssembly
// even where it is given the bytes: in a bundle there is no module address to start from, so it gets one that is never fetched.
const web = { ...shared, platform: 'browser', target: 'es2022', external: ['vscode', 'module', 'fs/promises'], mainFields: ['browser', 'module', 'main'], define: { 'global': 'globalThis', 'import.meta.url': '"http://localhost/"' } }

/** A script that carries the one of the lab's worker as text: a page may load scripts with its nonce, and fetch nothing. */
const carriesEngine = {
  name: 'lab-engine',
  setup(own) {
    own.onResolve({ filter: /^lab-engine$/ }, () => ({ path: 'lab-engine', namespace: 'lab-engine' }))
    own.onLoad({ filter: /.*/, namespace: 'lab-engine' }, async () => {
      const { outputFiles } = await build({ ...web, format: 'iife', entryPoints: ['server/lab/worker.ts'], external: [], write: false })
      return { contents: outputFiles[0].text, loader: 'text' }
    })
  },
}

export const bundles = [
  { ...node, entryPoints: ['client/extension.ts'], outfile: 'dist/client.js' },
  { ...node, entryPoints: ['server/program.ts'], outfile: 'dist/program.js' },
  { ...node, entryPoints: ['server/node.ts'], outfile: 'dist/server.js' },
  { ...node, entryPoints: ['server/cli/entry.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  { ...web, format: 'cjs', entryPoints: ['client/browser.ts'], outfile: 'dist/client.web.js' },
  { ...web, format: 'iife', entryPoints: ['server/browser.ts'], outfile: 'dist/server.web.js' },
  { ...web, format: 'iife', entryPoints: ['client/webview/main.ts'], outfile: 'dist/webview.js', external: [] },
  { ...web, format: 'iife', entryPoints: ['client/webview/engineScript.ts'], outfile: 'dist/lab-engine.js', external: [], plugins: [carriesEngine] },
  { ...web, entryPoints: ['client/webview/style.css'], outfile: 'dist/webview.css' },
]

/** The Mocha suite twice: for an extension host in Node, and for one in a web worker. */
export const suites = [
  { ...node, minify: false, entryPoints: ['test/editor/suite/node.ts'], outfile: 'test/editor/out/node.js', external: ['vscode', 'mocha'] },
  {
    ...web, minify: false, entryPoints: ['test/editor/suite/web.ts'], outfile: 'test/editor/out/web.js', external: ['vscode'],
    alias: { 'node:assert/strict': './test/editor/suite/assert.ts' }, define: { ...web.define, 'process.env': '{}' },
    // Mocha's browser build assigns module.exports itself; the suite's own exports come after it.
    format: 'iife', globalName: 'suite', footer: { js: 'module.exports = suite;' },
  },
]

/** The parser in WebAssembly, without the extension of the packages' names. */
export const assets = [
  ['node_modules/web-tree-sitter/web-tree-sitter.wasm', 'dist/web-tree-sitter.wasm'],
  ['node_modules/tree-sitter-python/tree-sitter-python.wasm', 'dist/tree-sitter-python.wasm'],
]

export async function buildAll({ plugins = [], withSuite = false } = {}) {
  mkdirSync(join(root, 'dist'), { recursive: true })
  const results = await Promise.all([...bundles, ...(withSuite ? suites : [])].map(options => build({ ...options, plugins: [...(options.plugins ?? []), ...plugins] })))
  for (const [from, to] of assets) copyFileSync(join(root, from), join(root, to))
  chmodSync(join(root, 'dist/cli.js'), 0o755)
  return results.flatMap(result => Object.entries(result.metafile.outputs).map(([file, { bytes }]) => ({ file, bytes })))
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const outputs = await buildAll({ withSuite: process.argv.includes('--suite') })
  for (const { file, bytes } of outputs) console.log(`${file.padEnd(24)} ${String(Math.ceil(bytes / 1024)).padStart(6)} KB`)
}
