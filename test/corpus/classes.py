import abc
import torch
import torch.nn as nn


class Meta(type):
    registry = {}

    def __new__(mcs, name, bases, namespace, **keywords):
        cls = super().__new__(mcs, name, bases, dict(namespace))
        mcs.registry[name] = cls
        return cls

    def __call__(cls, *args, **kwargs):
        return super().__call__(*args, **kwargs)

    def __len__(cls):
        return 3

    def __iter__(cls):
        return iter((1, 2, 3))


class Base(metaclass=Meta):
    def __init_subclass__(cls, /, width=1, **keywords):
        super().__init_subclass__(**keywords)
        cls.width = width

    def __set_name__(self, owner, name):
        self.name = name


class Child(Base, width=4):
    inner = Base()

    class Inner:
        value = 3

    def __class_getitem__(cls, item):
        return cls


class Child(Child):  # redefinition
    pass


class Descriptor:
    def __get__(self, instance, owner=None):
        return self if instance is None else torch.zeros(2)

    def __set__(self, instance, value):
        instance.__dict__["hidden"] = value

    def __delete__(self, instance):
        del instance.__dict__["hidden"]


class Holder(nn.Module):
    __slots__ = ("slot",)
    descriptor = Descriptor()

    def __init__(self, *args, **kwargs):
        super(Holder, self).__init__()
        self.descriptor = 4

    def __getattr__(self, name):
        try:
            return super().__getattr__(name)
        except AttributeError:
            return lambda *args, **kwargs: args

    def __setattr__(self, name, value):
        super().__setattr__(name, value)

    def __delattr__(self, name):
        super().__delattr__(name)

    def forward(self, *inputs, **options):
        return self.anything(*inputs)


class Abstract(abc.ABC):
    @property
    @abc.abstractmethod
    def size(self): ...

    @size.setter
    def size(self, value): ...


holder = Holder()
holder(torch.zeros(1), flag=True)
Child[int], list(Child), len(Child)
made = type("Made", (nn.Module,), {"forward": lambda self, x: x})
made()(torch.zeros(3))
del holder.descriptor
Holder.__mro__, Holder.__bases__, Holder.__name__, Holder.__doc__, Holder.__dict__
issubclass(Child, Base), isinstance(holder, (int, nn.Module))
