"""A batch in which every member comes out as it would alone. B members, N points, C channels.

Kernels for matrix products choose their way of adding by the matrices' sizes, so a member of a batch may differ in its
last digits from what it is alone; over the steps of a sampler that grows to what the eye sees. On a CPU most sizes take
the same way, and whether a batch's do is tried when it first runs.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from ..networks.two_stream import EncodedCondition
from .euler import Velocity

Proven = dict[tuple[object, ...], bool]
"""By the kind and the sizes of a call: whether its members come out as alone."""


def in_company(
    make: Callable[[EncodedCondition], Velocity], conditions: Sequence[EncodedCondition], proven: Proven, kind: object
) -> Velocity:
    """What ``make`` makes of the members' conditions, a batch of one each, in one call where that changes none of them.

    On a CPU a batch is compared, bit for bit, with its first and its last member alone when its sizes are new; where it
    differs, members are called one after the other. Other devices call the batch: there members differ in their last
    digits, as they do from device to device.
    """
    condition, members = EncodedCondition.batch(conditions), len(conditions)
    together = make(condition)
    if members == 1 or condition.summary.device.type != "cpu":
        return together
    alone = [make(each) for each in conditions]

    def one(number: int, x: Tensor, level: float, end: float) -> Tensor:
        return alone[number](x[number : number + 1], level, end)

    def velocity(x: Tensor, level: float, end: float) -> Tensor:
        sizes = (kind, *x.shape, condition.bias.shape[-1], torch.is_autocast_enabled("cpu"), torch.get_num_threads())
        if proven.get(sizes, True):
            predicted = together(x, level, end)
            if sizes not in proven:
                proven[sizes] = all(
                    torch.equal(one(number, x, level, end), predicted[number : number + 1])
                    for number in (0, members - 1)
                )
            if proven[sizes]:
                return predicted
        return torch.cat([one(number, x, level, end) for number in range(members)])

    return velocity
