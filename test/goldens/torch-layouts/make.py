"""Writes the checkpoints of this folder with PyTorch itself (1.13): views, shared storages and every element type, in each layout.

    python3 make.py        values are small whole numbers; checkpoint/torch-layouts.test.ts states them again
"""

from collections import OrderedDict

import numpy as np
import torch

base = torch.arange(24, dtype=torch.float32)
grid = base.view(4, 6)
tensors = OrderedDict(
    whole=grid,
    window=grid[1:3, 2:5],
    transposed=grid.t(),
    every_third=base[1::3],
    channels_last=torch.arange(36.0).view(1, 3, 4, 3).contiguous(memory_format=torch.channels_last),
    expanded=torch.tensor([1.0, 2.0]).expand(3, 2),
    parameter=torch.nn.Parameter(torch.tensor([[3.0], [4.0]])),
    scalar=torch.tensor(2.5),
    empty=torch.empty(0, 5),
    half=torch.tensor([0.5, -2.0, 65504.0]).half(),
    bfloat16=torch.tensor([1.0, -0.15625, 3e38]).bfloat16(),
    double=torch.tensor([1.0, 0.1], dtype=torch.float64),
    long=torch.tensor([1, -2, 2**40]),
    int=torch.tensor([7], dtype=torch.int32),
    byte=torch.tensor([0, 255], dtype=torch.uint8),
    bool=torch.tensor([True, False]),
)
tensors._metadata = OrderedDict([("", {"version": 1})])
parallel = OrderedDict((f"module.{name}", tensor) for name, tensor in tensors.items())
training = {
    "epoch": 3,
    "state_dict": parallel,
    "optimizer": {"state": {0: {"step": 1, "exp_avg": grid * 2}}, "param_groups": [{"lr": 1e-5}]},
    "best": np.float64(0.875),
    "count": np.int64(7),
    "size": torch.Size([4, 6]),
}
torch.save(tensors, "zip.pth")
torch.save(tensors, "zip-protocol-4.pth", pickle_protocol=4)
torch.save(training, "training.pth")
torch.save(tensors, "legacy.pth", _use_new_zipfile_serialization=False)
torch.save(training, "legacy-protocol-3.pth", _use_new_zipfile_serialization=False, pickle_protocol=3)
torch.save(training, "legacy-protocol-4.pth", _use_new_zipfile_serialization=False, pickle_protocol=4)
model = torch.nn.Linear(2, 1)
torch.save(model, "whole-module.pth")
torch.jit.save(torch.jit.script(model), "script.pth")
