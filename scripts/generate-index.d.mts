export const target: string
export function render(): string
