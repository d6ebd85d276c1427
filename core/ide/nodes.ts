/** Finding the syntax at a place. */
import type { Module, Span } from '../syntax/ast.ts'
import { forEachChild, type Node } from '../syntax/walk.ts'

/** The nodes that cover an offset, outermost first. A cursor right behind a node counts as on it. */
export function pathAt(module: Module, offset: number): Node[] {
  const path: Node[] = []
  const enter = (node: Node): void => {
    path.push(node)
    let inner: Node | undefined
    forEachChild(node, (child) => {
      if (covers(child, offset) && (!inner || child.start >= inner.start)) inner = child
    })
    if (inner) enter(inner)
  }
  enter(module)
  return path
}

export const covers = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end

/** Visits every node of a module, parents first. */
export function visit(node: Node, each: (node: Node) => void): void {
  each(node)
  forEachChild(node, (child) => { visit(child, each) })
}
