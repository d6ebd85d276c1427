export interface Index { readonly target: string; readonly root: string; readonly folders: readonly string[]; readonly about: string }
export const indexes: readonly Index[]
export function pathOf(index: Index): string
export function render(index: Index): string
