/**
 * Linear algebra on batches of matrices.
 * Source: https://docs.pytorch.org/docs/stable/linalg.html
 */
import { equals, min, show, type Dim } from '../../dims/index.ts'
import { broadcast } from '../../shapes/broadcast.ts'
import { namedResult, on, operation, tensor, type Machine, type Operation, type Shape, type TensorValue, type Value } from '../vocabulary/index.ts'

const manual = (name: string): string => `https://docs.pytorch.org/docs/stable/generated/torch.linalg.${name}.html`

function matrices(machine: Machine, input: TensorValue, name: string): { readonly batch: Shape; readonly rows: Dim; readonly columns: Dim } {
  const shape = machine.shapeOf(input)
  if (shape.length < 2) machine.raise('RuntimeError', `linalg.${name}: The input tensor A must have at least 2 dimensions.`, 'rank')
  return { batch: shape.slice(0, -2), rows: shape.at(-2)!, columns: shape.at(-1)! }
}
function squares(machine: Machine, input: TensorValue, name: string): { readonly batch: Shape; readonly rows: Dim } {
  const { batch, rows, columns } = matrices(machine, input, name)
  machine.require(equals(rows, columns), () => machine.raise('RuntimeError', `linalg.${name}: A must be batches of square matrices, but they are ${show(rows)} by ${show(columns)} matrices`, 'matmul'))
  return { batch, rows }
}

/** A square matrix in, a result of this shape out. */
const square = (name: string, aliases: readonly string[], shape: (batch: Shape, rows: Dim) => Shape, parameters = ''): Operation => operation({
  names: [`torch.linalg.${name}`, ...aliases], manual: manual(name),
  overloads: [on(`linalg_${name}(Tensor A${parameters}, *, Tensor? out=None)` as 'f(Tensor A)', (machine, { A }) => {
    const { batch, rows } = squares(machine, A, name)
    return tensor(shape(batch, rows), { dtype: A.dtype })
  })],
})
export const squareOperations = [
  square('inv', ['torch.inverse', 'torch.Tensor.inverse'], (batch, n) => [...batch, n, n]), square('det', ['torch.det', 'torch.Tensor.det'], (batch) => batch),
  square('cholesky', [], (batch, n) => [...batch, n, n], ", bool upper=False"), square('matrix_exp', ['torch.matrix_exp', 'torch.Tensor.matrix_exp'], (batch, n) => [...batch, n, n]), square('eigvalsh', [], (batch, n) => [...batch, n], ", str UPLO='L'"),
  square('matrix_power', ['torch.matrix_power', 'torch.Tensor.matrix_power'], (batch, n) => [...batch, n, n], ', int n'),
]
export const choleskyFunction = operation({ names: ['torch.cholesky', 'torch.Tensor.cholesky'], overloads: [on('cholesky(Tensor input, bool upper=False, *, Tensor? out=None)', (machine, { input }) => { squares(machine, input, 'cholesky'); return tensor(input.shape, { dtype: input.dtype }) })] })

const decomposition = (names: readonly string[], text: string, rule: (machine: Machine, A: TensorValue, given: Readonly<Record<string, unknown>>) => Value): Operation =>
  operation({ names, returns: 'Any', overloads: [on(text as 'f(Tensor A)', (machine, given) => rule(machine, given.A, given))] })
const made = (like: TensorValue, ...shape: Dim[]): TensorValue => tensor(shape, { dtype: like.dtype })

export const decompositions = [
  decomposition(['torch.linalg.svd'], 'linalg_svd(Tensor A, bool full_matrices=True, *, str? driver=None, Tensor[]? out=None)', (machine, A, { full_matrices }) => {
    const { batch, rows, columns } = matrices(machine, A, 'svd')
    const inner = min(rows, columns)
    return namedResult(machine, 'linalg_svd', { U: made(A, ...batch, rows, full_matrices ? rows : inner), S: made(A, ...batch, inner), Vh: made(A, ...batch, full_matrices ? columns : inner, columns) })
  }),
  decomposition(['torch.svd', 'torch.Tensor.svd'], 'svd(Tensor A, bool some=True, bool compute_uv=True, *, Tensor[]? out=None)', (machine, A, { some }) => {
    const { batch, rows, columns } = matrices(machine, A, 'svd')
    const inner = min(rows, columns)
    return namedResult(machine, 'svd', { U: made(A, ...batch, rows, some ? inner : rows), S: made(A, ...batch, inner), V: made(A, ...batch, columns, some ? inner : columns) })
  }),
  decomposition(['torch.linalg.svdvals'], 'linalg_svdvals(Tensor A, *, str? driver=None, Tensor? out=None)', (machine, A) => {
    const { batch, rows, columns } = matrices(machine, A, 'svdvals')
    return made(A, ...batch, min(rows, columns))
  }),
  decomposition(['torch.linalg.qr', 'torch.qr', 'torch.Tensor.qr'], "linalg_qr(Tensor A, mode='reduced', *, Tensor[]? out=None)", (machine, A, { mode }) => {
    const { batch, rows, columns } = matrices(machine, A, 'qr')
    const given = mode as Value
    if (given.kind !== 'str' || given.value !== 'reduced') return machine.undecided('a mode of qr')
    const inner = min(rows, columns)
    return namedResult(machine, 'linalg_qr', { Q: made(A, ...batch, rows, inner), R: made(A, ...batch, inner, columns) })
  }),
  decomposition(['torch.linalg.eigh'], "linalg_eigh(Tensor A, str UPLO='L', *, Tensor[]? out=None)", (machine, A) => {
    const { batch, rows } = squares(machine, A, 'eigh')
    return namedResult(machine, 'linalg_eigh', { eigenvalues: made(A, ...batch, rows), eigenvectors: made(A, ...batch, rows, rows) })
  }),
  decomposition(['torch.linalg.eig'], 'linalg_eig(Tensor A, *, Tensor[]? out=None)', (machine, A) => {
    const { batch, rows } = squares(machine, A, 'eig')
    const dtype = A.dtype === 'float64' ? 'complex128' : 'complex64'
    return namedResult(machine, 'linalg_eig', { eigenvalues: tensor([...batch, rows], { dtype }), eigenvectors: tensor([...batch, rows, rows], { dtype }) })
  }),
  decomposition(['torch.linalg.slogdet', 'torch.slogdet', 'torch.Tensor.slogdet'], 'linalg_slogdet(Tensor A, *, Tensor[]? out=None)', (machine, A) => {
    const { batch } = squares(machine, A, 'slogdet')
    return namedResult(machine, 'linalg_slogdet', { sign: made(A, ...batch), logabsdet: made(A, ...batch) })
  }),
  decomposition(['torch.linalg.pinv', 'torch.pinverse'], 'linalg_pinv(Tensor A, Any rcond=None, bool hermitian=False)', (machine, A) => {
    const { batch, rows, columns } = matrices(machine, A, 'pinv')
    return made(A, ...batch, columns, rows)
  }),
  decomposition(['torch.logdet', 'torch.Tensor.logdet'], 'logdet(Tensor A)', (machine, A) => made(A, ...squares(machine, A, 'det').batch)),
]

/** `A X = B`: a vector where B has one dim, or is a batch of vectors. */
export const solve = operation({
  names: ['torch.linalg.solve'], manual: manual('solve'),
  overloads: [on('linalg_solve(Tensor A, Tensor B, *, bool left=True, Tensor? out=None)', (machine, { A, B, left }) => {
    const { batch, rows } = squares(machine, A, 'solve')
    const other = machine.shapeOf(B)
    if (other.length === 1 || !left) return other.length === 1 ? tensor([...batch, rows], { dtype: B.dtype }) : machine.undecided('solve from the right')
    const isVector = other.length === batch.length + 1 && batch.length > 0
    if (isVector) return tensor(other, { dtype: B.dtype })
    machine.require(equals(rows, other.at(-2)!), () => machine.raise('RuntimeError', `linalg.solve: Incompatible shapes of A and B for the equation AX = B (${show(rows)}x${show(rows)} and ${show(other.at(-2)!)}x${show(other.at(-1)!)})`, 'matmul'))
    return tensor([...broadcast(machine, batch, other.slice(0, -2)), rows, other.at(-1)!], { dtype: B.dtype })
  })],
})
