/** Everything that runs in Node, in one bundle: the server and the command line. */
export { runCommandLine } from './cli/main.ts'
export { serveInNode } from './serveInNode.ts'
