import copy
import torch
import torch.nn as nn

xs = [1, 2, 3]
for x in xs:
    if len(xs) < 10:
        xs.append(x)
d = dict(a=1)
for k in list(d):
    d[k + "b"] = 2
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
net[0] = nn.Linear(2, 5)
net.extra = net
del net.extra
net[0].weight = nn.Parameter(torch.zeros(7, 2))
net[0].bias = None
net(torch.zeros(1, 2)).shape[1] == 7
net.__dict__["hidden"] = 1
net.forward = lambda x: x.flatten()
net(torch.zeros(2, 2))
nn.Linear.forward = lambda self, x: x
nn.Linear(2, 3)(torch.zeros(4))
twin = copy.deepcopy(net)
twin.load_state_dict(net.state_dict(), strict=False)
torch.zeros = lambda *size: None
torch.Tensor.mine = lambda self: self
globals()["made"] = 3
made + 1
vars(net).clear()
t = torch.ones(3, 4)
t.data = torch.ones(5)
t.resize_(2, 2)
t.t_().unsqueeze_(0).squeeze_()
t[t > 0] = 1
t += 1
t @= torch.ones(2, 2)
