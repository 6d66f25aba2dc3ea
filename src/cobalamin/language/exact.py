"""The diagram as generated Python: for every output the outcomes that some completion of the missing facts still meets."""

from __future__ import annotations

from collections.abc import Callable

from cobalamin.language.compile import Program, Vector
from cobalamin.language.diagram import NO, YES, Diagram, Group, Mask, Output
from cobalamin.language.nodes import Finding, Presume
from cobalamin.language.truth import Truth


class Exact:
    """The diagram over a program's vectors. `masks(vector)` gives one mask an output, in the diagram's order of outputs.

    A mask of 0 means that the known facts contradict each other (a pregnant man).
    """

    def __init__(self, program: Program, diagram: Diagram) -> None:
        self.program = program
        self.diagram = diagram
        self.position: dict[Output, int] = {output: i for i, output in enumerate(diagram.outputs)}
        self.source = _Writer(program, diagram).function()
        namespace: dict[str, Callable[[Vector], tuple[Mask, ...]]] = {}
        exec(compile(self.source, "<diagram>", "exec"), namespace)
        self.masks: Callable[[Vector], tuple[Mask, ...]] = namespace["masks"]
        self.presumed: Callable[[Vector], tuple[bool, ...]] = namespace["presumed"]  # type: ignore[assignment]


class _Writer:
    """Writes each node after its children, and each presumption before the first node that tests it."""

    def __init__(self, program: Program, diagram: Diagram) -> None:
        self.diagram = diagram
        self.slots = program.slot_names()
        self.name: dict[int, str] = {0: "0", NO: "1", YES: "2"}
        self.presumption: dict[Presume, str] = {}
        self.groups: dict[Group, str] = {}
        self.lines: list[str] = []

    def function(self) -> str:
        """Two functions of one vector: `masks` of the outputs, and `presumed`, what each presumption came to."""
        unpack = f"    {', '.join(self.slots.values())}, = vector"
        for presume in self.diagram.presumed:
            self.settle(presume)
        settled = ", ".join(self.presumption.values())
        presumed = ["def presumed(vector):", unpack, *self.lines, f"    return ({settled}{',' if settled else ''})"]
        roots = ", ".join(self.write(root) for root in self.diagram.root.values())
        masks = ["def masks(vector):", unpack, *self.lines, f"    return ({roots},)"]
        return "\n".join([*presumed, *masks])

    def write(self, root: int) -> str:
        """The local that holds a node's mask."""
        for node in self.diagram.reachable(root):
            if node not in self.name:
                self.name[node] = self.local(node)
        return self.name[root]

    def local(self, node: int) -> str:
        """One node as a line; terminals are their masks."""
        mask = self.diagram.mask[node]
        if mask >= 0:
            return str(mask)
        variable = self.diagram.variables[self.diagram.level[node]]
        children = [self.name[child] for child in self.diagram.children[node]]
        match variable:
            case Presume():
                expression = f"{children[1]} if {self.settle(variable)} else {children[0]}"
            case Finding() | Group():
                slot = self.known(variable)
                expression = f"{children[1]} if {slot} else {children[0]} if {slot} is False else {children[0]} | {children[1]}"
            case _:
                expression = _over_cells(self.slots[variable], children)
        self.lines.append(f"    d{node} = {expression}")
        return f"d{node}"

    def known(self, variable: Finding | Group) -> str:
        """The local that holds what is known of a finding, or of `any of` a group."""
        if isinstance(variable, Finding):
            return self.slots[variable]
        if variable not in self.groups:
            self.groups[variable] = name = f"g{len(self.groups)}"
            members = [self.slots[member] for member in variable.members]
            unknown = " or ".join(f"{member} is None" for member in members)
            self.lines.append(f"    {name} = {' or '.join(members)} or (None if {unknown} else False)")
        return self.groups[variable]

    def settle(self, presume: Presume) -> str:
        """The local that says what a presumption came to: the part where it is decided, else what is presumed."""
        if presume not in self.presumption:
            part = self.write(self.diagram.presumed[presume])
            self.presumption[presume] = name = f"p{len(self.presumption)}"
            # A decided part wins; an undecided one (or one in no possible world) is presumed.
            test = f"{part} != {NO}" if presume.value is Truth.YES else f"{part} == {YES}"
            self.lines.append(f"    {name} = {test}")
        return self.presumption[presume]


def _over_cells(slots: str, children: list[str]) -> str:
    """The union of the children between the lowest and the highest cell; equal neighbours are one branch."""
    low, high = slots.split(", ")
    branches: list[tuple[str, int]] = []
    for cell, child in enumerate(children):
        if branches and branches[-1][0] == child:
            branches[-1] = child, cell
        else:
            branches.append((child, cell))
    if len(branches) == 2:
        (below, cut), (above, _) = branches
        return f"{below} if {high} <= {cut} else {above} if {low} > {cut} else {below} | {above}"
    terms, start = [], 0
    for child, end in branches:
        terms.append(f"({child} if {low} <= {end} and {high} >= {start} else 0)")
        start = end + 1
    return " | ".join(terms)

