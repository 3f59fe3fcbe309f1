"""On what a company serves an estate, and what follows from it.

`ContractBasis` says who could bind whom, `FeeMode` whose money the fees are: two questions, two fields.
"""

from __future__ import annotations

from enum import StrEnum

from laoyou.core.errors import mark


class ContractBasis(StrEnum):
    STREET_OFFICE = "street_office"
    COMMUNITY = "community"
    OWNERS_COMMITTEE = "owners_committee"
    OWNERS_ASSEMBLY = "owners_assembly"
    OWNERS_GROUP = "owners_group"
    SINGLE_OWNER = "single_owner"
    DEVELOPER = "developer"


class FeeMode(StrEnum):
    LUMP_SUM = "lump_sum"
    FEE_PLUS = "fee_plus"
    TRUST = "trust"


_BINDS_ALL_OWNERS = frozenset({ContractBasis.OWNERS_ASSEMBLY, ContractBasis.OWNERS_COMMITTEE, ContractBasis.DEVELOPER})
_VOTED = frozenset({ContractBasis.OWNERS_ASSEMBLY, ContractBasis.OWNERS_COMMITTEE})


def binds_all_owners(basis: ContractBasis) -> bool:
    """Return whether the contract binds every owner: the developer's early one, or one after the assembly's choice.

    Law: CIVIL-939. A mandate by a street office or community fits neither.

    >>> binds_all_owners(ContractBasis.STREET_OFFICE), binds_all_owners(ContractBasis.OWNERS_COMMITTEE)
    (False, True)
    """
    return basis in _BINDS_ALL_OWNERS


def may_carry_late_penalty(basis: ContractBasis) -> bool:
    """Return whether a late penalty (违约金) may be agreed at all. Law: CIVIL-939.

    >>> may_carry_late_penalty(ContractBasis.COMMUNITY)
    False
    """
    return binds_all_owners(basis)


def makes_contracted(basis: ContractBasis) -> bool:
    """Return whether the estate is contracted rather than mandated under it: the owners themselves have chosen.

    >>> makes_contracted(ContractBasis.OWNERS_ASSEMBLY), makes_contracted(ContractBasis.DEVELOPER)
    (True, False)
    """
    return basis in _VOTED


PATH_TO_THE_VOTE: dict[ContractBasis, str] = {
    ContractBasis.STREET_OFFICE: mark(
        "The street office stands in until the owners can decide. Next: hold the owners' assembly. Owners with at least"
        " two thirds of the area and of the number take part, more than half of each agree (Civil Code 278), and the"
        " owners' committee signs the contract."
    ),
    ContractBasis.COMMUNITY: mark(
        "The community stands in until the owners can decide. Next: hold the owners' assembly. Owners with at least"
        " two thirds of the area and of the number take part, more than half of each agree (Civil Code 278), and the"
        " owners' committee signs the contract."
    ),
    ContractBasis.OWNERS_GROUP: mark(
        "Only the owners who signed are bound. Next: ask the street office to help prepare the owners' assembly, which"
        " chooses the company for all (Civil Code 278)."
    ),
    ContractBasis.SINGLE_OWNER: mark(
        "Only this owner is bound. Next: ask the street office to help prepare the owners' assembly, which chooses the"
        " company for all (Civil Code 278)."
    ),
    ContractBasis.DEVELOPER: mark(
        "The developer's early contract binds all owners until a contract of the owners' own takes effect (Civil Code"
        " 940). Next: the first owners' assembly chooses the company."
    ),
    ContractBasis.OWNERS_COMMITTEE: mark(
        "The owners' assembly has chosen, the committee has signed: the contract binds all owners (Civil Code 939)."
    ),
    ContractBasis.OWNERS_ASSEMBLY: mark(
        "The owners' assembly has chosen: the contract binds all owners (Civil Code 939)."
    ),
}
"""Where a mandate stands on the way to the owners' own decision, as a sentence for each basis."""
