/** nn.Flatten and nn.Unflatten: the tensor's methods of those names as layers. */
import { reshape } from '../../arrays/index.ts'
import { asDim, attribute, explained, layer, method, numberOf, printedAttribute, setPlain, typeName, type InstanceValue, type Machine, type Value } from '../vocabulary/index.ts'
import { movedTerms } from '../terms/moved.ts'

export const Flatten = layer({
  name: 'torch.nn.Flatten',
  definedIn: 'torch.nn.modules.flatten',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html',
  init: method('__init__(start_dim=1, end_dim=-1)', (machine, self, { start_dim, end_dim }) => setPlain(machine, self, { start_dim, end_dim })),
  forward: method('forward(input)', (machine, self, { input }) =>
    machine.call(machine.getAttribute(input, 'flatten'), [attribute(machine, self, 'start_dim'), attribute(machine, self, 'end_dim')])),
  explain: (self) => explained('dims', `${printedAttribute(self, 'start_dim')} to ${printedAttribute(self, 'end_dim')} become one`, 'their sizes are multiplied'),
  kernel: ({ self }, [input]) => [flattened(input!, numberOf(self, 'start_dim') ?? 1, numberOf(self, 'end_dim') ?? -1)],
  terms: ({ self }, [input]) => movedTerms(input!, (places) => flattened(places, numberOf(self, 'start_dim') ?? 1, numberOf(self, 'end_dim') ?? -1)),
  examples: `
    nn.Flatten()(torch.randn(32, 1, 5, 5))      # shape: [32, 25]
    nn.Flatten(0, 2)(torch.randn(32, 1, 5, 5))  # shape: [160, 5]
    nn.Flatten()(torch.randn(3))                # error[dimension] "Dimension out of range (expected to be in range of [-1, 0], but got 1)"`,
})

function flattened(input: Parameters<typeof reshape>[0], start: number, end: number): ReturnType<typeof reshape> {
  const rank = input.shape.length
  const [from, to] = [start < 0 ? start + rank : start, end < 0 ? end + rank : end]
  const size = input.shape.slice(from, to + 1).reduce((product, each) => product * each, 1)
  return reshape(input, [...input.shape.slice(0, from), size, ...input.shape.slice(to + 1)])
}

/** The constructor takes a tuple or list of ints and nothing else. */
function requireInts(machine: Machine, sizes: Value): void {
  if (sizes.kind === 'unknown') return machine.undecided(sizes.reason)
  if (sizes.kind !== 'tuple' && sizes.kind !== 'list') return machine.raise('TypeError', `unflattened_size must be a tuple of ints, but found type ${typeName(sizes)}`, 'argument-type', { parameter: 'unflattened_size' })
  for (const [index, item] of machine.items(sizes).entries()) {
    if (item.kind !== 'unknown' && item.kind !== 'bool' && asDim(item) === undefined) {
      machine.raise('TypeError', `unflattened_size must be tuple of ints, but found element of type ${typeName(item)} at pos ${index}`, 'argument-type', { parameter: 'unflattened_size' })
    }
  }
}

export const Unflatten = layer({
  name: 'torch.nn.Unflatten',
  definedIn: 'torch.nn.modules.flatten',
  manual: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Unflatten.html',
  init: method('__init__(dim, unflattened_size)', (machine, self, { dim, unflattened_size }) => {
    requireInts(machine, unflattened_size)
    setPlain(machine, self, { dim, unflattened_size })
  }),
  forward: method('forward(input)', (machine, self, { input }) =>
    machine.call(machine.getAttribute(input, 'unflatten'), [attribute(machine, self, 'dim'), attribute(machine, self, 'unflattened_size')])),
  explain: (self) => explained(`dim ${printedAttribute(self, 'dim')}`, `becomes ${printedAttribute(self, 'unflattened_size')}`, 'the product stays'),
  kernel: ({ self }, [input]) => [unflattened(input!, self)],
  terms: ({ self }, [input]) => movedTerms(input!, (places) => unflattened(places, self)),
  examples: `
    nn.Unflatten(1, (2, 5, 5))(torch.randn(2, 50))  # shape: [2, 2, 5, 5]
    nn.Unflatten(1, (2, -1))(torch.randn(2, 7))     # error[view-size] "unflatten: Provided sizes [2, -1] don't multiply up to the size of dim 1 (7) in the input tensor"`,
})

function unflattened(input: Parameters<typeof reshape>[0], self: InstanceValue): ReturnType<typeof reshape> {
  const rank = input.shape.length
  const dim = numberOf(self, 'dim') ?? 0
  const place = dim < 0 ? dim + rank : dim
  const value = self.attributes.get('unflattened_size')
  const sizes = value?.kind === 'tuple' || value?.kind === 'list' ? value.items.map((item) => (item.kind === 'int' && typeof item.value === 'number' ? item.value : 1)) : []
  const known = sizes.filter((size) => size >= 0).reduce((product, size) => product * size, 1)
  const whole = sizes.map((size) => (size < 0 ? (input.shape[place] ?? 1) / known : size))
  return reshape(input, [...input.shape.slice(0, place), ...whole, ...input.shape.slice(place + 1)])
}
