/** Names as PyTorch's manual has them. */

/** torch's own layers go by the name the manual gives them, not by the module that defines them. */
export const moduleName = (name: string): string => name.replace(/^torch\.nn\.modules\.\w+\.(?=\w+$)/, 'torch.nn.')
