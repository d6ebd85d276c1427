import type { LabSetting, LabStepResult } from '../../../server/protocol.ts'

/** The steps of a chain, each with the shape that it returns; one of them is shown. */
export function Chain({ setting, steps, shown, refused, onShow }: { readonly setting: LabSetting; readonly steps: readonly LabStepResult[]; readonly shown: number; readonly refused: number | undefined; readonly onShow: (step: number) => void }) {
  if (setting.steps.length < 2) return null
  const first = steps[0]?.inputs[0]?.shape ?? setting.inputs[0]?.shape ?? []
  return (
    <nav class="chain" aria-label="Steps">
      <ol>
        <li class="shape"><code>[{first.join(', ')}]</code></li>
        {setting.steps.map(({ layer, name }, index) => {
          const output = steps[index]?.outputs[0]?.shape
          return (
            <li key={index}>
              <button type="button" aria-current={index === shown ? 'step' : undefined} class={index === refused ? 'refused' : ''} onClick={() => onShow(index)}>
                {name !== undefined && <span class="remark">{name} </span>}{layer.split('.').at(-1)}
              </button>
              <code class="shape">{output ? `[${output.join(', ')}]` : index === refused ? 'refused' : '?'}</code>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
