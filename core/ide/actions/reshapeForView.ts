import { fix } from '../action.ts'
import { refusedBy } from '../refused.ts'

export const reshapeForView = fix({
  codes: ['view-layout'],
  rank: 10,
  manual: `
**What it does.** \`view\` needs elements that lie behind each other in memory, which they no longer do after \`transpose\` or \`permute\`; \`reshape\` copies them where it must.

**Example.** \`x.transpose(1, 2).view(8, -1)\` becomes \`x.transpose(1, 2).reshape(8, -1)\`.
`,
  *offers(problem, context) {
    const refused = refusedBy(problem, context)
    const call = refused?.path.at(-1)
    if (call?.kind !== 'Call' || call.func.kind !== 'Attribute' || call.func.attr.id !== 'view') return
    const { start, end } = call.func.attr
    yield { title: 'Use reshape', edits: [{ file: refused!.file, range: { start, end }, newText: 'reshape' }] }
  },
})
