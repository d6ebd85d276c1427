/** `nn.ParameterList`: parameters by number. Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterList.html */
import { asDim, classEntry, freeMethod, int, iterator, list, nativeClass, nativeMethod, openIterator, touchable, typeName, unknownInt, initialiseModule, type InstanceValue, type Machine, type Value } from '../vocabulary/index.ts'
import { isIterable, open, position, sliced } from './items.ts'
import { parameterOf } from './parameter.ts'

/** A tensor becomes a Parameter, anything else stays. */
export const asEntry = (value: Value): Value => (value.kind === 'tensor' && !value.parameter ? parameterOf(value) : value)

function size(machine: Machine, self: InstanceValue): number {
  const known = self.attributes.get('_size')
  const count = known && asDim(known)
  return self.open || typeof count !== 'number' ? machine.undecided('a ParameterList whose contents are not all known') : count
}

const all = (machine: Machine, self: InstanceValue): Value[] => Array.from({ length: size(machine, self) }, (_, index) => machine.getAttribute(self, String(index)))

function append(machine: Machine, self: InstanceValue, value: Value): void {
  const index = size(machine, self)
  touchable(machine, self).attributes.set('_size', int(index + 1))
  machine.setAttribute(self, String(index), asEntry(value))
}

function extend(machine: Machine, self: InstanceValue, values: Value): InstanceValue {
  if (isIterable(machine, values) === false || values.kind === 'tensor') machine.raise('TypeError', `ParameterList.extend should be called with an iterable, but got ${typeName(values)}`, 'argument-type')
  const items = machine.knownItems(values)
  if (items) for (const item of items) append(machine, self, item)
  else open(machine, self)
  return self
}

const methods = [
  nativeMethod('torch.nn', 'ParameterList.__init__(self, values=None)', (machine, self, { values }) => {
    initialiseModule(machine, self)
    self.attributes.set('_size', int(0))
    if (values.kind !== 'none') extend(machine, self, values)
  }),
  nativeMethod('torch.nn', 'ParameterList.__getitem__(self, idx)', (machine, self, { idx }) =>
    idx.kind === 'slice' ? machine.call(self.cls, [list(sliced(machine, all(machine, self), idx))]) : machine.getAttribute(self, String(position(machine, idx, size(machine, self))))),
  nativeMethod('torch.nn', 'ParameterList.__setitem__(self, idx, param)', (machine, self, { idx, param }) => machine.setAttribute(self, String(position(machine, idx, size(machine, self))), asEntry(param))),
  nativeMethod('torch.nn', 'ParameterList.__len__(self)', (machine, self) => (self.open ? unknownInt(0) : int(size(machine, self)))),
  nativeMethod('torch.nn', 'ParameterList.__iter__(self)', (machine, self) => (self.open ? openIterator() : iterator(all(machine, self)))),
  nativeMethod('torch.nn', 'ParameterList.__iadd__(self, parameters)', (machine, self, { parameters }) => extend(machine, self, parameters)),
  nativeMethod('torch.nn', 'ParameterList.append(self, value)', (machine, self, { value }) => {
    append(machine, self, value)
    return self
  }),
  nativeMethod('torch.nn', 'ParameterList.extend(self, values)', (machine, self, { values }) => extend(machine, self, values)),
  freeMethod('torch.nn.ParameterList.__call__', (machine) => machine.raise('RuntimeError', 'ParameterList should not be called.', 'missing-forward')),
]

export const ParameterList = classEntry('torch.nn.ParameterList', (find) => nativeClass('torch.nn.modules.container.ParameterList', [find('torch.nn.Module')], methods), 'torch.nn.modules.container')
