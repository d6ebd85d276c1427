/** Entry of the server that VS Code starts in a process of its own. */
import { serveInNode } from './serveInNode.ts'

serveInNode()
