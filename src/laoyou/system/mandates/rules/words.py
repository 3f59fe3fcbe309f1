"""The English words for the codes of mandates, marked for the translators."""

from __future__ import annotations

from laoyou.core.errors import mark
from laoyou.system.mandates.rules.basis import ContractBasis, FeeMode
from laoyou.system.mandates.rules.states import MandateState
from laoyou.system.mandates.rules.tariffs import Method

MANDATE_STATES: dict[str, str] = {
    MandateState.DRAFT: mark("Draft"),
    MandateState.IN_FORCE: mark("In force"),
    MandateState.ENDED: mark("Ended"),
    MandateState.WITHDRAWN: mark("Withdrawn"),
}
CONTRACT_BASES: dict[str, str] = {
    ContractBasis.STREET_OFFICE: mark("Mandate of the street office"),
    ContractBasis.COMMUNITY: mark("Mandate of the community"),
    ContractBasis.OWNERS_COMMITTEE: mark("Contract of the owners' committee after the assembly's vote"),
    ContractBasis.OWNERS_ASSEMBLY: mark("Contract voted by the owners' assembly"),
    ContractBasis.OWNERS_GROUP: mark("Mandate of a group of owners"),
    ContractBasis.SINGLE_OWNER: mark("Mandate of a single owner"),
    ContractBasis.DEVELOPER: mark("Early contract of the developer"),
}
FEE_MODES: dict[str, str] = {
    FeeMode.LUMP_SUM: mark("Lump sum: the company bears profit and loss"),
    FeeMode.FEE_PLUS: mark("Fee-plus: the money is the owners', the company draws its fee"),
    FeeMode.TRUST: mark("Trust: the money is the owners' trust property"),
}
METHODS: dict[str, str] = {
    Method.BY_AREA: mark("By area"),
    Method.FIXED: mark("Fixed sum per home"),
    Method.BY_COUNT: mark("By count"),
    Method.BY_FORMULA: mark("By formula"),
    Method.BY_METER: mark("By meter"),
}
ITEMS: dict[str, str] = {
    "service": mark("Property service"),
    "rubbish": mark("Rubbish removal"),
    "lift": mark("Lift upkeep"),
    "water_pump": mark("Water pump"),
    "water": mark("Water"),
    "electricity": mark("Electricity"),
    "shared_water": mark("Shared water"),
    "shared_electricity": mark("Shared electricity"),
    "parking": mark("Parking fee"),
    "e_bike": mark("E-bike charging place"),
}
"""The items that most estates charge; an estate may have others of its own."""
FUNDS: dict[str, str] = {
    "service": mark("Service fees"),
    "common_income": mark("Income of common parts"),
    "deposits": mark("Deposits and money collected for others"),
}
"""The funds that a tariff may fill."""
