/** An error is a claim: PyTorch (or Python) raises at this place. */
export type Severity = 'error' | 'warning' | 'info' | 'hint'
