import torch
import torch.nn as nn
import somewhere
from somewhere.else_ import *
from somewhere import Base, decorator, config, registry, Mixin as M


@decorator(option=1)
@somewhere.other
class Model(Base, M, nn.Module, metaclass=somewhere.Meta):
    layer = somewhere.field(default=lambda: nn.Linear(1, 1))

    @decorator
    def __init__(self, cfg=config, **kwargs):
        super().__init__(cfg, **kwargs)
        self.layers = nn.ModuleList([registry.build(c) for c in cfg.layers])
        self.head = nn.Linear(cfg.width, cfg.classes) if cfg.head else nn.Identity()
        for name, value in kwargs.items():
            setattr(self, name, value)
        self.__dict__.update(kwargs)

    @property
    @somewhere.cached
    def width(self):
        return self.cfg.width

    def forward(self, x, *args, mask=None):
        for i, layer in enumerate(self.layers):
            x, *rest = layer(x, *args, **self.options)
            if i in self.taps:
                self.outputs[i] = x
        x = x[mask] if mask is not None else x
        a, b = x.chunk(2, dim=self.dim)
        x = a @ b.transpose(-1, -2) * self.scale
        x[..., : self.width] += self.bias
        x = x.view(x.size(0), self.heads, -1, *x.shape[2:])
        x = getattr(torch, self.op)(x, **self.kw)
        return {k: v for k, v in zip(self.names, (x, *rest, undefined_function(x)) if 0 else (x,))}


model = Model(**somewhere.arguments)
model.load_state_dict(torch.load("model.pt"))
model = torch.compile(model.to(config.device)).eval()
optimizer = torch.optim.AdamW(model.parameters(), lr=config.lr)
for epoch in range(config.epochs):
    for batch in torch.utils.data.DataLoader(somewhere.dataset):
        loss = model(batch["x"])["loss"].mean()
        loss.backward()
        optimizer.step()
        somewhere.log(loss=loss.item(), lr=optimizer.param_groups[0]["lr"])
out = model(torch.zeros(config.batch, 3))
out[config.key][..., 0].reshape(-1, 7)
nn.Sequential(*registry.all(), nn.Linear(*config.sizes))(out)
torch.zeros(*config.shape) + torch.zeros(config.n, 4)
torch.cat([somewhere.x, torch.zeros(2, 3)], dim=config.dim)
