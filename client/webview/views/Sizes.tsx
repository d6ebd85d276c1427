import type { LabSize, LabStepResult } from '../../../server/protocol.ts'

/** The size formula of each dim: with PyTorch's names, with the numbers, and what it does. Dims with one formula share a row. */
export function Sizes({ step }: { readonly step: LabStepResult }) {
  if (step.sizes.length === 0) return null
  return (
    <table class="formula" aria-label="Size formula">
      <tbody>
        {merged(step.sizes).map(({ label, text, names, comment }) => (
          <tr key={label}>
            <th scope="row"><code>{label}</code></th>
            <td>{names !== undefined && <code class="names">{names}</code>}<code class="numbers">{text}</code></td>
            <td class="remark">{comment}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function merged(sizes: readonly LabSize[]): readonly LabSize[] {
  const [first, ...others] = sizes
  if (!first || others.some(({ text }) => text !== first.text)) return sizes
  return [{ ...first, label: sizes.map(({ label }) => label).join(', ') }]
}
