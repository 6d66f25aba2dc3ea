"""What the processes of a screening load before they are forked: named here, so that they can begin before this one loads it."""

LOADED = ("cobalamin.population.part", "cobalamin.population.rules")
