"""A batch in which every member comes out as it would alone. B members, N points, C channels.

Kernels for matrix products choose their way of adding by the matrices' sizes, so a member of a batch may differ in its
last digits from what it is alone; over the steps of a sampler that grows to what the eye sees. On a CPU most sizes take
the same way, and whether a batch's do is tried when it first runs.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from ..networks.two_stream import EncodedCondition
from .euler import Velocity

Make = Callable[[EncodedCondition], Velocity]
Proven = dict[tuple[object, ...], bool]
"""By the kind and the sizes of a call: whether its members come out as alone."""


def in_company(make: Make, conditions: Sequence[EncodedCondition], proven: Proven, kind: object) -> Velocity:
    """What ``make`` makes of the members' conditions, a batch of one each, in as few calls as change none of them.

    On a CPU members with equally many tokens go together, because padding would change them; such a batch is compared,
    bit for bit, with its first and its last member alone when its sizes are new, and where it differs members are
    called one after the other. On other devices all go together: there members differ in their last digits.

    proven : remembers what was found out about calls of the ``kind``, which is whatever else their sizes depend on.
    """
    if len(conditions) == 1 or conditions[0].summary.device.type != "cpu":
        return make(EncodedCondition.batch(conditions))
    alike: dict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(conditions):
        alike[each.bias.shape[-1]].append(number)
    calls = [_proven(make, [conditions[number] for number in rows], proven, kind) for rows in alike.values()]
    if len(calls) == 1:
        return calls[0]
    rows = [torch.tensor(numbers) for numbers in alike.values()]
    back = torch.cat(rows).argsort()
    return lambda x, level, end: torch.cat(
        [call(x[numbers], level, end) for call, numbers in zip(calls, rows, strict=True)]
    )[back]


def _proven(make: Make, conditions: Sequence[EncodedCondition], proven: Proven, kind: object) -> Velocity:
    members = len(conditions)
    alone = [make(each) for each in conditions]
    if members == 1:
        return alone[0]
    together, tokens = make(EncodedCondition.batch(conditions)), conditions[0].bias.shape[-1]

    def one(number: int, x: Tensor, level: float, end: float) -> Tensor:
        return alone[number](x[number : number + 1], level, end)

    def velocity(x: Tensor, level: float, end: float) -> Tensor:
        sizes = (kind, *x.shape, tokens, torch.is_autocast_enabled("cpu"), torch.get_num_threads())
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
