"""A small maximum flow with unit steps: the upper bound of what any plan can meet (K8). Pure."""


class Network:
    """Nodes are numbers; edges are kept with their reverse, so that a step can be taken back."""

    __slots__ = ("capacity", "leaving", "target")

    def __init__(self, nodes: int) -> None:
        self.target: list[int] = []
        self.capacity: list[int] = []
        self.leaving: list[list[int]] = [[] for _node in range(nodes)]

    def edge(self, start: int, end: int, capacity: int) -> int:
        """A new edge; answers its number, by which its capacity can be raised later."""
        number = len(self.target)
        self.target += [end, start]
        self.capacity += [max(capacity, 0), 0]
        self.leaving[start].append(number)
        self.leaving[end].append(number + 1)
        return number

    def widen(self, edge: int, by: int) -> None:
        """Room for more on an edge."""
        self.capacity[edge] += max(by, 0)

    def fill(self, source: int, sink: int) -> int:
        """Sends as much more as there is room for; answers how much."""
        sent = 0
        while self._step(source, sink, set()):
            sent += 1
        return sent

    def _step(self, node: int, sink: int, seen: set[int]) -> bool:
        if node == sink:
            return True
        seen.add(node)
        for edge in self.leaving[node]:
            end = self.target[edge]
            if self.capacity[edge] and end not in seen and self._step(end, sink, seen):
                self.capacity[edge] -= 1
                self.capacity[edge ^ 1] += 1
                return True
        return False
