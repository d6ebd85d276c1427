import type { LabSetting } from '../../../server/protocol.ts'

/** What the page asks of the editor around it. Answers come as messages. */
export interface Host {
  reveal(): void
  openManual(): void
  /** Whether the lab moves to the layer at the cursor. */
  follow(on: boolean): void
  /** Writes the changed arguments back into the code. */
  apply(setting: LabSetting): void
  /** Runs the setting with the selected Python interpreter. */
  check(setting: LabSetting): void
  copy(text: string): void
  save(name: string, content: string | Uint8Array): void
}
